import type { Members } from './drain.ts'
import { JackfieldError } from './errors.ts'
import type { Gate } from './guards/gate.ts'
import { hasForeignHost, isHost, isListed } from './guards/host.ts'
import type { Slot } from './intent.ts'
import type { ServerSettings } from './options.ts'
import { quote } from './quote.ts'
import { Refused } from './refuse.ts'
import type { Incident } from './report.ts'

const badHost = (host: string | null): JackfieldError =>
  new JackfieldError(
    'bad_host',
    `The Host header is ${quote(host)}; send one host and port, as in example.com:8080, and no other in the request's target.`,
  )

/** Whether a request is for this server: checked before the app runs. */
export const barHost = (slot: Slot, { hosts }: ServerSettings): JackfieldError | undefined => {
  const { host, intake } = slot
  // A plain request of HTTP/1.0 may do without; Deno 2.9 lets a handshake through.
  if (host === null ? slot.isHandshake : !isHost(host) || hasForeignHost(intake.request.url, host)) return badHost(host)
  if (!hosts) return undefined
  const { client } = slot
  if (client.host !== null && isListed(client.host, hosts)) return undefined
  return new Refused(
    'host_refused',
    'This server does not answer for this host.',
    `Host ${quote(client.host)} is not in the option hosts; if it is yours, list it`,
  )
}

/** The app has not answered in time. */
export const tooLate = (ms: number): JackfieldError =>
  new JackfieldError('handshake_timeout', `The app did not decide on this handshake within ${ms} ms.`)

/** What the app has answered is marked, but not by this request. */
export const wasKept = (): JackfieldError =>
  new JackfieldError('internal', 'This answer was made for another handshake: no cache may keep it.')

/** Hono answers 404 for a handler that has returned nothing. */
export const unreturned = (route: string): Incident => ({
  kind: 'noticed',
  reason: 'not_returned',
  message: `the route ${route} took a handshake, but the app has answered it 404; a handler must return what upgradeWebSocket(c, ...) answers`,
})

const words = {
  server_full: 'This server takes no more at the moment; come back in a moment.',
  too_many: 'Too many come from this address; come back in a moment.',
}

type Crowd = Pick<Gate, 'refusal'>

/** Whether there is room for one more. */
const barCrowd = (
  crowd: Crowd,
  option: 'maxConnections' | 'maxHandshakes',
  { client, bucket }: Slot,
  settings: ServerSettings,
): JackfieldError | undefined => {
  const code = crowd.refusal(bucket)
  if (!code) return undefined
  const { total, perAddress } = settings[option]
  const hint = `if it is a proxy's, name the proxy: trustedProxies: ['${client.address}']`
  const found =
    code === 'server_full'
      ? `all ${total} of ${option}.total are taken`
      : `${client.address} has all ${perAddress} of ${option}.perAddress; ${hint}`
  return new Refused(code, words[code], found)
}

/** Who may connect to a server at this moment. */
export class Admission {
  readonly #settings: ServerSettings
  readonly #members: Members
  readonly #handshakes: Crowd
  readonly #isLeaving: () => boolean

  constructor(settings: ServerSettings, members: Members, handshakes: Crowd, isLeaving: () => boolean) {
    this.#settings = settings
    this.#members = members
    this.#handshakes = handshakes
    this.#isLeaving = isLeaving
  }

  /** Before the app runs. */
  bar(slot: Slot): JackfieldError | undefined {
    if (slot.intake.httpVersion === '1.0') {
      const nginx = 'With nginx: proxy_http_version 1.1; with haproxy HTTP/1.1 is the default.'
      const found = `This handshake came as HTTP/1.0, and needs HTTP/1.1: a proxy on the way speaks the older one. ${nginx}`
      return new JackfieldError('http_version', found)
    }
    return this.crowded(slot)
  }

  /** Whether there is no room for one more at this moment. */
  crowded(slot: Slot): JackfieldError | undefined {
    return this.barLate(slot) ?? barCrowd(this.#handshakes, 'maxHandshakes', slot, this.#settings)
  }

  /** Again when the app has decided: others may have come in meanwhile. */
  barLate(slot: Slot): JackfieldError | undefined {
    if (!this.#isLeaving()) return barCrowd(this.#members, 'maxConnections', slot, this.#settings)
    return new JackfieldError('draining', 'This server is going away; come back in a moment.')
  }
}
