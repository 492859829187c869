// What is free is lent out by eighths: one alone gets a ninth of all, fifty a sixtieth each.
const share = 1 / 8

/**
 * What all connections have in common. Each may have a part of what is free at the moment: few get much, many get
 * little, and there is always something left for one that comes last.
 */
export class Pool {
  readonly #total: number
  readonly #floor: number
  #used = 0

  /** @param floor What nobody can take from any connection. */
  constructor(total: number, floor: number = 2 ** 16) {
    this.#total = total
    this.#floor = floor
  }

  /** How much one connection may have in all. */
  get allowance(): number {
    return Math.max(this.#floor, (this.#total - this.#used) * share)
  }

  /** Whether there is no room for so much, even of one that has nothing yet. */
  refuses(amount: number): boolean {
    return amount > this.#floor && this.#used + amount > this.#total
  }

  take(amount: number): void {
    this.#used += amount
  }

  give(amount: number): void {
    this.#used -= amount
  }
}
