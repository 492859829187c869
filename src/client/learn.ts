import { mistakesIn } from './check-options.ts'
import { diagnose } from './diagnose.ts'
import type { Environment } from './environment.ts'
import type { Observable } from './listeners.ts'
import type { ConnectOptions } from './options.ts'
import type { Cause, Status } from './status.ts'

/** A client's connections, as far as there is something to be learnt of them. */
export interface Inquiry {
  readonly options: ConnectOptions
  readonly environment: Environment
  readonly over: AbortController
  readonly status: Observable<Status>
  /** Whether the app hears by itself how the connection stands. */
  isWatched?: boolean
  wasOpen?: boolean
  /** What a plain request has told, until the next connection. */
  verdict?: Cause | undefined
  /** When a plain request has asked last. */
  askedAt?: number | undefined
  /** What was said on the console. */
  said?: Set<string>
  set(status: Status): void
  /** Ends it for good. */
  stop(why: Cause): void
  /** Whether there is no sense in another attempt. Counts the one that a fresh token is worth. */
  isFinal(why: Cause): boolean
}

const minute = 60_000

/** Says the same only once. */
const say = (inquiry: Inquiry, key: string, words: string): void => {
  inquiry.said ??= new Set()
  if (!inquiry.said.has(key)) inquiry.environment.console.warn(`jackfield/client: ${words}`)
  inquiry.said.add(key)
}

const noToken = 'no token was shown: connect(channel, url, { token })'
const tooLarge = 'a message was larger than the server takes (its maxPayload, 1 MiB unless it says otherwise)'

/** What a cause means that the platform or the server has only named. */
const meanings: Readonly<Record<string, string>> = {
  1009: tooLarge,
  4413: tooLarge,
  bad_url: 'a bad URL, token or protocols',
  mixed_content: 'a page that came by https must use wss.',
}

const explain = (found: Cause, inquiry: Inquiry): Cause => {
  const { close, message } = found
  // As browsers name what they throw for a ws URL on a page that came by https.
  const code = message === 'SecurityError' ? 'mixed_content' : found.code
  const isMissing = code === 'unauthorized' && inquiry.options.token === undefined
  const known = isMissing ? noToken + (close ? '' : '; or it is no channel') : meanings[close ?? code]
  const meaning = inquiry.environment.WebSocket ? known : 'there is no WebSocket here; Node has one from 22'
  if (!meaning) return found
  const why: Cause = { ...found, code, message: `${message}: ${meaning}` }
  const { current } = inquiry.status
  if (current.why === found) inquiry.set({ ...current, why })
  return why
}

/** Asks by plain requests, at most once a minute, what the platform does not tell. */
const ask = async (unreached: URL, found: Cause, inquiry: Inquiry): Promise<Cause | undefined> => {
  const { options, environment, over, status, askedAt } = inquiry
  const now = environment.Date.now()
  if (options.diagnose === false || now - Number(askedAt) < minute) return undefined
  inquiry.askedAt = now
  const told = await diagnose(unreached, options, environment, over.signal)
  // A handshake whose headers are removed is answered at once: a server that took too long for it is slow.
  const why = found.code === 'silent' && told.code === 'headers_stripped' ? found : told
  const { current } = status
  if (over.signal.aborted || current.state === 'open') return undefined
  // Which took no request.
  if (why.code === 'offline') inquiry.askedAt = undefined
  inquiry.verdict = why
  // What has worked may work again: only a client that never got in takes a no for a no.
  if (!inquiry.wasOpen && inquiry.isFinal(why)) inquiry.stop(why)
  else if (current.why) inquiry.set({ ...current, why })
  return why
}

/**
 * Learns more than the platform tells, and says on the console what nobody else is told. Nothing is `found` of a connection
 * that opens.
 */
export const learn = async (inquiry: Inquiry, found?: Cause, unreached?: URL): Promise<void> => {
  for (const [name, words] of mistakesIn(inquiry.options)) say(inquiry, name, `"${name}" ${words}`)
  if (!found) {
    inquiry.wasOpen = true
    inquiry.verdict = undefined
    return
  }
  const why = unreached ? await ask(unreached, found, inquiry) : explain(found, inquiry)
  const { state, why: current } = inquiry.status.current
  if (!current || current !== why || inquiry.isWatched || inquiry.options.onFault) return
  // One that was lost comes back in a moment, or it is asked why it does not; and a goodbye is no news.
  if (why.code !== 'lost' && why.close !== 1000) say(inquiry, state, `${state} (${why.code}): ${why.message}`)
}
