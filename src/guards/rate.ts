import type { RateOptions } from '../options.ts'

/** A token bucket: full at first, emptied by what comes, refilled with time. */
export class Rate {
  readonly #perMs: number
  readonly #burst: number
  #tokens: number
  #last: number

  /** @param now Milliseconds, as in {@link take}. */
  constructor({ perSecond, burst }: RateOptions, now: number) {
    this.#perMs = perSecond / 1000
    this.#burst = burst
    this.#tokens = burst
    this.#last = now
  }

  /** Takes one token, also one that is not there yet. Answers as {@link wait}. */
  take(now: number): number {
    this.#refill(now)
    this.#tokens--
    return this.#debt()
  }

  /** For how many ms nothing more should come. */
  wait(now: number): number {
    this.#refill(now)
    return this.#debt()
  }

  /** Takes one token if there is one. */
  tryTake(now: number): boolean {
    this.#refill(now)
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }

  #debt(): number {
    return this.#tokens < 0 ? -this.#tokens / this.#perMs : 0
  }

  #refill(now: number): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#last) * this.#perMs)
    this.#last = now
  }
}
