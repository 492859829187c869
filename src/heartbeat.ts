import type { Alarm, Alarms } from './alarms.ts'
import type { HeartbeatOptions } from './options.ts'

/**
 * Finds out a silent peer within `interval + timeout`. Whatever comes from the peer is a sign of life. It is no object of its
 * own, but part of who watches over the peer: an idle connection takes 64 bytes less.
 */
export abstract class Heartbeat implements Alarm {
  #asked = false
  due = 0
  place = -1

  abstract readonly alarms: Alarms
  abstract readonly rhythm: HeartbeatOptions
  /** For how many ms nothing was heard of the peer. */
  abstract readonly silence: number
  abstract ping(): void
  /** The peer is taken for dead. */
  abstract dead(): void

  beat(): void {
    this.alarms.set(this, this.rhythm.interval)
  }

  /** A sign of life costs nothing, unless one was asked for: the alarm finds out how much time is left. */
  seen(): void {
    if (!this.#asked) return
    this.#asked = false
    this.beat()
  }

  ring(): void {
    const left = this.rhythm.interval - this.silence
    if (this.#asked) this.dead()
    else if (left > 0) this.alarms.set(this, left)
    else this.#ask()
  }

  stop(): void {
    this.#asked = false
    this.alarms.clear(this)
  }

  #ask(): void {
    this.#asked = true
    this.alarms.set(this, this.rhythm.timeout)
    this.ping()
  }
}
