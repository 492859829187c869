import { closeCode } from './close.ts'
import { mostOf, sizeOf } from './data.ts'
import { errors, isA, isTellable, JackfieldError } from './errors.ts'
import { type CloseDetail, closeEvent, errorEvent, messageEvent, openEvent } from './events.ts'
import { type Eventual, isPromised } from './eventual.ts'
import type { Hub } from './hub.ts'
import { Inbox, type Message } from './inbox.ts'
import type { Kept } from './kept.ts'
import { textOf } from './log.ts'
import type { Policy } from './options.ts'
import type { Socket, WSEvents } from './socket.ts'
import type { Teller } from './tell.ts'
import type { Vigil } from './vigil.ts'
import { within } from './within.ts'

const nameOf = { verify: 'verify', open: 'onOpen', message: 'onMessage', close: 'onClose', error: 'onError' } as const

// `verify` looks at a token before the connection opens: no handler of the route's hears of it.
type Phase = keyof typeof nameOf

/** How a failure is told: what has failed, where that is more than a phase, and what nobody may read. */
interface Telling {
  readonly what?: string
  readonly secret?: string | undefined
}

type Handler = ((event: Event, ws: Socket) => unknown) | undefined

/** The handlers of a connection; those of a channel's have a say in what waits. */
export interface ConnectionEvents extends WSEvents {
  /** Takes a message that needs not wait for those before it; asked only while one of them runs or waits. */
  passBy?(message: Message, ws: Socket): boolean
  /** What the connection keeps; nothing while it is not idle. */
  keep?(ws: Socket): Kept | undefined
}

/** The connection whose handlers they are. */
export interface HandlersHost {
  readonly hub: Hub
  readonly policy: Policy
  /** What the connection counts by among those of its address. */
  readonly bucket: string | undefined
  readonly socket: Socket
  readonly tell: Teller
  readonly vigil: Vigil | undefined
  /** A handler failed that the connection does not outlive. */
  close(code: number, reason: string): void
}

/** Runs the handlers of one connection, and keeps the messages that wait for them. */
export class Handlers {
  /** None before the connection is let in. */
  events: ConnectionEvents = {}
  /** Whether nothing is handled any more that has not begun. */
  discards = false
  readonly #host: HandlersHost
  /** None before a handler has taken longer than its call: without it nothing waits. */
  #inbox: Inbox | undefined
  /** Ends the wait for what still runs. */
  #hurry: (() => void) | undefined

  constructor(host: HandlersHost) {
    this.#host = host
  }

  /** @param size In bytes, where it is known. */
  receive(message: Message, size: number | undefined): void | Promise<void> {
    if (this.#inbox) return this.#passesBy(message) ? undefined : this.#inbox.receive(message, size)
    if (this.#isRefused(size ?? mostOf(message)) && this.#isRefused(size ?? sizeOf(message))) {
      return this.#host.vigil?.overload()
    }
    const work = this.#handle(message)
    if (work) return this.#queue.run(work, size ?? sizeOf(message))
  }

  /** Whether anything runs or waits. */
  get busy(): boolean {
    return this.#inbox?.busy ?? false
  }

  open(): Promise<void> | undefined {
    const work = this.#hears('onOpen') ? this.#run('open', openEvent()) : undefined
    return work && this.#queue.track(work)
  }

  /** Its event is made only for somebody: most do not listen. */
  close(detail: CloseDetail): Promise<void> | undefined {
    return this.#hears('onClose') ? this.#run('close', closeEvent(detail)) : undefined
  }

  /** Starts nothing until {@link go}. */
  hold(): void {
    this.#queue.hold()
  }

  go(): void {
    this.#inbox?.go()
  }

  /** Takes nothing more in; what waits still gets its turn, unless it is thrown away: answers how many were. */
  shut(discard: boolean): number {
    this.discards ||= discard
    return this.#inbox?.shut(discard) ?? 0
  }

  /** Resolves when nothing runs or waits. */
  async idle(): Promise<void> {
    await this.#inbox?.idle()
  }

  /** Waits for what runs and waits, for `handlerTimeout` and no longer; answers how many messages are lost then. */
  done(): Eventual<number> {
    return this.#inbox?.busy ? this.#outlast(this.#inbox) : 0
  }

  /** Waits for what runs at the end, for `handlerTimeout` at most. */
  wait(work: Promise<void>): Promise<void> {
    const { hub, policy } = this.#host
    const hurried = new Promise<void>((resolve) => {
      this.#hurry = resolve
    })
    return within(hub.platform, policy.handlerTimeout, Promise.race([work, hurried]))
  }

  /** What still runs is waited for no longer. */
  hurry(): void {
    this.#hurry?.()
  }

  async #outlast(inbox: Inbox): Promise<number> {
    const { hub, policy, tell } = this.#host
    await this.wait(inbox.idle())
    if (!inbox.busy) return 0
    const message = `${tell.name}: a handler still runs, and is waited for no longer: handlerTimeout is ${policy.handlerTimeout} ms`
    hub.log({ level: 'warn', event: 'handler.late', message })
    return this.shut(true)
  }

  /** Tells of what was thrown; the connection outlives only what its end has thrown. */
  failed(phase: Phase, error: unknown, secret?: string): Promise<void> | undefined {
    const work = this.tell(phase, error, { secret })
    if (phase !== 'close' && phase !== 'error') {
      const [rule, words] =
        isA(error, JackfieldError) && isTellable(error.code)
          ? [error.rule, error.code]
          : [errors.internal, 'internal error']
      this.#host.close(closeCode(rule, this.#host.socket.protocol), words)
    }
    return work
  }

  /** Tells `onError`, the hook and the log of what was thrown. */
  tell(phase: Phase, error: unknown, { what = nameOf[phase], secret }: Telling = {}): Promise<void> | undefined {
    const { hub, socket, tell } = this.#host
    const isTold = phase !== 'error' && phase !== 'verify' && this.#hears('onError')
    const work = isTold ? this.#run('error', errorEvent(error)) : undefined
    const level = isTold || hub.settings.onError || !hub.mayShout() ? 'info' : 'error'
    const shown = secret ? textOf(error).replaceAll(secret, '[redacted]') : error
    hub.log({ level, event: 'handler.failed', message: `${what} of ${tell.name}`, error: shown })
    const fail = (failure: unknown): void =>
      hub.log({ level: 'error', event: 'hook.failed', message: 'onError failed', error: failure })
    new Promise((resolve) => resolve(hub.settings.onError?.(error, socket))).catch(fail)
    return work
  }

  #hears(name: keyof WSEvents): boolean {
    try {
      return this.events[name] !== undefined
    } catch {
      return true
    }
  }

  get #queue(): Inbox {
    const host = this.#host
    this.#inbox ??= new Inbox({
      concurrency: host.policy.concurrency,
      maxPending: host.policy.maxPending,
      pool: host.hub.pool.of(host.bucket),
      handle: (message) => this.#handle(message),
      overflow: () => host.vigil?.fill(),
      refuse: () => host.vigil?.overload(),
      relief: () => host.vigil?.empty(),
    })
    return this.#inbox
  }

  #passesBy(message: Message): boolean {
    return this.busy && this.events.passBy?.(message, this.#host.socket) === true
  }

  #isRefused(size: number): boolean {
    return this.#host.hub.pool.refuses(this.#host.bucket, size)
  }

  #handle(message: Message): Promise<void> | undefined {
    const work = this.#run('message', messageEvent(message))
    return work?.then(() => this.#host.vigil?.handled())
  }

  /** Runs a handler. Whatever it throws or rejects with goes to `onError`, the hook and the log, and no further. */
  #run(phase: Exclude<Phase, 'verify'>, event: Event): Promise<void> | undefined {
    try {
      // To read it may throw, too: it may be a getter of the app's.
      const handler = this.events[nameOf[phase]] as Handler
      const result = handler?.(event, this.#host.socket)
      if (!isPromised<unknown>(result)) return undefined
      return Promise.resolve(result).then(
        () => undefined,
        (error) => this.failed(phase, error),
      )
    } catch (error) {
      return this.failed(phase, error)
    }
  }
}
