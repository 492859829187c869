import { gathering } from './wire.ts'

/** Who takes part in a turn. */
interface Guest {
  /** The turn is over. */
  leave(): void
}

/** From one publication of a room's until all that has come meanwhile is published too. */
export class Turn {
  readonly #guests: Guest[] = []
  #texts: readonly string[] = []
  #whole = ''

  /** Begins the turn if there is none. */
  join(guest: Guest): void {
    if (this.#guests.push(guest) === 1) setTimeout(() => this.#end())
  }

  /** All of them in one message, which is made once for those who get the same. */
  gather(texts: readonly string[]): string {
    const isSame = texts.length === this.#texts.length && texts.every((text, index) => text === this.#texts[index])
    if (!isSame) this.#whole = gathering(texts)
    this.#texts = texts
    return this.#whole
  }

  #end(): void {
    for (const guest of this.#guests.splice(0)) guest.leave()
    // What was gathered is not kept until the next turn: that may be far away.
    this.gather([])
  }
}
