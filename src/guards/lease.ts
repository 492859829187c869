import type { Platform } from '../seam.ts'

/** Ends something at a date and a grace behind it, unless the date is put off. */
export class Lease {
  readonly #platform: Platform
  readonly #grace: number
  readonly #over: () => void
  #expiresAt: number | undefined
  #cancel: () => void = () => {}

  constructor(platform: Platform, grace: number, over: () => void) {
    this.#platform = platform
    this.#grace = grace
    this.#over = over
  }

  get expiresAt(): number | undefined {
    return this.#expiresAt
  }

  /**
   * @param expiresAt Milliseconds since the epoch; `undefined` for never.
   * @throws {TypeError} for anything else.
   */
  renew(expiresAt: number | undefined): void {
    assertDate(expiresAt)
    this.stop()
    this.#expiresAt = expiresAt
    this.#watch()
  }

  stop(): void {
    this.#cancel()
  }

  /** Timers may be shorter than the time that is left, and clocks may be set back. */
  #watch(): void {
    if (this.#expiresAt === undefined || this.#expiresAt === Number.POSITIVE_INFINITY) return
    const left = () => (this.#expiresAt ?? 0) + this.#grace - this.#platform.date()
    this.#cancel = this.#platform.timer(() => (left() > 0 ? this.#watch() : this.#over()), Math.max(0, left()))
  }
}

/** @throws {TypeError} for what is no date in milliseconds. */
export const assertDate = (expiresAt: unknown): void => {
  if (expiresAt === undefined || (typeof expiresAt === 'number' && !Number.isNaN(expiresAt))) return
  throw new TypeError(
    `expiresAt is ${String(expiresAt)}; it takes milliseconds since the epoch, as Date.now() has them`,
  )
}
