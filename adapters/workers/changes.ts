/** What a connection has asked its room to change, and whether it is made. */
export class Changes {
  asked = 0
  made = 0
  readonly #timeout: number
  readonly #late: (error: Error) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  /** For those who wait until all is made. */
  #settled: PromiseWithResolvers<void> | undefined

  constructor(timeout: number, late: (error: Error) => void) {
    this.#timeout = timeout
    this.#late = late
  }

  /** Resolves when all that was asked for is made, or never will be. */
  settled(): Promise<void> {
    if (this.made === this.asked) return Promise.resolve()
    this.#settled ??= Promise.withResolvers()
    return this.#settled.promise
  }

  ask(): void {
    this.asked++
    this.expect()
  }

  /** The next one is made. */
  make(): void {
    this.made++
    this.answered()
  }

  /** The room is to say something in time. */
  expect(): void {
    const late = () => this.#late(new Error(`the room has not answered for ${this.#timeout} ms`))
    this.#timer ??= setTimeout(late, this.#timeout)
  }

  /** The room has said something. */
  answered(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.made < this.asked) {
      this.expect()
    } else {
      this.#settled?.resolve()
      this.#settled = undefined
    }
  }

  /** Nothing waits any more. */
  end(): void {
    this.made = this.asked
    this.answered()
  }
}
