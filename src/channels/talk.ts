import type { Alarm } from '../alarms.ts'
import { readFrame } from '../channel/binary.ts'
import { brief, type Issue } from '../channel/brief.ts'
import type { ProtocolCode } from '../channel/codes.ts'
import { type Envelope, errorOf, Fault, type Id, read, write } from '../channel/envelope.ts'
import { type Checked, check } from '../channel/schema.ts'
import { isA, JackfieldError } from '../errors.ts'
import { isPromised } from '../eventual.ts'
import { Rate } from '../guards/rate.ts'
import type { Kept } from '../kept.ts'
import type { Line } from '../live-socket.ts'
import { wholeRoom } from '../topics.ts'
import { type Call, Calls } from './calls.ts'
import { keepData } from './data.ts'
import { answerTo, isFarewell, misfitWords, sizeWords, unknownWords } from './failures.ts'
import { encode, fitting, MisfitError } from './outgoing.ts'
import type { Incoming, Plan } from './plan.ts'
import { change, enter, leave, resume, shownOf } from './presence.ts'
import type { Shown } from './roster.ts'
import { type Speaker, TypedSocket } from './socket.ts'
import { patienceOf, spreadOf } from './spread.ts'
import { refresh } from './token.ts'
import { isTooLarge } from './too-large.ts'
import type { ChannelClose, ChannelSocket } from './types.ts'

type Message = string | ArrayBuffer

// How long one handler may hold the messages behind it before the log is told, in ms.
const slow = 10_000

/** What may pass by: a ping, and all that has an id. What is spelt otherwise waits its turn. */
const mayPass = /"(?:ping|id)"/

/** One connection's conversation: what it holds beside what the connection keeps, all of which may be lost while it idles. */
export class Talk implements Alarm, Speaker {
  readonly plan: Plan
  readonly line: Line
  readonly socket: ChannelSocket
  // Most connections need none of these.
  #calls: Calls | undefined
  #faults: Rate | undefined
  /** Whether it has begun: not before its data was found to fit. */
  #isOpen = false
  /** How many messages wait for a handler, and which one they wait for. */
  #waiting = 0
  #holder = 'onOpen'
  #isRefreshing = false
  /** How many calls of `onError` run. */
  #hearing = 0
  /** Over how many ms the client was told to spread its return. */
  #spread: number
  due = 0
  place = -1

  constructor(plan: Plan, line: Line) {
    this.plan = plan
    this.line = line
    this.socket = new TypedSocket(this)
    this.#spread = spreadOf(line.hub.members.size)
  }

  /** Whether nothing runs or waits that would be lost. */
  get isIdle(): boolean {
    return this.#isOpen && this.#waiting + this.#hearing + (this.#calls?.size ?? 0) === 0
  }

  open(): unknown {
    const { intent, socket } = this.line
    // What a token has granted is checked only now, and nobody sees it if it does not fit.
    const { data } = socket
    socket.data = undefined
    if (data === undefined && intent.data !== undefined) socket.data = intent.data
    else this.keep(data)
    this.#write({ type: 'welcome', id: socket.id, spread: this.#spread })
    this.#join()
    this.#show(enter)
    this.#isOpen = true
    return this.plan.hooks.onOpen?.(this.socket)
  }

  /** It was open before. */
  resume({ topics, member }: Kept): void {
    for (const topic of topics) this.line.subscribe(topic)
    this.#join()
    this.#show((line, shown) => resume(line, shown, member))
    this.#isOpen = true
  }

  receive(message: Message): unknown {
    if (this.#waiting > 0) this.#waiting--
    if (this.#waiting === 0) this.line.hub.alarms.clear(this)
    if (isTooLarge(message, this.plan.maxMessage)) return this.#refuse('too_large', undefined, sizeWords(this.plan))
    const frame = readFrame(message)
    return frame instanceof Fault ? this.#refuse(frame.code, frame.id) : this.#take(frame.envelope, frame.body)
  }

  /** Takes a message that needs not wait, and takes note of one that must. */
  passBy(message: Message): boolean {
    const isSeen = typeof message === 'string' && !isTooLarge(message, this.plan.maxMessage) && mayPass.test(message)
    const envelope = isSeen ? read(message) : undefined
    if (envelope && !(envelope instanceof Fault) && (this.#control(envelope) || this.#isBarred(envelope))) return true
    if (this.#waiting++ === 0) this.line.hub.alarms.set(this, slow)
    return false
  }

  ring(): void {
    const waits = `${this.#waiting} message${this.#waiting === 1 ? '' : 's'}`
    const message = `${this.line.tell.name}: ${this.#holder} has held ${waits} for ${slow} ms; they wait until it ends`
    this.line.hub.log({ level: 'warn', event: 'handler.slow', message })
  }

  closed(close: ChannelClose): unknown {
    this.line.hub.alarms.clear(this)
    if (this.plan.hooks.presence) leave(this.line, patienceOf(close.code, this.#spread))
    // Whose data did not fit was never seen by a handler; and what one says from here on, the room does not see.
    const wasOpen = this.#isOpen
    this.#isOpen = false
    return wasOpen ? this.plan.hooks.onClose?.(this.socket, close) : undefined
  }

  /** Tells the route's `onError`. */
  hear(error: unknown): unknown {
    let work: unknown
    this.#hearing++
    try {
      work = this.plan.hooks.onError?.(this.socket, error)
    } finally {
      if (!isPromised(work)) this.#hearing--
    }
    return isPromised(work) ? Promise.resolve(work).finally(() => void this.#hearing--) : undefined
  }

  keep(data: unknown): void {
    this.line.socket.data = keepData(this.plan.data, data, this.plan.name)
    if (this.#isOpen) this.#show(change)
  }

  encode(type: string, args: readonly unknown[]): string | Uint8Array | undefined {
    try {
      return encode(this.plan, type, args)
    } catch (error) {
      if (!(error instanceof MisfitError)) throw error
      this.#own(`sending "${type}"`, error)
    }
  }

  /** All of a room have a topic in common: by that it is published to, counted and listed. */
  #join(): void {
    const { line } = this
    try {
      line.transport?.room?.identify({ id: line.socket.id, key: line.key })
      line.subscribe(wholeRoom)
    } catch (error) {
      // Where rooms cannot be kept all else works, and who publishes to one is told so.
      if (!(isA(error, JackfieldError) && error.code === 'topics_unavailable')) throw error
    }
  }

  /** Shows what is to be seen of it. What does not fit is not: it comes in unseen, and later shows what it did before. */
  #show(how: (line: Line, shown: Shown | undefined) => void): void {
    let shown: Shown | undefined
    if (!this.plan.hooks.presence) return
    try {
      shown = shownOf(this.plan, this.socket)
    } catch (error) {
      this.#own('presence', error)
      if (this.#isOpen) return
    }
    how(this.line, shown)
  }

  #take(envelope: Envelope, body: Uint8Array | undefined): unknown {
    if (!body && this.#control(envelope)) return
    const { type, id, data } = envelope
    const incoming = this.plan.incoming.get(type)
    if (!incoming) return this.#refuse('unknown_type', id, unknownWords(this.plan, type))
    const isBytes = incoming.kind === 'bytes'
    if (body && !isBytes) return this.#refuse('bad_binary', id, `${JSON.stringify(type)} goes in a text frame`)
    if (!body && isBytes) return this.#refuse('bad_envelope', id, `${JSON.stringify(type)} goes in a binary frame`)
    const call = incoming.kind === 'call' ? this.#call(id) : undefined
    if (incoming.kind === 'call' && !call) return
    if (call?.cancelled) return this.#end(id)
    const checked = check(incoming.schema, data)
    return isPromised(checked)
      ? this.#hold(
          type,
          checked.then((known) => this.#run(incoming, known, id, call, body)),
        )
      : this.#run(incoming, checked, id, call, body)
  }

  #run(incoming: Incoming, checked: Checked<unknown>, id?: Id, call?: Call, body?: Uint8Array): unknown {
    // Its schema may have taken its time.
    if (call?.cancelled || this.line.handlers.discards) return this.#end(id)
    if (checked.issues) {
      if (call) this.#end(id)
      if (checked.cause) void this.#tell(`the schema of "${incoming.name}"`, checked.cause)
      return this.#refuse('invalid', id, misfitWords(incoming.name), brief(checked.issues))
    }
    try {
      const data = body ? { head: checked.value, body } : checked.value
      const result = incoming.handler(this.socket, data, call)
      if (!isPromised(result)) return call && this.#reply(incoming, result, id, call)
      return this.#hold(
        incoming.name,
        Promise.resolve(result).then(
          (value) => call && this.#reply(incoming, value, id, call),
          (error) => this.#failed(incoming, error, id, call),
        ),
      )
    } catch (error) {
      return this.#failed(incoming, error, id, call)
    }
  }

  /** Work that others wait for. */
  async #hold(name: string, work: Promise<unknown>): Promise<void> {
    this.#holder = `"${name}"`
    if (this.#waiting > 0) this.line.hub.alarms.set(this, slow)
    await work
    this.line.hub.alarms.clear(this)
  }

  #reply(incoming: Incoming, value: unknown, id: Id | undefined, call: Call): unknown {
    if (call.cancelled) return this.#end(id)
    try {
      if (incoming.reply) fitting(incoming.reply, value, this.plan, `the reply to ${incoming.name}`)
      this.#write({ type: 'reply', id, data: value })
      this.#end(id)
    } catch (error) {
      return this.#failed(incoming, error, id, call)
    }
  }

  /** A handler failed: its call, or whoever has sent a message, is told what it may know. */
  #failed(incoming: Incoming, error: unknown, id: Id | undefined, call: Call | undefined): unknown {
    if (call) this.#end(id)
    // It was told to stop, and says that it has.
    if (isFarewell(error, call?.cancelled ? call.signal : this.socket.signal)) return
    const answer = answerTo(error, id)
    if (!call?.cancelled) this.#write(answer)
    // What the app refuses with a code of its own is no failure.
    return answer.code === 'internal' ? this.#tell(`"${incoming.name}"`, error) : undefined
  }

  #end(id: Id | undefined): void {
    if (id !== undefined) this.#calls?.end(id)
  }

  #tell(what: string, error: unknown): Promise<void> | undefined {
    return this.line.handlers.tell('message', error, { what })
  }

  /** A mistake of the server's own; `onError` is not told of those that it makes itself. */
  #own(what: string, error: unknown): void {
    void this.line.handlers.tell(this.#hearing > 0 ? 'error' : 'message', error, { what })
  }

  /** Does what the protocol's own messages ask for; false for those of the channel. */
  #control({ type, id, data }: Envelope): boolean {
    if (type === 'ping') this.#pong()
    else if (type === 'cancel') this.#cancel(id)
    else if (type === 'token' && this.plan.token) this.#refresh(data, id)
    else return false
    return true
  }

  #pong(): void {
    this.#spread = spreadOf(this.line.hub.members.size)
    this.#write({ type: 'pong', spread: this.#spread })
  }

  #cancel(id: Id | undefined): void {
    const call = id === undefined ? undefined : this.#calls?.get(id)
    if (id === undefined) this.#refuse('bad_id')
    // Its reply may be on its way.
    if (!call || call.cancelled) return
    call.cancel()
    this.#write(errorOf('cancelled', id))
  }

  #refresh(token: unknown, id: Id | undefined): void {
    if (id === undefined) return void this.#refuse('bad_id')
    if (!this.plan.token) return
    // The answers of two could come in the wrong order.
    const call = this.#isRefreshing ? 'too_many_calls' : this.#running.add(id)
    if (typeof call === 'string') return void this.#refuse(call, id)
    this.#isRefreshing = true
    const done = refresh(this.plan.token, token, this, call).finally(() => {
      this.#isRefreshing = false
    })
    void done.then(
      () => {
        this.#end(id)
        if (!call.cancelled) this.#write({ type: 'reply', id })
      },
      (error) => {
        this.#end(id)
        const isBad = isA(error, JackfieldError) && error.code === 'unauthorized'
        // The app may have put the token into the error's text.
        if (!isBad) void this.line.handlers.tell('verify', error, { secret: String(token) })
        if (call.cancelled) return
        if (isBad) this.#refuse('unauthorized', id)
        else this.#write(answerTo(error, id))
      },
    )
  }

  get #running(): Calls {
    this.#calls ??= new Calls(this.plan.maxCalls, () => this.socket.signal)
    return this.#calls
  }

  /** A call that is waited for already, or begins now; none if it is refused. */
  #call(id: Id | undefined): Call | undefined {
    if (id === undefined) return void this.#refuse('bad_id')
    const call = this.#running.get(id) ?? this.#running.add(id)
    return typeof call === 'object' ? call : void this.#refuse(call, id)
  }

  /** Takes note of a call that waits, so that it can be cancelled; or refuses it. */
  #isBarred({ type, id }: Envelope): boolean {
    if (id === undefined || this.plan.incoming.get(type)?.kind !== 'call') return false
    const call = this.#running.add(id)
    if (typeof call === 'string') this.#refuse(call, id)
    return typeof call === 'string'
  }

  /** Answers what was wrong with a message, unless too much was. */
  #refuse(code: ProtocolCode, id?: Id, message?: string, issues?: readonly Issue[]): void {
    const now = this.line.hub.platform.now()
    const { maxFaults } = this.plan
    this.#faults ??= new Rate({ perSecond: 1, burst: maxFaults }, now)
    // A client cannot know how many of its calls still run.
    if (code === 'too_many_calls' || this.#faults.tryTake(now)) {
      this.#write(errorOf(code, id, { message, issues }))
    } else {
      this.#write(errorOf('too_many_faults'))
      this.line.stop('too_many_faults', `more than maxFaults (${maxFaults}) messages were wrong; the last one: ${code}`)
    }
  }

  #write(envelope: Envelope): void {
    this.line.answer(write(envelope))
  }
}
