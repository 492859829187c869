/** How often it is looked whether time goes on, in ms, and how late that may be. */
const beat = 50
const late = 100

/** Notices when the machine stands still: nothing runs then, and a timer of this process, which does little, is late. */
export class Stalls {
  /** How often it stood still. */
  count = 0
  readonly #timer: ReturnType<typeof setInterval>

  constructor(now: () => number = () => performance.now()) {
    let last = now()
    this.#timer = setInterval(() => {
      const time = now()
      if (time - last > beat + late) this.count++
      last = time
    }, beat)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}

/** How often more it is looked, at the most. */
const more = 2

/**
 * What is seen of something that goes by the clock. What a server did while the machine stood still says nothing of it: if
 * that is not as expected, it is looked at anew. Where the machine went on, the first look counts.
 *
 * @param start - what comes before the look, such as the start of a server; answers with the look.
 */
export async function unstalled<T>(
  start: () => Promise<() => Promise<T>>,
  isExpected: (seen: T) => boolean,
): Promise<T> {
  for (let left = more; ; left--) {
    const look = await start()
    using stalls = new Stalls()
    const seen = await look()
    if (stalls.count === 0 || left === 0 || isExpected(seen)) return seen
  }
}
