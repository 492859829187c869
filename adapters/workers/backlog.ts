import { bytesOf } from './unread.ts'
import type { Message } from './wire.ts'

const most = 4 * 2 ** 20

/** What is to be said to a room whose link is not open yet: all changes, and messages up to 4 MiB. */
export class Backlog {
  readonly #waiting: Message[] = []
  #bytes = 0

  /** Whether there is room for this message of the app's. */
  fits(message: Message): boolean {
    return this.#bytes + bytesOf(message) <= most
  }

  add(command: Message): void {
    this.#waiting.push(command)
    this.#bytes += bytesOf(command)
  }

  clear(): Message[] {
    this.#bytes = 0
    return this.#waiting.splice(0)
  }
}
