/** A clock that stands still until it is told to go on. */
export class Clock {
  #now = 0
  #next = 0
  readonly #timers = new Map<number, { readonly at: number; readonly fn: () => void }>()
  readonly #settle: () => Promise<void>

  constructor(howToSettle: () => Promise<void> = settle) {
    this.#settle = howToSettle
  }

  now(): number {
    return this.#now
  }

  timer(fn: () => void, ms: number): () => void {
    const id = this.#next++
    this.#timers.set(id, { at: this.#now + ms, fn })
    return () => void this.#timers.delete(id)
  }

  /** Lets go of all that waits, as the end of a process does. */
  forget(): void {
    this.#timers.clear()
  }

  /** Lets so many milliseconds pass: runs what falls due, in order, and lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await this.#settle()
    for (let due = this.#due(end); due; due = this.#due(end)) {
      const [id, { at, fn }] = due
      this.#timers.delete(id)
      this.#now = at
      fn()
      await this.#settle()
    }
    this.#now = end
  }

  #due(end: number) {
    let first: [number, { readonly at: number; readonly fn: () => void }] | undefined
    for (const entry of this.#timers) {
      if (entry[1].at <= end && (!first || entry[1].at < first[1].at)) first = entry
    }
    return first
  }
}

/** Lets the promises that are ready now, and those that follow from them, settle. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await undefined
}
