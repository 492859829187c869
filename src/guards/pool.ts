// What is free is lent out by eighths: one alone gets a ninth of all, fifty a sixtieth each.
const share = 1 / 8

/** What one connection may have of a pool. */
export interface Share {
  /** How much in all. */
  readonly allowance: number
  /** Whether there is no room for so much, even of a connection that has nothing yet. */
  refuses(amount: number): boolean
  take(amount: number): void
  give(amount: number): void
}

/**
 * What all connections have in common. Each may have a part of what is free at the moment: few get much, many get
 * little, and there is always something left for one that comes last.
 */
export class Pool {
  readonly #total: number
  readonly #floor: number
  readonly #owners = new Map<string, number>()
  #used = 0

  /** @param floor What nobody can take from any connection. */
  constructor(total: number, floor: number = 2 ** 16) {
    this.#total = total
    this.#floor = floor
  }

  get allowance(): number {
    return Math.max(this.#floor, (this.#total - this.#used) * share)
  }

  /** The share of a connection. What is used up counts against the owner who has much of it: an address. */
  of(owner?: string): Share {
    const allowance = () => this.allowance
    return {
      get allowance() {
        return allowance()
      },
      refuses: (amount) => this.refuses(owner, amount),
      take: (amount) => this.#count(owner, amount),
      give: (amount) => this.#count(owner, -amount),
    }
  }

  /** Whether there is no room for so much of an owner's. */
  refuses(owner: string = '', amount: number): boolean {
    if (amount <= this.#floor || this.#used + amount <= this.#total) return false
    return (this.#owners.get(owner) ?? 0) + amount > this.#total * share
  }

  #count(owner: string = '', change: number): void {
    const left = (this.#owners.get(owner) ?? 0) + change
    this.#used += change
    if (left > 0) this.#owners.set(owner, left)
    else this.#owners.delete(owner)
  }
}
