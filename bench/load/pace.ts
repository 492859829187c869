/** Does something at an even rate, whatever becomes of it. A timer that is late does what was due at once. */
export class Pace implements Disposable {
  readonly #timer: ReturnType<typeof setInterval>

  constructor(perSecond: number, act: (index: number) => void) {
    const started = performance.now()
    let done = 0
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - started) * perSecond) / 1000)
      while (done < due) act(done++)
    }, 1)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
