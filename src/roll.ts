/**
 * Who is there, where many come and go: each keeps its own place in the list, under a key of the list's. Not a Set: V8
 * points from every table that one has outgrown to the next, so that as soon as the first is old all that ever was in one
 * lives on until a full collection (V8 13.6, `OrderedHashTable::Rehash`).
 */
export class Roll<T extends Record<K, number>, K extends PropertyKey> {
  readonly #key: K
  readonly #all: T[] = []

  constructor(key: K) {
    this.#key = key
  }

  get size(): number {
    return this.#all.length
  }

  /** Those who are there at the moment, whoever leaves meanwhile. */
  [Symbol.iterator](): Iterator<T> {
    return this.#all.slice().values()
  }

  has(one: T): boolean {
    return this.#all[one[this.#key]] === one
  }

  add(one: T): void {
    if (!this.has(one)) this.#seat(one, this.#all.length)
  }

  /** Answers whether it was there. The last one takes its place. */
  delete(one: T): boolean {
    const last = this.#all.at(-1)
    if (!last || !this.has(one)) return false
    this.#seat(last, one[this.#key])
    this.#all.pop()
    return true
  }

  #seat(one: T, place: number): void {
    this.#all[place] = one
    ;(one as Record<K, number>)[this.#key] = place
  }
}
