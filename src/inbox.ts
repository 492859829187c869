import { sizeOf } from './data.ts'
import type { Share } from './guards/pool.ts'
import type { PendingOptions } from './options.ts'

export type Message = string | ArrayBuffer

interface InboxOptions {
  readonly concurrency: number
  readonly maxPending: PendingOptions
  /** Its part of what the inboxes of a server have in common. */
  readonly pool: Share
  /** Handles one message; a promise means that it still runs. Must not throw or reject. */
  readonly handle: (message: Message) => Promise<void> | undefined
  /** More runs and waits than may. */
  readonly overflow: () => void
  /** There is no room for a message in the whole server. */
  readonly refuse: () => void
  /** Called when little enough is left after an overflow. */
  readonly relief: () => void
}

interface Sized {
  readonly message: Message
  readonly size: number
}

/** The messages of one connection: started in the order in which they came, and bounded in what runs and waits. */
export class Inbox {
  readonly #options: InboxOptions
  readonly #waiting: Sized[] = []
  readonly #idle: (() => void)[] = []
  // `work` counts other handlers too, such as an async onOpen.
  readonly #running = { work: 0, messages: 0, bytes: 0 }
  #waitingBytes = 0
  #paused = false
  #held = false
  #shut = false

  constructor(options: InboxOptions) {
    this.#options = options
  }

  get busy(): boolean {
    return this.#running.work > 0 || this.#waiting.length > 0
  }

  receive(message: Message, size: number = sizeOf(message)): void | Promise<void> {
    if (this.#shut) return
    if (this.#options.pool.refuses(size)) return this.#options.refuse()
    const entry = { message, size }
    if (this.#waiting.length === 0 && this.#mayStart(entry)) return this.#start(entry)
    this.#waiting.push(entry)
    this.#waitingBytes += entry.size
    this.#options.pool.take(entry.size)
    if (!this.#paused && this.#share() > 1) {
      this.#paused = true
      this.#options.overflow()
    }
    return this.idle()
  }

  /** Starts nothing until {@link go}. */
  hold(): void {
    this.#held = true
  }

  go(): void {
    if (!this.#held) return
    this.#held = false
    this.#next()
  }

  /** Counts other work of the connection among what runs. */
  track(work: Promise<void>): Promise<void> {
    this.#running.work++
    return work.then(() => {
      this.#running.work--
      this.#next()
    })
  }

  /** Counts a message that is handled already. */
  run(work: Promise<void>, size: number): Promise<void> {
    const { pool } = this.#options
    pool.take(size)
    this.#running.messages++
    this.#running.bytes += size
    return this.track(
      work.then(() => {
        this.#running.messages--
        this.#running.bytes -= size
        pool.give(size)
      }),
    )
  }

  /** Takes nothing more in; what waits still gets its turn, unless it is thrown away: answers how many were. */
  shut(discard: boolean): number {
    this.#shut = true
    if (!discard) return 0
    this.#options.pool.give(this.#waitingBytes)
    this.#waitingBytes = 0
    const lost = this.#waiting.splice(0).length
    this.#wake()
    return lost
  }

  /** Resolves when nothing runs or waits. */
  idle(): Promise<void> {
    return this.busy ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve()
  }

  /** How much of what may run and wait does so; above 1 it is too much. */
  #share(): number {
    return Math.max(
      (this.#running.messages + this.#waiting.length) / this.#options.maxPending.messages,
      (this.#running.bytes + this.#waitingBytes) / this.#maxBytes,
    )
  }

  get #maxBytes(): number {
    return Math.min(this.#options.maxPending.bytes, this.#options.pool.allowance)
  }

  #mayStart({ size }: Sized): boolean {
    const { work, messages, bytes } = this.#running
    const { concurrency, maxPending } = this.#options
    if (this.#held) return false
    return work < concurrency && messages < maxPending.messages && (messages === 0 || bytes + size <= this.#maxBytes)
  }

  #start({ message, size }: Sized): void | Promise<void> {
    const work = this.#options.handle(message)
    if (work) return this.run(work, size)
  }

  #next(): void {
    for (let [entry] = this.#waiting; entry && this.#mayStart(entry); [entry] = this.#waiting) {
      this.#waiting.shift()
      this.#waitingBytes -= entry.size
      this.#options.pool.give(entry.size)
      void this.#start(entry)
    }
    if (this.#paused && this.#share() <= 0.5) {
      this.#paused = false
      this.#options.relief()
    }
    this.#wake()
  }

  #wake(): void {
    if (!this.busy) for (const resolve of this.#idle.splice(0)) resolve()
  }
}
