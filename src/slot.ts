import type { Alarm } from './alarms.ts'
import { bucketOf } from './guards/address.ts'
import type { Visitor } from './guards/gate.ts'
import { type Client, readClient } from './guards/proxies.ts'
import { type Handshake, readHandshake } from './handshake.ts'
import type { Desk, Intent, Slot } from './intent.ts'
import type { ServerSettings } from './options.ts'
import type { Intake } from './seam.ts'

/** One request of a server's. */
export class RequestSlot implements Alarm, Slot, Visitor {
  readonly desk: Desk
  readonly intake: Intake
  readonly handshake: Handshake
  readonly isHandshake: boolean
  readonly host: string | null
  readonly #settings: ServerSettings
  #client: Client | undefined
  #bucket: string | undefined
  intent: Intent | undefined
  answer: Response | undefined
  mark: string | undefined
  // For the alarms, the waiting room and the register of those that wait.
  due = 0
  place = -1
  since = 0
  seat = -1
  entry = -1
  #giveUp: ((late: null) => void) | undefined

  constructor(desk: Desk, settings: ServerSettings, intake: Intake) {
    this.desk = desk
    this.intake = intake
    this.handshake = readHandshake(intake.request)
    this.host = intake.request.headers.get('host')
    this.isHandshake = this.handshake.kind === 'upgrade'
    this.#settings = settings
  }

  // Only when it is asked for: most plain requests never do.
  get client(): Client {
    if (this.#client) return this.#client
    const { request, remoteAddress, encrypted } = this.intake
    const remote = { address: remoteAddress, host: this.host, encrypted }
    this.#client = readClient(this.#settings.trust, remote, request.headers)
    return this.#client
  }

  get bucket(): string | undefined {
    const { address } = this.client
    if (address !== undefined) this.#bucket ??= bucketOf(address)
    return this.#bucket
  }

  /** The app's answer, or `null` when the alarm of this slot rings before. */
  inTime(answer: Promise<Response>): Promise<Response | null> {
    return new Promise((resolve, reject) => {
      this.#giveUp = resolve
      answer.then(resolve, reject)
    })
  }

  ring(): void {
    this.#giveUp?.(null)
  }
}
