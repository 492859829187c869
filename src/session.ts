import { checkClose } from './close.ts'
import { type SendData, sizeOf, toMessage } from './data.ts'
import { errors, JackfieldError } from './errors.ts'
import { closeEvent, errorEvent, messageEvent, openEvent } from './events.ts'
import { Heartbeat } from './heartbeat.ts'
import type { Hub, Member } from './hub.ts'
import { Inbox, type Message } from './inbox.ts'
import type { Intent } from './intent.ts'
import { type Line, LiveSocket } from './live-socket.ts'
import { type LogEvent, textOf } from './log.ts'
import type { Connection, Frame, RoomLink, SendResult, Transport } from './seam.ts'
import type { PublishResult, Socket } from './socket.ts'
import { assertSpace, assertTopic, type Subscriber } from './topics.ts'
import { within } from './within.ts'

const CONNECTING = 0
const OPEN = 1
const CLOSING = 2
const CLOSED = 3

/** One connection from the upgrade to its last event: the state between the runtime's transport and the handlers. */
export class Session implements Connection, Line, Member, Subscriber {
  readonly id: string
  readonly address: string
  readonly remoteAddress: string | undefined
  readonly #hub: Hub
  readonly #intent: Intent
  readonly #socket: Socket
  readonly #inbox: Inbox
  readonly #topics = new Set<string>()
  #state: 0 | 1 | 2 | 3 = CONNECTING
  #transport: Transport | undefined
  #heartbeat: Heartbeat | undefined
  #abort: AbortController | undefined
  /** Ends the wait for the native upgrade, then that for the peer's close frame. */
  #stopWaiting: () => void
  #paused = false
  #over = false
  #patient = true

  constructor(hub: Hub, intent: Intent, remoteAddress: string | undefined) {
    this.#hub = hub
    this.#intent = intent
    this.id = hub.platform.id()
    this.address = intent.url
    this.remoteAddress = remoteAddress
    this.#socket = new LiveSocket(this)
    this.#inbox = new Inbox({
      concurrency: intent.policy.concurrency,
      maxPending: intent.policy.maxPending,
      handle: (message) => this.#handle(message),
      overflow: () => this.#overflow(),
      relief: () => this.#relief(),
    })
    // From here on a drain waits for it, yet not for ever: of a client that leaves now, Deno 2.9 tells nothing.
    hub.join(this)
    this.#stopWaiting = hub.platform.timer(() => this.closed(1006, '', false), hub.settings.handshakeTimeout)
  }

  // What the handlers see.

  get raw(): unknown {
    return this.#transport?.raw
  }

  get protocol(): string {
    return this.#intent.protocol
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#state
  }

  get bufferedAmount(): number {
    return this.#transport?.bufferedAmount ?? 0
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    if (this.#state >= CLOSING) this.#abort.abort()
    return this.#abort.signal
  }

  send(data: SendData): boolean {
    const message = toMessage(data)
    return this.#state === OPEN && this.deliver(this.#hub.platform.encode(message)) !== 'dropped'
  }

  deliver(frame: Frame): SendResult {
    return this.#state === OPEN && this.#transport ? this.#transport.send(frame) : 'dropped'
  }

  close(code?: number, reason?: string): void {
    checkClose(code, reason)
    if (this.#state !== OPEN) return
    this.#transport?.assertOwn?.()
    this.#stopWaiting = this.#hub.platform.timer(() => this.terminate(), this.#intent.policy.closeTimeout)
    this.#end(true)
    this.#transport?.close(code === undefined && reason !== undefined ? 1000 : code, reason)
  }

  terminate(): void {
    if (!this.#over) this.#transport?.assertOwn?.()
    if (this.#state === OPEN) this.#end(true)
    if (!this.#over) this.#transport?.terminate()
  }

  subscribe(topic: string): void {
    assertTopic(topic)
    if (this.#state !== OPEN) return
    if (this.#topics.has(topic)) return
    assertSpace(this.#topics, topic)
    if (this.#room) this.#room.subscribe(topic)
    else this.#hub.topics.join(this.#intent.scope, topic, this)
    this.#topics.add(topic)
  }

  unsubscribe(topic: string): void {
    if (!this.#topics.has(topic)) return
    if (this.#room) this.#room.unsubscribe(topic)
    else this.#hub.topics.leave(this.#intent.scope, topic, this)
    this.#topics.delete(topic)
  }

  publish(topic: string, data: SendData): PublishResult {
    assertTopic(topic)
    const message = toMessage(data)
    if (this.#room) return this.#room.publish(topic, message)
    return this.#hub.topics.publish(this.#intent.scope, topic, () => this.#hub.platform.encode(message), this)
  }

  get #room(): RoomLink | undefined {
    return this.#transport?.room
  }

  // What the adapter tells.

  opened(transport: Transport): void | Promise<void> {
    if (this.#over) return void transport.terminate()
    this.#stopWaiting()
    this.resumed(transport)
    const work = this.#run('open', () => this.#intent.events.onOpen?.(openEvent(), this.#socket))
    const opened = work && this.#inbox.track(work)
    if (this.#hub.draining) this.leave(0)
    return opened
  }

  resumed(transport: Transport): void {
    this.#transport = transport
    this.#state = OPEN
    this.#watch()
  }

  received(data: Message): void | Promise<void> {
    this.#heartbeat?.seen()
    if (this.#state !== OPEN) return
    const { maxPayload } = this.#intent.policy
    const size = sizeOf(data)
    if (size <= maxPayload) return this.#inbox.receive(data, size)
    this.#log('warn', 'message.too_big', `a message of ${size} bytes came; maxPayload is ${maxPayload}`)
    this.close(1009, 'message too big')
  }

  pong(): void {
    this.#heartbeat?.seen()
  }

  // Nothing waits for an empty buffer yet: `bufferedAmount` is the transport's own.
  drained(): void {}

  failed(error: unknown): void {
    if (this.#over) return
    this.#hub.log({ level: 'info', event: 'transport.failed', message: this.#name, error })
  }

  lost(error: unknown): void {
    this.#log('warn', 'room.lost', `its room is out of reach: ${textOf(error)}`)
    this.close(1012, 'the room is out of reach')
  }

  async closed(code: number, reason: string, wasClean: boolean): Promise<void> {
    if (this.#over) return
    this.#over = true
    this.#stopWaiting()
    if (!this.#transport) {
      this.#log('info', 'upgrade.abandoned', 'the client left before the upgrade was done')
      return this.#hub.left(this)
    }
    if (this.#state === OPEN) this.#end(false)
    await this.#handlersDone()
    this.#state = CLOSED
    const { handlerTimeout } = this.#intent.policy
    const event = closeEvent({ code, reason, wasClean })
    const work = this.#run('close', () => this.#intent.events.onClose?.(event, this.#socket))
    if (work && this.#patient) await within(this.#hub.platform, handlerTimeout, work)
    this.#hub.left(this)
  }

  // What the drain asks for.

  leave(ms: number): void {
    void within(this.#hub.platform, ms, this.#inbox.idle()).then(() => this.close(1001, 'the server is going away'))
  }

  cut(): void {
    this.#patient = false
    // What has not opened by now must not open any more.
    if (!this.#transport) void this.closed(1006, '', false)
    else if (this.#over) this.#hub.left(this)
    else this.terminate()
  }

  // How it ends.

  #end(discard: boolean): void {
    this.#state = CLOSING
    this.#heartbeat?.stop()
    this.#leaveTopics()
    const lost = this.#inbox.shut(discard)
    if (lost > 0) this.#log('info', 'message.discarded', `${lost} messages that waited are lost`)
    this.#abort?.abort()
    // Last, for it may bring the end.
    if (this.#paused) this.#transport?.resume?.()
  }

  #leaveTopics(): void {
    if (this.#topics.size === 0) return
    if (this.#room) this.#room.clear()
    else for (const topic of this.#topics) this.#hub.topics.leave(this.#intent.scope, topic, this)
    this.#topics.clear()
  }

  /** Waits for the handlers that still run and the messages that still wait, for so long and no longer. */
  async #handlersDone(): Promise<void> {
    const { handlerTimeout } = this.#intent.policy
    // Bun calls its close handler inside close(): onClose must come later, and the handler that called it may go on.
    await undefined
    if (this.#patient && this.#inbox.busy) {
      await within(this.#hub.platform, handlerTimeout, this.#inbox.idle())
    }
    if (!this.#inbox.busy) return
    const lost = this.#inbox.shut(true)
    this.#log('warn', 'handler.late', `a handler still runs; ${lost} messages behind it are lost`)
  }

  // How the peer is watched.

  #watch(): void {
    const transport = this.#transport
    const { heartbeat } = this.#intent.policy
    if (!heartbeat || !transport?.ping) return
    this.#heartbeat = new Heartbeat(this.#hub.platform, heartbeat, {
      ping: () => transport.ping?.(),
      dead: () => {
        if (this.#paused) this.#overload()
        else this.#silent(heartbeat.interval + heartbeat.timeout)
      },
    })
  }

  #silent(ms: number): void {
    this.#log('info', 'peer.dead', `no sign of life within ${ms} ms`)
    this.terminate()
  }

  /** While reading is paused nothing is heard of the peer: so the heartbeat bounds the pause too. */
  #overflow(): void {
    this.#paused = this.#transport?.pause !== undefined
    if (this.#paused) this.#transport?.pause?.()
    else this.#overload()
  }

  #relief(): void {
    if (this.#state !== OPEN) return
    this.#paused = false
    this.#heartbeat?.seen()
    this.#transport?.resume?.()
  }

  #overload(): void {
    const { messages, bytes } = this.#intent.policy.maxPending
    this.#log('warn', 'message.overload', `more than maxPending (${messages} messages, ${bytes} bytes) run and wait`)
    this.close(1013, 'too many messages wait')
  }

  // How handlers run.

  #handle(message: Message): Promise<void> | undefined {
    const work = this.#run('message', () => this.#intent.events.onMessage?.(messageEvent(message), this.#socket))
    // While reading is paused, a handler that ends is the only sign that the connection goes on.
    return work?.then(() => {
      if (this.#paused) this.#heartbeat?.seen()
    })
  }

  /** Runs a handler. Whatever it throws or rejects with goes no further than `#failed`. */
  #run(phase: Phase, handler: () => unknown): Promise<void> | undefined {
    try {
      const result = handler()
      if (!isThenable(result)) return undefined
      return Promise.resolve(result).then(
        () => undefined,
        (error) => this.#failed(phase, error),
      )
    } catch (error) {
      return this.#failed(phase, error)
    }
  }

  #failed(phase: Phase, error: unknown): Promise<void> | undefined {
    const { onError } = this.#intent.events
    const work =
      phase === 'error' || !onError ? undefined : this.#run('error', () => onError(errorEvent(error), this.#socket))
    const unseen = (phase === 'error' || !onError) && !this.#hub.settings.onError
    this.#hub.log({
      level: unseen ? 'error' : 'info',
      event: 'handler.failed',
      message: `on${phase} of ${this.#name}`,
      error,
    })
    this.#report(error)
    if (phase === 'open' || phase === 'message') {
      const rule = error instanceof JackfieldError ? error.rule : errors.internal
      this.close(rule.close ?? 1011, error instanceof JackfieldError ? error.code : 'internal error')
    }
    return work
  }

  /** Tells the app-wide hook, which may be async. */
  #report(error: unknown): void {
    const fail = (failure: unknown): void =>
      this.#hub.log({ level: 'error', event: 'hook.failed', message: 'onError failed', error: failure })
    new Promise((resolve) => resolve(this.#hub.settings.onError?.(error, this.#socket))).catch(fail)
  }

  get #name(): string {
    return `${this.#intent.route} (connection ${this.id})`
  }

  #log(level: LogEvent['level'], event: string, message: string): void {
    this.#hub.log({ level, event, message: `${this.#name}: ${message}` })
  }
}

type Phase = 'open' | 'message' | 'close' | 'error'

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
