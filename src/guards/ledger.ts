import type { UnsentOptions } from '../options.ts'

/** A connection that has bytes to send. */
export interface Debtor {
  readonly scope: string
  readonly unsent: number
  /** Frees its bytes at once. */
  giveUp(): void
}

// What is cut goes below the limit by so much, so that not every next message has all of them measured again; and from
// there on streams drop what they can do without.
const share = 7 / 8

/** What waits unsent, in all connections and in each room. */
export class Ledger {
  readonly #limits: UnsentOptions
  readonly #debts = new Map<Debtor, number>()
  readonly #rooms = new Map<string, number>()
  #total = 0
  #looks = 0

  constructor(limits: UnsentOptions) {
    this.#limits = limits
  }

  get total(): number {
    return this.#total
  }

  /** Takes note of what waits in one connection. Beyond a limit those with the most are given up. */
  note(debtor: Debtor, amount: number): void {
    this.#write(debtor, amount)
    const { scope } = debtor
    if (this.#total > this.#limits.total) this.#relieve(this.#limits.total, () => this.#total)
    if (this.#inRoom(scope) > this.#limits.perRoom) {
      this.#relieve(this.#limits.perRoom, () => this.#inRoom(scope), scope)
    }
  }

  /**
   * Whether so much waits that somebody may be cut soon. What was read meanwhile is found out after as many looks as there
   * are debtors, so that a look costs no more than one of them.
   */
  isCrowded(scope: string): boolean {
    if (!this.#isNear(scope)) return false
    if (++this.#looks < this.#debts.size) return true
    this.#looks = 0
    this.measure()
    return this.#isNear(scope)
  }

  /** How many bytes more may wait in a room. */
  left(scope: string): number {
    return Math.min(this.#limits.total - this.#total, this.#limits.perRoom - this.#inRoom(scope))
  }

  forget(debtor: Debtor): void {
    this.#write(debtor, 0)
  }

  /** Measures all again: nobody has told of what was sent meanwhile. */
  measure(): number {
    for (const debtor of this.#debts.keys()) this.#write(debtor, debtor.unsent)
    return this.#total
  }

  #isNear(scope: string): boolean {
    return this.#total > this.#limits.total * share || this.#inRoom(scope) > this.#limits.perRoom * share
  }

  #inRoom(scope: string): number {
    return this.#rooms.get(scope) ?? 0
  }

  #write(debtor: Debtor, amount: number): void {
    const change = amount - (this.#debts.get(debtor) ?? 0)
    if (change === 0) return
    if (amount > 0) this.#debts.set(debtor, amount)
    else this.#debts.delete(debtor)
    this.#total += change
    const room = this.#inRoom(debtor.scope) + change
    if (room > 0) this.#rooms.set(debtor.scope, room)
    else this.#rooms.delete(debtor.scope)
  }

  #relieve(limit: number, sum: () => number, scope?: string): void {
    this.measure()
    if (sum() <= limit) return
    const debtors = [...this.#debts].filter(([debtor]) => scope === undefined || debtor.scope === scope)
    debtors.sort(([, one], [, other]) => other - one)
    for (const [debtor] of debtors) {
      if (sum() <= limit * share) return
      this.forget(debtor)
      debtor.giveUp()
    }
  }
}
