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

// So many messages may go out by figures that are old: few beside an eighth of a limit.
const patience = 64

// Where all read alike, some have a message more than others.
const alike = 1 / 2

/** What waits in all, and the most of one connection since all were measured. */
interface Sum {
  bytes: number
  most: number
}

const empty: Readonly<Sum> = { bytes: 0, most: 0 }

function add(sum: Sum, change: number, amount: number): void {
  sum.bytes += change
  if (amount > sum.most) sum.most = amount
}

/** What waits unsent, in all connections and in each room. */
export class Ledger {
  readonly #limits: UnsentOptions
  readonly #debts = new Map<Debtor, number>()
  readonly #all: Sum = { ...empty }
  readonly #rooms = new Map<string, Sum>()
  #looks = 0

  constructor(limits: UnsentOptions) {
    this.#limits = limits
  }

  get total(): number {
    return this.#all.bytes
  }

  /** Takes note of what waits in one connection. Beyond a limit those with the most are given up. */
  note(debtor: Debtor, amount: number): void {
    this.#write(debtor, amount)
    const { scope } = debtor
    if (this.total > this.#limits.total) this.#relieve(this.#limits.total, () => this.total)
    if (this.#in(scope).bytes > this.#limits.perRoom) {
      this.#relieve(this.#limits.perRoom, () => this.#in(scope).bytes, scope)
    }
  }

  /**
   * Whether a connection of the room for which so much waits is among the next to be given up, and soon: those with much
   * less are not made to pay for who has stopped reading. What was read meanwhile is found out every so many looks.
   */
  isNext(scope: string, amount: number): boolean {
    if (!this.#isNear(scope, Number.POSITIVE_INFINITY)) return false
    if (++this.#looks >= Math.min(this.#debts.size, patience)) {
      this.#looks = 0
      this.measure()
    }
    return this.#isNear(scope, amount)
  }

  /** How many bytes more may wait in a room. */
  left(scope: string): number {
    return Math.min(this.#limits.total - this.total, this.#limits.perRoom - this.#in(scope).bytes)
  }

  forget(debtor: Debtor): void {
    if (!this.#debts.has(debtor)) return
    this.#write(debtor, 0)
    // It may have been the one with the most.
    this.#looks = Number.POSITIVE_INFINITY
  }

  /** Measures all again: nobody has told of what was sent meanwhile. */
  measure(): number {
    this.#all.most = 0
    for (const room of this.#rooms.values()) room.most = 0
    for (const debtor of this.#debts.keys()) this.#write(debtor, debtor.unsent)
    return this.total
  }

  #isNear(scope: string, amount: number): boolean {
    const { total, perRoom } = this.#limits
    const isNear = ({ bytes, most }: Readonly<Sum>, limit: number) => bytes > limit * share && amount >= most * alike
    return isNear(this.#all, total) || isNear(this.#in(scope), perRoom)
  }

  #in(scope: string): Readonly<Sum> {
    return this.#rooms.get(scope) ?? empty
  }

  #write(debtor: Debtor, amount: number): void {
    const before = this.#debts.get(debtor) ?? 0
    if (amount === 0 && before === 0) return
    if (amount > 0) this.#debts.set(debtor, amount)
    else this.#debts.delete(debtor)
    const change = amount - before
    let room = this.#rooms.get(debtor.scope)
    if (!room) this.#rooms.set(debtor.scope, (room = { ...empty }))
    add(this.#all, change, amount)
    add(room, change, amount)
    if (room.bytes === 0) this.#rooms.delete(debtor.scope)
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
