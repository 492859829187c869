import type { FarEnd } from '../../adapters/memory/transport.ts'
import type { Hub } from '../../src/hub.ts'
import type { Grant, Socket, WSEvents } from '../../src/index.ts'
import type { Router } from '../../src/seam.ts'
import type { Session } from '../../src/session.ts'
import { meant } from './acts.ts'
import { type Route, routes, limits as server } from './app.ts'
import { handlersOf } from './handlers.ts'
import { Mail } from './mail.ts'
import type { Pace } from './pace.ts'
import type { Connect, Message } from './plan.ts'
import { type Fate, Post } from './post.ts'
import type { Runtime } from './runtime.ts'
import type { World } from './world.ts'

export interface End {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export const textOf = (data: string | ArrayBuffer | Uint8Array): string =>
  typeof data === 'string' ? data : decoder.decode(data)

/** One connection, as seen from all sides: the peer's, the runtime's and the handlers'. */
export class Line implements FarEnd {
  readonly plan: Connect
  readonly world: World
  readonly route: Route
  readonly mail: Mail
  readonly post: Post
  readonly handlers: WSEvents
  runtime: Runtime | undefined
  /** The core's side of it. */
  session: Session | undefined
  ws: Socket | undefined
  signal: AbortSignal | undefined
  /** The client has gone before the native upgrade. */
  abandoned = false
  mute: boolean
  opened = 0
  closed = 0
  closedAt = 0
  /** When its onClose has come to an end. */
  leftAt: number | undefined
  /** Its handshake has no answer yet. */
  asking = false
  /** Handlers of this connection that run, and those of them that are no message's. */
  running = 0
  beside = 0
  end: (End & { readonly at: number }) | undefined
  /** Topics that the socket has joined. */
  readonly topics = new Set<string>()
  readonly got: string[] = []
  /** Codes with which there is a reason to close. */
  readonly reasons = new Set<number>()
  askedWith: number | undefined
  mayBeCut = false
  /** The core has decided on an upgrade; and the app may have ended it since. */
  decidedAt: number | undefined
  mayBeExpelled = false
  isExpelled = false
  mayBeEnded = false
  /** Whether the connection has opened for the app, or waits for a token. */
  admission: 'none' | 'awaited' | 'in doubt' | 'granted' | 'refused' = 'none'
  upgradedAt = 0
  #token: string | undefined
  expiresAt: number | undefined
  /** After this date nothing is handled. */
  deadline = Number.POSITIVE_INFINITY
  /** A limit or the app has ended it. */
  stopped: string | undefined
  pace: Pace | undefined
  /** The core knows of the end. */
  told = false
  #askedAt = 0
  #heardAt = 0
  #state = 0
  #hungUp = false
  #silent = false

  constructor(world: World, plan: Connect) {
    this.world = world
    this.plan = plan
    this.route = routes.find(({ path }) => path === plan.path)!
    this.mail = new Mail(this.route.limits)
    this.post = new Post(this.route.limits)
    this.mute = plan.manners.mute
    this.handlers = handlersOf(this)
  }

  fails(what: string): void {
    this.world.fails(`peer ${this.plan.peer}: ${what}`)
  }

  note(what: string): void {
    this.world.note(`peer ${this.plan.peer} ${what}`)
  }

  /** Looks at what must hold at any time; answers with the state. */
  look(): number {
    const state = this.session?.readyState ?? 0
    if (state < this.#state) this.fails(`readyState went from ${this.#state} to ${state}`)
    if (this.signal && this.signal.aborted !== state >= 2)
      this.fails(`signal.aborted is ${this.signal.aborted} in ${state}`)
    this.#state = state
    return state
  }

  /** What may come of a message for the peer, one of so many bytes in all: `dropped` where none can be sent. */
  fatesOf(topic: string | undefined, bytes = 0): readonly Fate[] {
    if (this.look() !== 1) return ['dropped']
    const { runtime } = this
    const { ledger } = this.world.router as Router & Hub
    const isCrowded = ledger.left(this.session?.scope ?? '') <= bytes + server.maxUnsentBytes.total / 8
    const fates = this.post.next(runtime?.bufferedAmount ?? 0, topic, isCrowded)
    return runtime?.gone ? fates.map((fate) => (fate === 'taken' ? 'dropped' : fate)) : fates
  }

  /** What has come of it. */
  settle(text: string, topic: string | undefined): Fate {
    if (this.post.taken.includes(text)) return 'taken'
    if (topic === undefined || this.look() !== 1) return 'dropped'
    this.post.wait(topic, text)
    return 'waits'
  }

  /** Whether the drain has run into its timeout: then it waits for nothing any more. */
  get givenUp(): boolean {
    const { drain, time } = this.world
    return drain !== undefined && time.now() >= drain.at + drain.timeout
  }

  // What the runtime and the core tell one another.

  heard(): void {
    this.#heardAt = this.world.time.now()
  }

  /** Whether a drain need not wait for it. */
  get gone(): boolean {
    const late = this.closed > 0 && this.world.time.now() >= this.closedAt + server.handlerTimeout
    return this.opened === 0 || this.leftAt !== undefined || late || this.givenUp
  }

  /** Whether something is still to come of it, with nobody doing anything. */
  get isBusy(): boolean {
    return this.asking || this.running > 0 || this.look() === 2 || this.runtime?.wakes === true
  }

  /** Whether the last handler has run and nothing more comes. */
  get over(): boolean {
    const isClosed = this.opened === 0 ? !this.runtime || this.runtime.gone : this.closed > 0
    return isClosed && this.running === 0
  }

  /** For how much longer than it may the peer has been silent, in ms. */
  get overdue(): number {
    const { heartbeat } = this.route.limits
    if (!heartbeat || !this.plan.manners.pings) return Number.NEGATIVE_INFINITY
    return this.world.time.now() - this.#heardAt - heartbeat.interval - heartbeat.timeout
  }

  receives(data: string | ArrayBuffer, deliver: () => void | Promise<void>): void | Promise<void> {
    this.heard()
    const text = textOf(data)
    this.pace?.came(this.world.time.now())
    const wanted = this.look() === 1
    const tooBig = text.length > server.maxPayload
    if (wanted && tooBig) this.reasons.add(1009)
    const isToken = this.admission === 'awaited' && wanted && !tooBig
    if (isToken) this.#shows(data)
    else if (wanted && !tooBig) this.mail.arrive(Number.parseInt(text, 10), text.length)
    const before = this.stopped
    const work = deliver()
    // The one that is too many is not waited for.
    if (this.stopped !== before && this.stopped === 'too_fast') this.mail.refuse(Number.parseInt(text, 10))
    const open = this.look() === 1
    if (open && tooBig) this.fails('a message over maxPayload changed nothing')
    this.#checkPace()
    if (open && this.mail.overfull && !this.runtime?.paused) this.fails(`${this.mail.pending} messages run and wait`)
    return work
  }

  /** The peer pings: whether that is to be answered. */
  pinged(ask: () => boolean): void {
    this.heard()
    this.pace?.came(this.world.time.now())
    const answered = ask()
    this.#checkPace()
    const { maxBufferedBytes } = this.route.limits
    const isFull = (this.runtime?.bufferedAmount ?? 0) >= maxBufferedBytes
    const wanted = this.look() === 1 && !isFull
    if (answered !== wanted)
      this.fails(`a ping is answered: ${answered}, with ${this.runtime?.bufferedAmount} bytes waiting`)
  }

  #checkPace(): void {
    const isRead = this.look() === 1 && !this.runtime?.paused
    if (isRead && this.pace?.isOver(this.world.time.now())) this.fails('speaks faster than it may, and is read')
  }

  /** Reading goes on. */
  isResumed(): void {
    if (this.look() === 1 && this.pace?.isOver(this.world.time.now())) this.fails('is read again, too soon')
  }

  /** The core hands over a message. */
  takes(text: string, buffered: number): void {
    const { letters } = this.world
    if (!letters.get(text)?.has(this)) this.fails(`${text} was not for it`)
    const wrong = this.post.take(text, text === [...letters.keys()].at(-1), buffered)
    if (wrong) this.fails(wrong)
  }

  /** The connection is to end at a date; one that is over already ends it at the next moment. */
  renew(expiresAt: number | undefined): void {
    const end = (expiresAt ?? Number.POSITIVE_INFINITY) + server.expiryGrace
    this.deadline = Math.max(this.world.date, end)
  }

  // What lets it in.

  #shows(data: string | ArrayBuffer): void {
    this.admission = 'in doubt'
    this.#token = typeof data === 'string' ? data : undefined
  }

  /** What the app says of its token. */
  verified(token: string): Grant | undefined {
    if (token !== this.#token) this.fails(`the token is ${token}, not ${this.#token}`)
    this.#token = undefined
    if (this.plan.token === 'throws') throw this.world.threw(meant(), this, 'verify')
    this.admission = this.plan.token === 'good' ? 'granted' : 'refused'
    return this.plan.token === 'good' ? {} : undefined
  }

  /** Whether its token was bad, or is late. */
  get isUnauthorized(): boolean {
    const late = this.world.time.now() >= this.upgradedAt + (this.route.token?.timeout ?? Number.POSITIVE_INFINITY)
    return late || this.admission === 'refused' || (this.admission === 'in doubt' && this.#token === undefined)
  }

  asked(code: number, again: boolean): void {
    this.note(`is asked to close with ${code}`)
    if (again) this.fails('a second close frame')
    if (!this.reasons.has(code) && !(code === 1001 && this.world.drain)) this.fails(`closed with ${code} for no reason`)
    this.askedWith = code
    this.#askedAt = this.world.time.now()
  }

  /** The core cuts the line: for a peer that answers, only because it was told to. */
  wasCut(): void {
    this.note('is cut')
    const { answers } = this.plan.manners
    const waited = this.askedWith !== undefined && this.world.time.now() >= this.#askedAt + server.closeTimeout
    if (this.mayBeCut || this.abandoned) return
    if (answers === 0 && !this.runtime?.stalled) this.fails('cut, though it answers')
    else if (!waited && !this.givenUp) this.fails('cut before its time to answer was over')
  }

  ended(end: End): void {
    this.note(`ends with ${end.code}`)
    this.end = { ...end, at: this.world.time.now() }
  }

  // What the peer does, once there is a line; before that, all that it can do is go.

  says({ id, size, binary }: Message): void {
    if (!this.runtime || this.#silent) return
    const text = `${id} `.padEnd(size, '.')
    this.note(`says ${id}`)
    this.runtime.received(binary ? encoder.encode(text).slice().buffer : text)
  }

  /** Sends a close frame, which stands in line behind the messages. */
  close(): void {
    this.abandoned ||= !this.runtime
    this.#silent = true
    if (!this.runtime?.gone) this.runtime?.answered(1000, 'bye')
  }

  reset(): void {
    this.abandoned ||= !this.runtime
    this.leave({ code: 1006 })
    this.runtime?.closed(1006, '', false)
  }

  /** Answers no ping any more. */
  pings(times: number): void {
    for (let time = 0; time < times && !this.#silent; time++) this.runtime?.pings()
  }

  stall(ms: number): void {
    this.note(`reads nothing for ${ms} ms`)
    this.runtime?.stall(ms)
  }

  hush(): void {
    this.mute = true
  }

  // What the peer sees.

  arrive(data: string | Uint8Array): void {
    const text = textOf(data)
    this.note(`gets ${text}`)
    if (this.#hungUp) this.fails(`${text} came after the end`)
    this.got.push(text)
  }

  leave({ code }: { code: number }): void {
    if (!this.#hungUp) this.note(`sees the end: ${code}`)
    this.#hungUp = true
    this.#silent = true
  }
}
