import { sizeOf } from '../../src/data.ts'
import type { Message } from './wire.ts'

export const bytesOf = (message: Message | ArrayBuffer): number =>
  typeof message === 'string' ? sizeOf(message) : message.byteLength

// A guess must not end a connection that reads: twice as much as may wait passes at once, and sixteen times a second. An
// eighth of it passes without a look at the clock, or at what workerd tells.
const atOnce = 2
const aSecond = 16
const share = 1 / 8

/** What a peer has not read yet. workerd tells it from 1.20261117 on; before, it is guessed by what was sent. */
export class Unread {
  readonly #raw: WebSocket
  readonly #limit: number
  #guess = 0
  #unlooked = 0
  #last = 0

  /** @param limit How many bytes may wait. */
  constructor(raw: WebSocket, limit: number) {
    this.#raw = raw
    this.#limit = limit
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
    const read = ((now - this.#last) * this.#limit * aSecond) / atOnce / 1000
    this.#guess = Math.max(0, this.#guess - read) + this.#unlooked
    this.#unlooked = 0
    this.#last = now
    return this.told ?? Math.ceil(this.#guess)
  }

  /** Something was sent: whether it may be that it waits. */
  add(message: Message | ArrayBuffer): boolean {
    this.#unlooked += bytesOf(message) / atOnce
    return this.#unlooked > this.#limit * share && this.guessed > 0
  }
}
