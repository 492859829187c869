import type { Limits } from './app.ts'

/** How fast a peer speaks: what its bucket of tokens holds, or lacks. */
export class Pace {
  readonly #limits: Limits
  #tokens = 0
  #at = 0

  constructor(limits: Limits, now: number) {
    this.#limits = limits
    this.#at = now
    this.#tokens = limits.maxRate ? limits.maxRate.burst : 0
  }

  came(now: number): void {
    this.#tokens = this.#heldAt(now) - 1
    this.#at = now
  }

  /** Whether more came than may. */
  isOver(now: number): boolean {
    // The two sum up in different steps.
    return this.#heldAt(now) < -1e-9
  }

  #heldAt(now: number): number {
    const { maxRate } = this.#limits
    if (!maxRate) return Number.POSITIVE_INFINITY
    return Math.min(maxRate.burst, this.#tokens + ((now - this.#at) * maxRate.perSecond) / 1000)
  }
}
