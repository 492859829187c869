import process from 'node:process'
import { Slab } from './slab.ts'

// In bytes: what may be held for all sockets together, where it is not the same for all.
const most = 2 ** 22

/** Who holds what was sent in this turn. */
export interface Holder {
  /** Hands it over to the network. Answers whether that has taken all. */
  release(): boolean
}

/**
 * What is sent in one turn of the event loop leaves as one write a socket: a system call costs more than all the rest
 * of a message. A turn ends with the chunk that was read, or else before the event loop goes on.
 */
export class Batch {
  /** Where messages are written that leave at the end of the turn. */
  readonly slab: Slab = new Slab()
  /** Where one socket's messages are put together. */
  readonly scratch: Slab = new Slab()
  readonly #holders: Holder[] = []
  #isReading = false
  #isDue = false
  #bytes = 0
  #isReleasing = false

  /** What is sent from here on leaves when {@link flush} is called. */
  read(): void {
    this.#isReading = true
  }

  add(holder: Holder): void {
    this.#holders.push(holder)
    if (this.#isReading || this.#isDue) return
    this.#isDue = true
    process.nextTick(() => this.flush())
  }

  /** So many bytes more are held that nobody shares: they leave early when they are many. */
  count(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > most && !this.#isReleasing) this.#release()
  }

  /** The turn is over. */
  flush(): void {
    this.#isReading = this.#isDue = false
    if (this.#holders.length > 0 && !this.#isReleasing) this.#release()
  }

  #release(): void {
    this.#bytes = 0
    this.#isReleasing = true
    let isFree = true
    try {
      for (const holder of this.#holders.splice(0)) isFree = holder.release() && isFree
    } finally {
      this.#isReleasing = false
    }
    // Who was added meanwhile holds a piece still.
    if (isFree && this.#holders.length === 0) this.slab.reuse()
    else this.slab.replace()
  }
}
