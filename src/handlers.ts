import { errors, JackfieldError } from './errors.ts'
import { errorEvent, messageEvent, openEvent } from './events.ts'
import type { Hub } from './hub.ts'
import { Inbox, type Message } from './inbox.ts'
import { textOf } from './log.ts'
import type { Policy } from './options.ts'
import type { Socket, WSEvents } from './socket.ts'
import { within } from './within.ts'

// `verify` looks at a token before the connection opens: no handler of the route's hears of it.
type Phase = 'verify' | 'open' | 'message' | 'close' | 'error'

/** What handlers need to be run. */
interface Running {
  readonly hub: Hub
  readonly policy: Policy
  /** What the connection counts by among those of its address. */
  readonly bucket: string | undefined
  readonly socket: Socket
  /** The connection, as log lines name it. */
  readonly name: string
  /** A handler failed that the connection does not outlive. */
  end(code: number, reason: string): void
  /** More runs and waits than may. */
  overflow(): void
  /** There is no room for a message in the whole server. */
  refuse(): void
  /** Little enough is left after that. */
  relief(): void
  /** A handler of a message has ended, later than at once. */
  handled(): void
}

/** Runs the handlers of one connection, and keeps the messages that wait for them. */
export class Handlers {
  readonly inbox: Inbox
  /** None before the connection is let in. */
  events: WSEvents = {}
  readonly #running: Running

  constructor(running: Running) {
    const { concurrency, maxPending } = running.policy
    const pool = running.hub.pool.of(running.bucket)
    this.#running = running
    this.inbox = new Inbox({
      concurrency,
      maxPending,
      pool,
      handle: (message) => this.#handle(message),
      overflow: () => running.overflow(),
      refuse: () => running.refuse(),
      relief: () => running.relief(),
    })
  }

  open(): Promise<void> | undefined {
    const work = this.#run('open', ({ onOpen }, ws) => onOpen?.(openEvent(), ws))
    return work && this.inbox.track(work)
  }

  close(event: CloseEvent): Promise<void> | undefined {
    return this.#run('close', ({ onClose }, ws) => onClose?.(event, ws))
  }

  /** Waits for what runs and waits, for `handlerTimeout` and no longer; answers how many messages are lost then. */
  async done(): Promise<number> {
    const { hub, policy, name } = this.#running
    const { handlerTimeout } = policy
    if (this.inbox.busy) await within(hub.platform, handlerTimeout, this.inbox.idle())
    if (!this.inbox.busy) return 0
    const message = `${name}: a handler still runs after ${handlerTimeout} ms`
    hub.log({ level: 'warn', event: 'handler.late', message })
    return this.inbox.shut(true)
  }

  /** Tells of what was thrown, without a secret; the connection outlives only what its end has thrown. */
  failed(phase: Phase, error: unknown, secret?: string): Promise<void> | undefined {
    const { hub, socket, name } = this.#running
    const isTold = phase !== 'error' && phase !== 'verify' && this.events.onError !== undefined
    const work = isTold ? this.#run('error', ({ onError }, ws) => onError?.(errorEvent(error), ws)) : undefined
    const level = isTold || hub.settings.onError || !hub.mayShout() ? 'info' : 'error'
    const shown = secret ? textOf(error).replaceAll(secret, '[redacted]') : error
    hub.log({
      level,
      event: 'handler.failed',
      message: `${phase === 'verify' ? '' : 'on'}${phase} of ${name}`,
      error: shown,
    })
    const fail = (failure: unknown): void =>
      hub.log({ level: 'error', event: 'hook.failed', message: 'onError failed', error: failure })
    new Promise((resolve) => resolve(hub.settings.onError?.(error, socket))).catch(fail)
    if (phase !== 'close' && phase !== 'error') {
      const rule = error instanceof JackfieldError ? error.rule : errors.internal
      this.#running.end(rule.close ?? 1011, error instanceof JackfieldError ? error.code : 'internal error')
    }
    return work
  }

  #handle(message: Message): Promise<void> | undefined {
    const work = this.#run('message', ({ onMessage }, ws) => onMessage?.(messageEvent(message), ws))
    return work?.then(() => this.#running.handled())
  }

  /** Runs a handler. Whatever it throws or rejects with goes to `onError`, the hook and the log, and no further. */
  #run(phase: Phase, handler: (events: WSEvents, socket: Socket) => unknown): Promise<void> | undefined {
    try {
      const result = handler(this.events, this.#running.socket)
      if (!isThenable(result)) return undefined
      return Promise.resolve(result).then(
        () => undefined,
        (error) => this.failed(phase, error),
      )
    } catch (error) {
      return this.failed(phase, error)
    }
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
