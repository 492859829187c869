import { sizeOf } from '../../src/data.ts'
import type { Message } from './wire.ts'

export const bytesOf = (message: Message): number => (typeof message === 'string' ? sizeOf(message) : message.length)

// A guess must not end a connection that reads: twice as much as may wait passes at once, and sixteen times a second.
const atOnce = 2
const aSecond = 16

/** What a peer has not read yet. workerd tells it from 1.20261117 on; before, it is guessed by what was sent. */
export class Unread {
  readonly #raw: WebSocket
  readonly #perMs: number
  #guess = 0
  #last = 0

  /** @param limit How many bytes may wait. */
  constructor(raw: WebSocket, limit: number) {
    this.#raw = raw
    this.#perMs = (limit * aSecond) / atOnce / 1000
  }

  /** What workerd tells, if it does. In the event of another request any look at the socket may throw. */
  get told(): number | undefined {
    try {
      return this.#raw.bufferedAmount
    } catch {
      return undefined
    }
  }

  get guessed(): number {
    const now = performance.now()
    this.#guess = Math.max(0, this.#guess - (now - this.#last) * this.#perMs)
    this.#last = now
    return this.told ?? Math.ceil(this.#guess)
  }

  add(message: Message): void {
    this.#guess = this.guessed + bytesOf(message) / atOnce
  }
}
