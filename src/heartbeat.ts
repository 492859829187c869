import type { Alarm, Alarms } from './alarms.ts'
import type { HeartbeatOptions } from './options.ts'

/** Whose heart it is. */
export interface HeartbeatHost {
  /** For how many ms nothing was heard of the peer. */
  readonly silence: number
  ping(): void
  /** The peer is taken for dead. */
  dead(): void
}

/** Finds out a silent peer within `interval + timeout`. Whatever comes from the peer is a sign of life. */
export class Heartbeat implements Alarm {
  readonly #alarms: Alarms
  readonly #options: HeartbeatOptions
  readonly #host: HeartbeatHost
  #asked = false
  due = 0
  place = -1

  constructor(alarms: Alarms, options: HeartbeatOptions, host: HeartbeatHost) {
    this.#alarms = alarms
    this.#options = options
    this.#host = host
    alarms.set(this, options.interval)
  }

  /** A sign of life costs nothing, unless one was asked for: the alarm finds out how much time is left. */
  seen(): void {
    if (!this.#asked) return
    this.#asked = false
    this.#alarms.set(this, this.#options.interval)
  }

  ring(): void {
    const left = this.#options.interval - this.#host.silence
    if (this.#asked) this.#host.dead()
    else if (left > 0) this.#alarms.set(this, left)
    else this.#ask()
  }

  stop(): void {
    this.#asked = false
    this.#alarms.clear(this)
  }

  #ask(): void {
    this.#asked = true
    this.#alarms.set(this, this.#options.timeout)
    this.#host.ping()
  }
}
