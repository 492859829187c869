import { Rate } from './guards/rate.ts'
import type { Policy } from './options.ts'
import type { Platform } from './seam.ts'

/** Whose flow it is. */
export interface FlowHost {
  /** Stops reading; answers whether it could. */
  pause(): boolean
  resume(): void
  /** Too much comes, and pausing does not help. */
  flood(reason: 'too_fast' | 'overloaded'): void
}

// A peer that is slowed down again within so many ms was never slow enough.
const breather = 1000

/** How fast a peer may speak: reading pauses while too much waits, and when more comes than may. */
export class Flow {
  readonly #platform: Platform
  readonly #rate: Rate | undefined
  readonly #patience: number
  readonly #host: FlowHost
  #full = false
  #slowed = false
  #cancel: (() => void) | undefined
  /** When the peer was first slowed down, and when it was let go last. */
  #since = 0
  #until = Number.NEGATIVE_INFINITY

  constructor(platform: Platform, { maxRate, handlerTimeout }: Policy, host: FlowHost) {
    this.#platform = platform
    this.#rate = maxRate ? new Rate(maxRate, platform.now()) : undefined
    this.#patience = handlerTimeout
    this.#host = host
  }

  /** Reading is paused, as too much waits. */
  get full(): boolean {
    return this.#full
  }

  /** Reading is paused, as too much came. */
  get slowed(): boolean {
    return this.#slowed
  }

  /** A message or a ping came. */
  came(now: number): void {
    const wait = this.#rate?.take(now) ?? 0
    if (wait > 0 && !this.#slowed) this.#slow(now, wait)
  }

  /** More waits than may. */
  fill(): void {
    if (this.#slowed || this.#host.pause()) this.#full = true
    else this.#host.flood('overloaded')
  }

  /** Little enough waits. */
  empty(): void {
    if (!this.#full) return
    this.#full = false
    if (!this.#slowed) this.#host.resume()
  }

  /** Lets all go, for good. */
  stop(): void {
    this.#cancel?.()
    if (!this.#full && !this.#slowed) return
    this.#full = this.#slowed = false
    this.#host.resume()
  }

  #slow(now: number, wait: number): void {
    if (now - this.#until > breather) this.#since = now
    const isTooLong = now + wait - this.#since > this.#patience
    this.#slowed = !isTooLong && (this.#full || this.#host.pause())
    if (this.#slowed) this.#cancel = this.#platform.timer(() => this.#go(), Math.ceil(wait))
    else this.#host.flood('too_fast')
  }

  /** More may have come since: what was read already is not held back. */
  #go(): void {
    const now = this.#platform.now()
    const wait = this.#rate?.wait(now) ?? 0
    this.#slowed = false
    this.#until = now
    if (wait > 0) this.#slow(now, wait)
    else if (!this.#full) this.#host.resume()
  }
}
