import type { Delivery } from '../scenarios/scenario.ts'

/** Follows messages that are numbered from 0 as one receiver gets them. */
export class Sequence {
  #next = 0
  readonly #missing = new Set<number>()
  #duplicated = 0
  #reordered = 0

  /** How many different ones have come. */
  get count(): number {
    return this.#next - this.#missing.size
  }

  /** Takes the next one; without a number it was altered on its way, and counts as lost. */
  take(number: number | undefined): void {
    if (number === undefined) return
    if (number >= this.#next) {
      for (; this.#next < number; this.#next += 1) this.#missing.add(this.#next)
      this.#next += 1
    } else if (this.#missing.delete(number)) this.#reordered += 1
    else this.#duplicated += 1
  }

  /** What became of so many messages, now that no more will come. */
  end(expected: number): Delivery {
    return {
      expected,
      lost: expected - this.count,
      duplicated: this.#duplicated,
      reordered: this.#reordered,
    }
  }
}

/** All together. */
export function summed(deliveries: readonly Delivery[]): Delivery {
  const sum = (key: keyof Delivery) => deliveries.reduce((total, one) => total + one[key], 0)
  return {
    expected: sum('expected'),
    lost: sum('lost'),
    duplicated: sum('duplicated'),
    reordered: sum('reordered'),
  }
}
