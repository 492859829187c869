import { isA, JackfieldError } from '../errors.ts'
import type { Handlers } from '../handlers.ts'
import type { Message } from '../inbox.ts'
import type { Grant } from '../options.ts'
import type { Platform } from '../seam.ts'
import type { WSEvents } from '../socket.ts'

/** Asks for a token in the first message. */
export interface Doorkeeper {
  /** How long it may take until the token was found good, in ms. */
  readonly timeout: number
  /** Answers with what the first message is good for. Rejects with `unauthorized` for a bad one. */
  verify(message: Message): Promise<Grant>
  /** What of the first message must not be in a log. Default: all of it. */
  secretOf?(message: Message): string | undefined
  /** Makes the handlers of who is let in. */
  makeEvents(): Promise<WSEvents>
}

/** What a door tells its connection. */
export interface DoorHost {
  admit(grant: Grant, events: WSEvents): void | Promise<void>
  /** Nobody comes in; with what to log. */
  stop(reason: 'unauthorized', found: string): void
  readonly handlers: Pick<Handlers, 'failed'>
}

/** Where a connection waits until its token was found good. */
export class Door {
  readonly #keeper: Doorkeeper
  readonly #host: DoorHost
  readonly #cancel: () => void
  #shown = false
  #shut = false

  constructor(platform: Platform, keeper: Doorkeeper, host: DoorHost) {
    const late = `its token was not found good within ${keeper.timeout} ms`
    this.#keeper = keeper
    this.#host = host
    this.#cancel = platform.timer(() => host.stop('unauthorized', late), keeper.timeout)
  }

  /** Whether the first message is still to come. */
  get waits(): boolean {
    return !this.#shown && !this.#shut
  }

  async show(message: Message): Promise<void> {
    this.#shown = true
    try {
      const grant = await this.#keeper.verify(message)
      if (this.#shut) return
      const events = await this.#keeper.makeEvents()
      if (this.#shut) return
      this.shut()
      await this.#host.admit(grant, events)
    } catch (error) {
      const isRefused = isA(error, JackfieldError) && error.code === 'unauthorized'
      if (!isRefused)
        await this.#host.handlers.failed('verify', error, this.#keeper.secretOf?.(message) ?? String(message))
      else if (!this.#shut) this.#host.stop('unauthorized', error.message)
    }
  }

  /** It is over: nobody comes in any more. */
  shut(): void {
    this.#shut = true
    this.#cancel()
  }
}
