import { checkClose, closeCode } from './close.ts'
import { type SendData, sizeOf, toMessage } from './data.ts'
import { type ErrorCode, errors } from './errors.ts'
import { closeEvent } from './events.ts'
import { Door, type Doorkeeper } from './guards/door.ts'
import { Lease } from './guards/lease.ts'
import type { Debtor } from './guards/ledger.ts'
import { Handlers } from './handlers.ts'
import type { Farewell, Hub, Member } from './hub.ts'
import type { Message } from './inbox.ts'
import type { Intent } from './intent.ts'
import { type Line, LiveSocket } from './live-socket.ts'
import { textOf } from './log.ts'
import { Membership } from './membership.ts'
import type { Grant } from './options.ts'
import { Outbox } from './outbox.ts'
import type { Connection, Frame, SendResult, Transport } from './seam.ts'
import type { PublishResult, WSEvents } from './socket.ts'
import { type DisconnectOptions, type DisconnectTarget, isMeant } from './targets.ts'
import { Teller } from './tell.ts'
import { assertTopic, type Subscriber } from './topics.ts'
import { Vigil } from './vigil.ts'
import { within } from './within.ts'

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3] as const

/** One connection from the upgrade to its last event: the state between the runtime's transport and the handlers. */
export class Session implements Connection, Line, Member, Subscriber, Debtor {
  readonly id: string
  readonly address: string
  readonly remoteAddress: string | undefined
  readonly bucket: string | undefined
  readonly scope: string
  readonly #hub: Hub
  readonly #intent: Intent
  readonly #tell: Teller
  readonly #socket: LiveSocket
  readonly #handlers: Handlers
  readonly #lease: Lease
  readonly #membership: Membership
  #state: 0 | 1 | 2 | 3 = CONNECTING
  #transport: Transport | undefined
  #outbox: Outbox | undefined
  #vigil: Vigil | undefined
  #abort: AbortController | undefined
  #key: string | undefined
  #door: Door | undefined
  #admitted = false
  /** Ends the wait for the native upgrade, or for the peer's close frame. */
  #stopWaiting: () => void
  #over = false
  #patient = true

  constructor(hub: Hub, intent: Intent) {
    const { platform } = hub
    const { policy } = intent
    this.#hub = hub
    this.#intent = intent
    this.id = platform.id()
    this.address = intent.url
    this.remoteAddress = intent.address
    this.bucket = intent.bucket
    this.scope = intent.scope
    this.#tell = new Teller(hub, `${intent.route} (connection ${this.id})`)
    this.#socket = new LiveSocket(this)
    this.#handlers = new Handlers({
      hub,
      socket: this.#socket,
      policy,
      bucket: this.bucket,
      name: this.#tell.name,
      end: (code, reason) => this.close(code, reason),
      overflow: () => this.#vigil?.fill(),
      refuse: () => this.#vigil?.overload(),
      relief: () => this.#vigil?.empty(),
      handled: () => this.#vigil?.handled(),
    })
    this.#lease = new Lease(platform, policy.expiryGrace, () => this.#expire())
    this.#membership = new Membership(intent.scope, hub.topics, this)
    // From here on a drain waits for it, yet not for ever: of a client that leaves now, Deno 2.9 tells nothing.
    hub.join(this)
    this.#stopWaiting = platform.timer(() => this.closed(1006, '', false), hub.settings.handshakeTimeout)
  }

  // What the handlers see.

  get raw(): unknown {
    return this.#transport?.raw
  }

  get protocol(): string {
    return this.#intent.protocol
  }

  get key(): string | undefined {
    return this.#key
  }

  get released(): Promise<void> | undefined {
    return this.#transport?.released
  }

  get expiresAt(): number | undefined {
    return this.#lease.expiresAt
  }

  set expiresAt(date: number | undefined) {
    if (this.#state === OPEN) this.#lease.renew(date)
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#state
  }

  get bufferedAmount(): number {
    return this.#transport?.bufferedAmount ?? 0
  }

  get unsent(): number {
    return this.#outbox?.waiting ?? 0
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    if (this.#state >= CLOSING) this.#abort.abort()
    return this.#abort.signal
  }

  send(data: SendData): boolean {
    const message = toMessage(data)
    if (this.#state !== OPEN || !this.#outbox) return false
    return this.#outbox.send(() => this.#hub.platform.encode(message)) !== 'dropped'
  }

  deliver(frame: Frame, topic: string): SendResult {
    return this.#state === OPEN && this.#outbox ? this.#outbox.deliver(frame, topic) : 'dropped'
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
    if (this.#state === OPEN) this.#membership.join(topic)
  }

  unsubscribe(topic: string): void {
    this.#membership.leave(topic)
    this.#outbox?.forget(topic)
  }

  publish(topic: string, data: SendData): PublishResult {
    assertTopic(topic)
    const message = toMessage(data)
    return this.#membership.publish(topic, message, () => this.#hub.platform.encode(message))
  }

  // What the adapter tells.

  opened(transport: Transport): void | Promise<void> {
    if (this.#over) return void transport.terminate()
    this.#stopWaiting()
    this.resumed(transport)
    const { grant, events, token } = this.#intent
    const { farewell } = this.#hub
    const opened = events ? this.#admit(grant, events) : token && this.#askFor(token)
    if (farewell) this.leave(0, farewell)
    return opened
  }

  resumed(transport: Transport): void {
    const { platform, ledger } = this.#hub
    const { policy } = this.#intent
    this.#transport = transport
    this.#membership.room = transport.room
    this.#outbox = new Outbox(platform, policy, transport, {
      // In a Worker nobody could be cut in the event of another.
      waits: (bytes) => void (transport.assertOwn || ledger.note(this, bytes)),
      dropped: (reason, times) => this.#tell.dropped(reason, times),
      tooSlow: (found) => this.#stop('slow_reader', found),
    })
    this.#vigil = new Vigil(platform, policy, transport, {
      stop: (reason, found, words) => this.#stop(reason, found, words),
      dead: (ms) => this.#cut('peer_dead', `no sign of life within ${ms} ms`),
    })
    this.#state = OPEN
  }

  received(data: Message): void | Promise<void> {
    if (this.#state !== OPEN) return
    this.#vigil?.count()
    const { maxPayload } = this.#intent.policy
    const size = sizeOf(data)
    if (size <= maxPayload) return this.#door?.waits ? this.#door.show(data) : this.#handlers.inbox.receive(data, size)
    this.#stop('payload_too_big', `a message of ${size} bytes came; maxPayload is ${maxPayload}`, 'message too big')
  }

  pong(): void {
    this.#vigil?.hear()
  }

  pinged(): boolean {
    if (this.#state === OPEN) this.#vigil?.count()
    return this.#state === OPEN && this.#outbox?.mayPong === true
  }

  drained(): void {
    if (this.#state === OPEN) this.#outbox?.flush()
  }

  failed(error: unknown, reason?: 'payload_too_big' | 'protocol_error'): void {
    if (this.#over) return
    this.#tell.failed(error, reason)
    // Node's socket may wait for its peer, to whom nothing can be said.
    if (reason && this.#state === OPEN) this.#end(false)
  }

  lost(error: unknown): void {
    this.#stop('room_lost', `its room is out of reach: ${textOf(error)}`, 'the room is out of reach')
  }

  expel(options: DisconnectOptions): boolean {
    if (this.#over || this.#state >= CLOSING) return false
    // What has not opened yet must not open any more.
    if (!this.#transport) this.#abandon('disconnected', 'the app has ended it before it was open')
    else this.disconnected(options)
    return true
  }

  disconnected({ code = errors.disconnected.close, reason = 'disconnected' }: DisconnectOptions): void {
    this.#stop('disconnected', 'the app has ended it', reason, code)
  }

  async closed(code: number, reason: string, wasClean: boolean): Promise<void> {
    if (this.#over) return
    this.#over = true
    this.#stopWaiting()
    this.#hub.ledger.forget(this)
    if (!this.#transport) return this.#abandon('abandoned', 'the client left before the upgrade was done')
    if (this.#state === OPEN) {
      if (!wasClean) this.#hub.cutAfter(this.#vigil?.silence ?? 0, this.#intent.policy)
      // What waited for a token to be found good never will be handled.
      this.#end(!this.#admitted)
    }
    // Bun calls its close handler inside close(): onClose must come later, and the handler that called it may go on.
    await undefined
    if (this.#patient) this.#tell.dropped('discarded', await this.#handlers.done())
    this.#lease.stop()
    this.#tell.rest()
    this.#state = CLOSED
    const work = this.#handlers.close(closeEvent({ code, reason, wasClean }))
    if (work && this.#patient) await within(this.#hub.platform, this.#intent.policy.handlerTimeout, work)
    this.#hub.left(this)
  }

  // What its server asks for.

  isMeant(target: DisconnectTarget): boolean {
    const { route, room, grant } = this.#intent
    return isMeant(target, { route, room, key: this.#key ?? grant.key })
  }

  leave(ms: number, { code, reason }: Farewell): void {
    void within(this.#hub.platform, ms, this.#handlers.inbox.idle()).then(() => this.close(code, reason))
  }

  cut(): void {
    this.#patient = false
    if (!this.#transport) void this.closed(1006, '', false)
    else if (this.#over) this.#hub.left(this)
    else this.terminate()
  }

  giveUp(): void {
    this.#cut('server_full', 'it has the most unsent bytes, and in all more than maxUnsentBytes wait')
  }

  // Who may come in.

  #askFor(token: Doorkeeper): void {
    this.#handlers.inbox.hold()
    this.#door = new Door(this.#hub.platform, token, {
      admit: (grant, events) => this.#admit(grant, events),
      refuse: (found) => this.#stop('unauthorized', found),
      failed: (error, token) => this.#handlers.failed('verify', error, token),
    })
  }

  #admit({ key, expiresAt, data }: Grant, events: WSEvents): void | Promise<void> {
    this.#admitted = true
    this.#handlers.events = events
    this.#key = key
    if (key !== undefined) this.#membership.room?.identify(key)
    this.#lease.renew(expiresAt)
    this.#socket.data = data
    const opened = this.#handlers.open()
    this.#handlers.inbox.go()
    return opened
  }

  // How it ends.

  #end(discard: boolean): void {
    this.#state = CLOSING
    this.#door?.shut()
    this.#outbox?.stop()
    this.#membership.clear()
    this.#tell.dropped('discarded', this.#handlers.inbox.shut(discard))
    this.#abort?.abort()
    // Last, for it may bring the end.
    this.#vigil?.stop()
  }

  /** A limit or a policy ends it. */
  #stop(reason: ErrorCode, message: string, words: string = reason, code?: number): void {
    if (this.#state !== OPEN) return
    this.#tell.closed(reason, message)
    this.close(code ?? closeCode(reason, this.protocol), words)
  }

  /** Nothing is handled any more, also of a peer that has left. */
  #expire(): void {
    this.#stop('expired', 'what let it in has expired')
    this.#tell.dropped('discarded', this.#handlers.inbox.shut(true))
  }

  #abandon(reason: string, message: string): void {
    this.#over = true
    this.#stopWaiting()
    this.#tell.closed(reason, message)
    this.#hub.left(this)
  }

  #cut(reason: string, found: string): void {
    this.#tell.closed(reason, found)
    this.terminate()
  }
}
