import { bytesOf } from './unread.ts'
import type { Message } from './wire.ts'

/** What waits to be sent, and how much it is. */
export class Backlog<T extends Message> {
  readonly #most: number
  readonly #waiting: T[] = []
  #bytes = 0

  /** @param most How many bytes there is room for. */
  constructor(most: number) {
    this.#most = most
  }

  fits(message: T): boolean {
    return this.#bytes + bytesOf(message) <= this.#most
  }

  add(message: T): void {
    this.#waiting.push(message)
    this.#bytes += bytesOf(message)
  }

  clear(): T[] {
    this.#bytes = 0
    return this.#waiting.splice(0)
  }
}
