import type { Alarm, Alarms } from './alarms.ts'
import type { HeartbeatOptions } from './options.ts'

/** Whose heart it is. */
export interface HeartbeatHost {
  readonly alarms: Alarms
  readonly rhythm: HeartbeatOptions
  /** For how many ms nothing was heard of the peer. */
  readonly silence: number
  ping(): void
  /** The peer is taken for dead. */
  dead(): void
}

/** Finds out a silent peer within `interval + timeout`. Whatever comes from the peer is a sign of life. */
export class Heartbeat implements Alarm {
  readonly #host: HeartbeatHost
  #asked = false
  due = 0
  place = -1

  constructor(host: HeartbeatHost) {
    this.#host = host
    host.alarms.set(this, host.rhythm.interval)
  }

  /** A sign of life costs nothing, unless one was asked for: the alarm finds out how much time is left. */
  seen(): void {
    if (!this.#asked) return
    this.#asked = false
    this.#host.alarms.set(this, this.#host.rhythm.interval)
  }

  ring(): void {
    const left = this.#host.rhythm.interval - this.#host.silence
    if (this.#asked) this.#host.dead()
    else if (left > 0) this.#host.alarms.set(this, left)
    else this.#ask()
  }

  stop(): void {
    this.#asked = false
    this.#host.alarms.clear(this)
  }

  #ask(): void {
    this.#asked = true
    this.#host.alarms.set(this, this.#host.rhythm.timeout)
    this.#host.ping()
  }
}
