import { MemoryTransport } from '../../adapters/memory/transport.ts'
import type { Connection } from '../../src/seam.ts'
import { type Line, textOf } from './line.ts'

/** The in-memory transport with the manners of other runtimes and of slow peers, and an eye on what passes. */
export class Runtime extends MemoryTransport {
  readonly #line: Line
  readonly #connection: Connection
  #asked = false
  #gone = false
  #paused = false
  #overrun = 0
  /** What the peer has not read yet; after these frames stands what is to be done once it has. */
  readonly #unread: string[] = []
  #afterwards: (() => void) | undefined
  #stalled = false
  /** The peer will read again. */
  wakes = false
  #pinged = false

  constructor(line: Line, connection: Connection) {
    const watched = watch(connection, line)
    super(watched, line, '', true)
    this.#line = line
    this.#connection = watched
    const { pauses, pings } = line.plan.manners
    if (!pauses) Object.defineProperty(this, 'pause', { value: undefined })
    if (!pings) Object.defineProperty(this, 'ping', { value: undefined })
  }

  /** Whether a frame would still arrive. */
  get gone(): boolean {
    return this.#gone
  }

  /** Since when the peer has read. */
  readAt = 0

  /** Whether the peer reads nothing. */
  get stalled(): boolean {
    return this.#stalled
  }

  get paused(): boolean {
    return this.#paused
  }

  override get bufferedAmount(): number {
    return this.#unread.join('').length
  }

  override send(frame: unknown): 'sent' | 'queued' | 'dropped' {
    if (this.#gone) return 'dropped'
    const text = textOf(frame as string | Uint8Array)
    this.#line.takes(text, this.bufferedAmount)
    if (!this.#stalled) return super.send(frame)
    this.#unread.push(text)
    return 'queued'
  }

  /** The peer reads nothing for so long. */
  stall(ms: number): void {
    if (this.#gone || this.#stalled) return
    this.#stalled = true
    this.wakes = ms < Number.POSITIVE_INFINITY
    if (this.wakes) this.#line.world.time.after(ms, () => this.#read())
  }

  #read(): void {
    this.#stalled = this.wakes = false
    this.readAt = this.#line.world.time.now()
    if (this.#gone) return
    for (const text of this.#unread.splice(0)) super.send(text)
    if (this.#pinged) this.ping()
    this.#pinged = false
    if (this.#afterwards) this.#afterwards()
    else if (this.#line.plan.manners.drains) this.#connection.drained()
  }

  override close(code = 1005, reason?: string): void {
    const { answers } = this.#line.plan.manners
    const again = this.#asked
    this.#asked = true
    this.#line.asked(code, again)
    // The answer stands in line behind the messages, as on a wire.
    const answer = () => this.#gone || super.answered(code, reason ?? '')
    const read = () => {
      if (answers === 0) answer()
      else if (answers < Number.POSITIVE_INFINITY) this.#line.world.time.after(answers, answer)
    }
    // And our close frame behind what the peer has not read.
    if (this.#stalled) this.#afterwards = read
    else read()
  }

  override terminate(): void {
    if (!this.#gone) this.#line.wasCut()
    super.terminate()
  }

  override ping(): void {
    if (this.#line.told) this.#line.fails('a ping went to a connection that is over')
    // A runtime that does not read hears no pong.
    if (this.#stalled) this.#pinged = true
    else if (!this.#line.mute && !this.#paused) super.ping()
  }

  override pause(): void {
    this.#paused = true
    this.#overrun = this.#line.plan.manners.overruns
    super.pause()
  }

  override resume(): void {
    this.#paused = false
    this.#line.isResumed()
    this.#line.heard()
    super.resume()
  }

  /** The peer pings. */
  pings(): void {
    if (!this.#gone && !this.#paused) this.#line.pinged(() => this.#connection.pinged())
  }

  override received(data: string | ArrayBuffer): void {
    if (this.#paused && this.#overrun-- > 0) void this.#connection.received(data)
    else super.received(data)
  }

  override closed(code: number, reason: string, wasClean: boolean): void {
    if (this.#gone) return
    this.#gone = true
    this.wakes = false
    this.#line.post.lost = this.#unread.splice(0)
    this.#line.ended({ code, reason, wasClean })
    super.closed(code, reason, wasClean)
    if (this.#line.plan.manners.abrupt) void this.#connection.closed(code, reason, wasClean)
  }
}

/** Lets the line see what the core is told. */
const watch = (connection: Connection, line: Line): Connection =>
  new Proxy(connection, {
    get(target, name: keyof Connection) {
      if (name === 'received') return (data: string | ArrayBuffer) => line.receives(data, () => target.received(data))
      if (name === 'pong') line.heard()
      if (name === 'closed') line.told = true
      return target[name].bind(target)
    },
  })
