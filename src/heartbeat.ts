import type { HeartbeatOptions } from './options.ts'
import type { Platform } from './seam.ts'

interface HeartbeatTarget {
  ping(): void
  /** The peer is taken for dead. */
  dead(): void
}

/** Finds out a silent peer within `interval + timeout`. Whatever comes from the peer is a sign of life. */
export class Heartbeat {
  readonly #platform: Platform
  readonly #options: HeartbeatOptions
  readonly #target: HeartbeatTarget
  #seen: number
  #asked = false
  #cancel: () => void = () => {}

  constructor(platform: Platform, options: HeartbeatOptions, target: HeartbeatTarget) {
    this.#platform = platform
    this.#options = options
    this.#target = target
    this.#seen = platform.now()
    this.#watch(options.interval)
  }

  /** A sign of life, at this moment of the platform's clock. */
  seen(now: number): void {
    this.#seen = now
    if (this.#asked) this.#watch(this.#options.interval)
  }

  stop(): void {
    this.#asked = false
    this.#cancel()
  }

  /** A sign of life costs no timer: the one that runs finds out how much time is left. */
  #watch(ms: number): void {
    this.stop()
    this.#cancel = this.#platform.timer(() => {
      const left = this.#seen + this.#options.interval - this.#platform.now()
      if (left > 0) this.#watch(left)
      else this.#ask()
    }, ms)
  }

  #ask(): void {
    this.#asked = true
    this.#cancel = this.#platform.timer(() => this.#target.dead(), this.#options.timeout)
    this.#target.ping()
  }
}
