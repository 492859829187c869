import type { Stats } from '../../src/adapter.ts'
import type { LogEvent } from '../../src/index.ts'

/** How often each thing was told of, beside what the server counts. */
export class Tally {
  readonly #told = new Map<string, number>()
  /** Messages that were not taken, by the answers of `send` and `publish`. */
  lost = 0

  /** An event tells of something that is counted. */
  tell({ event, reason }: LogEvent, times = 1): void {
    const name = `${event} ${reason}`
    this.#told.set(name, this.of(name) + times)
  }

  of(name: string): number {
    return this.#told.get(name) ?? 0
  }

  /** Answers with what is counted otherwise than it was told. */
  differences({ refused, closed, noticed }: Stats): string[] {
    const counted = Object.entries({ refused, closed, noticed }).flatMap(([kind, counters]) =>
      Object.entries(counters).map(([reason, count]): [string, number] => [`${kind} ${reason}`, count]),
    )
    const counts = new Map(counted)
    const names = new Set([...counts.keys(), ...[...this.#told.keys()].filter((name) => !name.startsWith('dropped'))])
    return [...names].flatMap((name) =>
      counts.get(name) === this.of(name)
        ? []
        : `${name} is counted ${counts.get(name)} times, and told ${this.of(name)}`,
    )
  }
}
