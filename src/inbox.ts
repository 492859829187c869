import { sizeOf } from './data.ts'
import type { PendingOptions } from './options.ts'

export type Message = string | ArrayBuffer

interface InboxOptions {
  readonly concurrency: number
  readonly maxPending: PendingOptions
  /** Handles one message; a promise means that it still runs. Must not throw or reject. */
  readonly handle: (message: Message) => Promise<void> | undefined
  /** More runs and waits than may. */
  readonly overflow: () => void
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
  #shut = false

  constructor(options: InboxOptions) {
    this.#options = options
  }

  get busy(): boolean {
    return this.#running.work > 0 || this.#waiting.length > 0
  }

  receive(message: Message, size: number = sizeOf(message)): void | Promise<void> {
    if (this.#shut) return
    const entry = { message, size }
    if (this.#waiting.length === 0 && this.#mayStart(entry)) return this.#start(entry)
    this.#waiting.push(entry)
    this.#waitingBytes += entry.size
    if (!this.#paused && this.#share() > 1) {
      this.#paused = true
      this.#options.overflow()
    }
    return this.idle()
  }

  /** Counts other work of the connection among what runs. */
  track(work: Promise<void>): Promise<void> {
    this.#running.work++
    return work.then(() => {
      this.#running.work--
      this.#next()
    })
  }

  /** Takes nothing more in; what waits still gets its turn, unless it is thrown away: answers how many were. */
  shut(discard: boolean): number {
    this.#shut = true
    if (!discard) return 0
    this.#waitingBytes = 0
    return this.#waiting.splice(0).length
  }

  /** Resolves when nothing runs or waits. */
  idle(): Promise<void> {
    return this.busy ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve()
  }

  /** How much of what may run and wait does so; above 1 it is too much. */
  #share(): number {
    const { messages, bytes } = this.#options.maxPending
    return Math.max(
      (this.#running.messages + this.#waiting.length) / messages,
      (this.#running.bytes + this.#waitingBytes) / bytes,
    )
  }

  #mayStart({ size }: Sized): boolean {
    const { work, messages, bytes } = this.#running
    const { concurrency, maxPending } = this.#options
    return work < concurrency && messages < maxPending.messages && (messages === 0 || bytes + size <= maxPending.bytes)
  }

  #start({ message, size }: Sized): void | Promise<void> {
    const work = this.#options.handle(message)
    if (!work) return
    this.#running.messages++
    this.#running.bytes += size
    return this.track(
      work.then(() => {
        this.#running.messages--
        this.#running.bytes -= size
      }),
    )
  }

  #next(): void {
    for (let [entry] = this.#waiting; entry && this.#mayStart(entry); [entry] = this.#waiting) {
      this.#waiting.shift()
      this.#waitingBytes -= entry.size
      void this.#start(entry)
    }
    if (this.#paused && this.#share() <= 0.5) {
      this.#paused = false
      this.#options.relief()
    }
    if (!this.busy) for (const resolve of this.#idle.splice(0)) resolve()
  }
}
