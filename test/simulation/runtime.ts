import { MemoryTransport } from '../../adapters/memory/transport.ts'
import type { Connection } from '../../src/seam.ts'
import type { Line } from './line.ts'

/** The in-memory transport with the manners of other runtimes and of slow peers, and an eye on what passes. */
export class Runtime extends MemoryTransport {
  readonly #line: Line
  readonly #connection: Connection
  #asked = false
  #gone = false
  #paused = false
  #overrun = 0

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

  get paused(): boolean {
    return this.#paused
  }

  override close(code = 1005, reason?: string): void {
    const { answers } = this.#line.plan.manners
    const again = this.#asked
    this.#asked = true
    this.#line.asked(code, again)
    // The answer stands in line behind the messages, as on a wire.
    const answer = () => this.#gone || super.answered(code, reason ?? '')
    if (answers === 0) answer()
    else if (answers < Number.POSITIVE_INFINITY) this.#line.world.time.after(answers, answer)
  }

  override terminate(): void {
    if (!this.#gone) this.#line.wasCut()
    super.terminate()
  }

  override ping(): void {
    if (this.#line.told) this.#line.fails('a ping went to a connection that is over')
    // A runtime that does not read hears no pong.
    if (!this.#line.mute && !this.#paused) super.ping()
  }

  override pause(): void {
    this.#paused = true
    this.#overrun = this.#line.plan.manners.overruns
    super.pause()
  }

  override resume(): void {
    this.#paused = false
    this.#line.heard()
    super.resume()
  }

  override received(data: string | ArrayBuffer): void {
    if (this.#paused && this.#overrun-- > 0) void this.#connection.received(data)
    else super.received(data)
  }

  override closed(code: number, reason: string, wasClean: boolean): void {
    if (this.#gone) return
    this.#gone = true
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
