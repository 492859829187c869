import { bucketOf } from './guards/address.ts'
import { type Client, readClient } from './guards/proxies.ts'
import type { Desk, Intent, Slot } from './intent.ts'
import type { ServerSettings } from './options.ts'
import type { Intake } from './seam.ts'

/** One request of a server's. */
export class RequestSlot implements Slot {
  readonly desk: Desk
  readonly intake: Intake
  readonly #settings: ServerSettings
  #client: Client | undefined
  intent: Intent | undefined

  constructor(desk: Desk, settings: ServerSettings, intake: Intake) {
    this.desk = desk
    this.intake = intake
    this.#settings = settings
  }

  // Only when it is asked for: most plain requests never do.
  get client(): Client {
    const { request, remoteAddress, encrypted } = this.intake
    this.#client ??= readClient(
      this.#settings.trust,
      { address: remoteAddress, host: request.headers.get('host'), encrypted },
      request.headers,
    )
    return this.#client
  }

  get bucket(): string | undefined {
    const { address } = this.client
    return address === undefined ? undefined : bucketOf(address)
  }
}
