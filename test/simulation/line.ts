import type { FarEnd } from '../../adapters/memory/transport.ts'
import type { Socket, WSEvents } from '../../src/index.ts'
import { type Route, routes, limits as server } from './app.ts'
import { handlersOf } from './handlers.ts'
import { Mail } from './mail.ts'
import type { Connect, Message } from './plan.ts'
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
  readonly handlers: WSEvents
  runtime: Runtime | undefined
  ws: Socket | undefined
  signal: AbortSignal | undefined
  /** The client has gone before the native upgrade. */
  abandoned = false
  mute: boolean
  opened = 0
  closed = 0
  closedAt = 0
  /** Its onClose has come to an end. */
  left = false
  /** Handlers of this connection that run, and those of them that are no message's. */
  running = 0
  beside = 0
  end: (End & { readonly at: number }) | undefined
  /** Topics that the socket has joined. */
  readonly topics = new Set<string>()
  /** What the peer must get, and what it got. */
  readonly due: string[] = []
  readonly got: string[] = []
  /** Codes with which there is a reason to close. */
  readonly reasons = new Set<number>()
  askedWith: number | undefined
  mayBeCut = false
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
    const state = this.ws?.readyState ?? 0
    if (state < this.#state) this.fails(`readyState went from ${this.#state} to ${state}`)
    if (this.signal && this.signal.aborted !== state >= 2)
      this.fails(`signal.aborted is ${this.signal.aborted} in ${state}`)
    this.#state = state
    return state
  }

  /** Whether what is sent to the peer arrives. */
  get reachable(): boolean {
    return this.look() === 1 && !this.runtime?.gone
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
    return this.opened === 0 || this.left || late || this.givenUp
  }

  /** Whether the last handler has run and nothing more comes. */
  get over(): boolean {
    return (this.opened === 0 || this.closed > 0) && this.running === 0
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
    const wanted = this.ws?.readyState === 1
    const tooBig = text.length > server.maxPayload
    if (wanted && tooBig) this.reasons.add(1009)
    if (wanted && !tooBig) this.mail.arrive(Number.parseInt(text, 10), text.length)
    const work = deliver()
    const open = this.ws?.readyState === 1
    if (open && tooBig) this.fails('a message over maxPayload changed nothing')
    if (open && this.mail.overfull && !this.runtime?.paused) this.fails(`${this.mail.pending} messages run and wait`)
    return work
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
    if (answers === 0) this.fails('cut, though it answers')
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
