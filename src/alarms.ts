import type { Platform } from './seam.ts'

/** The place of one whose moment has come, until it rings. */
const called = -2

const call = (alarm: Alarm): void => {
  alarm.place = -1
  alarm.ring()
}

/** Something that happens at a moment unless it is put off. */
export interface Alarm {
  /** When, on the platform's clock: for the alarms alone. */
  due: number
  /** Where it waits, below 0 while it does not: likewise. */
  place: number
  ring(): void
}

/** What the connections of a server wait for. */
export interface Alarms {
  /** Rings in so many ms from now; a time that was set before is forgotten. */
  set(alarm: Alarm, ms: number): void
  clear(alarm: Alarm): void
}

export const makeAlarms = (platform: Platform): Alarms =>
  platform.ownTimers ? new OwnAlarms(platform) : new SharedAlarms(platform)

/** Where a timer ends with the event that has set it, each alarm has its own. */
class OwnAlarms implements Alarms {
  readonly #platform: Platform
  // An event may be stopped with its client, and nobody clears the alarm then.
  readonly #cancels = new WeakMap<Alarm, () => void>()

  constructor(platform: Platform) {
    this.#platform = platform
  }

  set(alarm: Alarm, ms: number): void {
    this.clear(alarm)
    const ring = (): void => {
      this.#cancels.delete(alarm)
      alarm.ring()
    }
    this.#cancels.set(alarm, this.#platform.timer(ring, ms))
  }

  clear(alarm: Alarm): void {
    this.#cancels.get(alarm)?.()
    this.#cancels.delete(alarm)
  }
}

/**
 * All on one timer of the runtime's: one for each would be the largest part of an idle connection. A binary heap, the
 * earliest in front.
 */
class SharedAlarms implements Alarms {
  readonly #platform: Platform
  readonly #heap: Alarm[] = []
  /** When the timer goes off. */
  #next = Number.POSITIVE_INFINITY
  #cancel: () => void = () => {}

  constructor(platform: Platform) {
    this.#platform = platform
  }

  set(alarm: Alarm, ms: number): void {
    if (alarm.place < 0) alarm.place = this.#heap.push(alarm) - 1
    // A whole number: V8 keeps every other one in a place of its own, 16 bytes more of each idle connection.
    alarm.due = Math.ceil(this.#platform.now() + ms)
    this.#settle(alarm)
    this.#arm()
  }

  clear(alarm: Alarm): void {
    const { place } = alarm
    alarm.place = -1
    const last = place < 0 ? undefined : this.#heap.pop()
    if (!last) return
    if (last !== alarm) {
      last.place = place
      this.#settle(last)
    }
    if (this.#heap.length === 0) this.#disarm()
  }

  #arm(): void {
    const due = this.#heap[0]?.due ?? Number.POSITIVE_INFINITY
    if (due >= this.#next) return
    this.#disarm()
    this.#next = due
    this.#cancel = this.#platform.timer(() => this.#ring(), Math.max(0, due - this.#platform.now()))
  }

  #disarm(): void {
    this.#cancel()
    this.#next = Number.POSITIVE_INFINITY
  }

  #ring(): void {
    // It is so late at least, also where a clock stands still while a turn lasts.
    const now = Math.max(this.#platform.now(), this.#next)
    const due: Alarm[] = []
    for (let [first] = this.#heap; first && first.due <= now; [first] = this.#heap) {
      this.clear(first)
      first.place = called
      due.push(first)
    }
    // What is set meanwhile is looked at in the end.
    this.#next = Number.NEGATIVE_INFINITY
    try {
      for (const alarm of due) if (alarm.place === called) call(alarm)
    } finally {
      this.#next = Number.POSITIVE_INFINITY
      for (const alarm of due) if (alarm.place === called) this.set(alarm, 0)
      this.#arm()
    }
  }

  /** Moves an alarm to where its time belongs. */
  #settle(alarm: Alarm): void {
    for (let above = this.#heap[(alarm.place - 1) >> 1]; above && above.due > alarm.due; ) {
      this.#swap(alarm, above)
      above = this.#heap[(alarm.place - 1) >> 1]
    }
    for (let below = this.#below(alarm); below && below.due < alarm.due; below = this.#below(alarm)) {
      this.#swap(below, alarm)
    }
    this.#heap[alarm.place] = alarm
  }

  /** The earlier one of the two behind it. */
  #below({ place }: Alarm): Alarm | undefined {
    const [left, right] = [this.#heap[2 * place + 1], this.#heap[2 * place + 2]]
    return right && left && right.due < left.due ? right : left
  }

  #swap(one: Alarm, other: Alarm): void {
    const { place } = one
    one.place = other.place
    other.place = place
    this.#heap[one.place] = one
    this.#heap[other.place] = other
  }
}
