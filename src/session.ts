import type { Alarm } from './alarms.ts'
import { checkClose, closeCode } from './close.ts'
import { mostOf, type SendData, sizeOf, toMessage } from './data.ts'
import { type ErrorCode, errors } from './errors.ts'
import { Door, type DoorHost, type Doorkeeper } from './guards/door.ts'
import { Lease } from './guards/lease.ts'
import type { Debtor } from './guards/ledger.ts'
import { Handlers, type HandlersHost } from './handlers.ts'
import type { Farewell, Hub, Member } from './hub.ts'
import type { Message } from './inbox.ts'
import type { Intent } from './intent.ts'
import { type Line, LiveSocket } from './live-socket.ts'
import { textOf } from './log.ts'
import { Membership } from './membership.ts'
import type { Grant, Policy } from './options.ts'
import { Outbox, type OutboxHost } from './outbox.ts'
import type { Connection, Frame, SendResult, Transport } from './seam.ts'
import type { PublishResult, WSEvents } from './socket.ts'
import { type DisconnectOptions, type DisconnectTarget, isMeant } from './targets.ts'
import { type Dropped, Teller } from './tell.ts'
import type { Subscriber } from './topics.ts'
import { Vigil, type VigilHost } from './vigil.ts'
import { within } from './within.ts'

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3] as const

/** One connection from the upgrade to its last event: the state between the runtime's transport and the handlers. */
export class Session
  implements Connection, Line, Member, Subscriber, Debtor, Alarm, DoorHost, HandlersHost, OutboxHost, VigilHost
{
  readonly hub: Hub
  readonly intent: Intent
  readonly socket: LiveSocket
  readonly handlers: Handlers
  transport: Transport | undefined
  vigil: Vigil | undefined
  outbox: Outbox | undefined
  state: unknown
  #state: 0 | 1 | 2 | 3 = CONNECTING
  // Most connections need none of these.
  #teller: Teller | undefined
  #places: Membership | undefined
  #lease: Lease | undefined
  #key: string | undefined
  #door: Door | undefined
  #over = false
  #patient = true
  /** Ends the wait for the native upgrade, or for the peer's close frame. */
  due = 0
  place = -1
  seat = -1

  constructor(hub: Hub, intent: Intent) {
    this.hub = hub
    this.intent = intent
    this.socket = new LiveSocket(this)
    this.handlers = new Handlers(this)
    // From here on a drain waits for it, yet not for ever: of a client that leaves now, Deno 2.9 tells nothing.
    hub.join(this)
    hub.alarms.set(this, hub.settings.handshakeTimeout)
  }

  ring(): void {
    if (this.#state === CONNECTING) void this.closed(1006, '', false)
    else this.terminate()
  }

  get policy(): Policy {
    return this.intent.policy
  }

  get scope(): string {
    return this.intent.scope
  }

  get bucket(): string | undefined {
    return this.intent.bucket
  }

  // What the handlers see.

  get key(): string | undefined {
    return this.#key
  }

  get released(): Promise<void> | undefined {
    return this.transport?.released
  }

  get expiresAt(): number | undefined {
    return this.#lease?.expiresAt
  }

  set expiresAt(date: number | undefined) {
    if (this.#state === OPEN) this.#renew(date)
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#state
  }

  get unsent(): number {
    return this.outbox?.debt ?? 0
  }

  send(data: SendData): boolean {
    const message = data instanceof ArrayBuffer ? data : toMessage(data)
    return this.#state === OPEN && this.outbox?.send(message) !== 'dropped'
  }

  answer(message: string): boolean {
    return this.#state === OPEN && this.outbox?.answer(message) !== 'dropped'
  }

  deliver(frame: Frame, topic?: string): SendResult {
    return this.#state === OPEN && this.outbox ? this.outbox.deliver(frame, topic) : 'dropped'
  }

  close(code?: number, reason?: string): void {
    checkClose(code, reason)
    if (this.#state !== OPEN) return
    this.transport?.assertOwn?.()
    this.hub.alarms.set(this, this.policy.closeTimeout)
    this.#end(true)
    this.transport?.close(code === undefined && reason !== undefined ? 1000 : code, reason)
  }

  terminate(): void {
    if (!this.#over) this.transport?.assertOwn?.()
    if (this.#state === OPEN) this.#end(true)
    if (!this.#over) this.transport?.terminate()
  }

  subscribe(topic: string): void {
    if (this.#state === OPEN) this.membership.join(topic)
  }

  unsubscribe(topic: string): void {
    this.#places?.leave(topic)
    this.outbox?.forget(topic)
  }

  publish(topic: string, data: SendData): PublishResult {
    const message = toMessage(data)
    return this.membership.publish(topic, message, () => this.hub.platform.encode(message))
  }

  // What the adapter tells.

  opened(transport: Transport): void | Promise<void> {
    if (this.#over) return void transport.terminate()
    this.hub.alarms.clear(this)
    this.resumed(transport)
    const { grant, events, token } = this.intent
    const { farewell } = this.hub
    const opened = events ? this.admit(grant, events) : token && this.#askFor(token)
    if (farewell) this.leave(0, farewell)
    return opened
  }

  resumed(transport: Transport): void {
    this.transport = transport
    this.outbox = new Outbox(transport, this)
    this.vigil = new Vigil(this)
    this.#state = OPEN
  }

  received(data: Message, size?: number): void | Promise<void> {
    if (this.#state === OPEN) this.vigil?.count()
    // What came may have been too much.
    if (this.#state !== OPEN) return
    const { maxPayload } = this.policy
    const isTooBig = (size ?? mostOf(data)) > maxPayload && (size ?? sizeOf(data)) > maxPayload
    if (!isTooBig) return this.#door?.waits ? this.#door.show(data) : this.handlers.receive(data, size)
    const found = `a message of ${size ?? sizeOf(data)} bytes came; maxPayload is ${maxPayload}`
    this.stop('payload_too_big', found, 'message too big')
  }

  flushed(): void {
    this.outbox?.flushed()
  }

  pong(): void {
    this.vigil?.hear()
  }

  pinged(): boolean {
    if (this.#state === OPEN) this.vigil?.count()
    return this.#state === OPEN && this.outbox?.mayPong === true
  }

  drained(): void {
    if (this.#state === OPEN) this.outbox?.flush()
  }

  failed(error: unknown, reason?: 'payload_too_big' | 'protocol_error'): void {
    if (this.#over) return
    this.tell.failed(error, reason, this.policy)
    // Node's socket may wait for its peer, to whom nothing can be said.
    if (reason && this.#state === OPEN) this.#end(false)
  }

  lost(error: unknown): void {
    this.stop('room_lost', `its room is out of reach: ${textOf(error)}`, 'the room is out of reach')
  }

  expel(options: DisconnectOptions): boolean {
    if (this.#over || this.#state >= CLOSING) return false
    // What has not opened yet must not open any more.
    if (!this.transport) this.#abandon('disconnected', 'the app has ended it before it was open')
    else this.disconnected(options)
    return true
  }

  disconnected({ code, reason = 'disconnected' }: DisconnectOptions): void {
    this.stop('disconnected', 'the app has ended it', reason, code)
  }

  async closed(code: number, reason: string, wasClean: boolean): Promise<void> {
    if (this.#over) return
    this.#over = true
    this.hub.alarms.clear(this)
    this.hub.ledger.forget(this)
    if (!this.transport) return this.#abandon('abandoned', 'the client left before the upgrade was done')
    if (this.#state === OPEN) {
      if (!wasClean) this.hub.cutAfter(this.vigil?.silence ?? 0, this.policy)
      // What waited for a token to be found good never will be handled.
      this.#end(this.#door !== undefined)
    }
    // Bun calls its close handler inside close(): onClose must come later, and the handler that called it may go on.
    await undefined
    if (this.#patient) this.dropped('discarded', await this.handlers.done())
    this.#lease?.stop()
    this.#teller?.rest()
    this.#state = CLOSED
    const work = this.handlers.close({ code, reason, wasClean })
    if (work && this.#patient) await this.handlers.wait(work)
    this.hub.left(this)
  }

  // What its server asks for.

  isMeant(target: DisconnectTarget): boolean {
    const { route, room, grant } = this.intent
    return isMeant(target, { route, room, key: this.#key ?? grant.key })
  }

  leave(ms: number, { code, reason }: Farewell): void {
    void within(this.hub.platform, ms, this.handlers.idle()).then(() => this.close(code, reason))
  }

  cut(): void {
    this.#patient = false
    if (!this.transport) void this.closed(1006, '', false)
    else if (this.#over) this.handlers.hurry()
    else this.terminate()
  }

  giveUp(): void {
    this.#cut('server_full', 'it has the most unsent bytes, and in all more than maxUnsentBytes wait')
  }

  // Who may come in.

  #askFor(token: Doorkeeper): void {
    this.handlers.hold()
    this.#door = new Door(this.hub.platform, token, this)
  }

  admit({ key, expiresAt, data }: Grant, events: WSEvents): void | Promise<void> {
    this.#door = undefined
    this.handlers.events = events
    this.#key = key
    if (key !== undefined) this.transport?.room?.identify({ key })
    if (expiresAt !== undefined) this.#renew(expiresAt)
    this.socket.data = data
    const opened = this.handlers.open()
    this.handlers.go()
    return opened
  }

  #renew(date: number | undefined): void {
    this.#lease ??= new Lease(this.hub.platform, this.policy.expiryGrace, () => this.#expire())
    this.#lease.renew(date)
  }

  // What its parts tell.

  /** A limit or a policy ends it. */
  stop(reason: ErrorCode, message: string, words: string = reason, code?: number): void {
    if (this.#state !== OPEN) return
    this.tell.closed(reason, message)
    this.close(code ?? closeCode(errors[reason], this.intent.protocol), words)
  }

  dead(ms: number): void {
    this.#cut('peer_dead', `no sign of life within ${ms} ms`)
  }

  waits(bytes: number, debt: number): void {
    // In a Worker nobody could be cut in the event of another.
    if (!this.transport?.assertOwn) this.hub.ledger.note(this, debt)
    this.#places?.waits(bytes > 0)
  }

  dropped(reason: Dropped, times: number): void {
    if (times > 0) this.tell.dropped(reason, times)
  }

  get tell(): Teller {
    this.#teller ??= new Teller(this.hub, `${this.intent.route} (connection ${this.socket.id})`)
    return this.#teller
  }

  get membership(): Membership {
    this.#places ??= new Membership(this.scope, this.hub.topics, this, this.transport?.room)
    return this.#places
  }

  // How it ends.

  #end(discard: boolean): void {
    this.#state = CLOSING
    this.#door?.shut()
    this.outbox?.stop()
    this.#places?.clear()
    this.dropped('discarded', this.handlers.shut(discard))
    LiveSocket.abort(this.socket)
    // Last, for it may bring the end.
    this.vigil?.stop()
  }

  /** Nothing is handled any more, also of a peer that has left. */
  #expire(): void {
    this.stop('expired', 'what let it in has expired')
    this.dropped('discarded', this.handlers.shut(true))
  }

  #abandon(reason: string, message: string): void {
    this.#over = true
    this.hub.alarms.clear(this)
    this.tell.closed(reason, message)
    this.hub.left(this)
  }

  #cut(reason: string, found: string): void {
    this.tell.closed(reason, found)
    this.terminate()
  }
}
