import { Gate } from './guards/gate.ts'
import type { Farewell, Member } from './hub.ts'
import type { CloseOptions, CountOptions } from './options.ts'
import { Roll } from './roll.ts'
import type { Platform } from './seam.ts'
import type { DisconnectOptions, DisconnectTarget } from './targets.ts'
import { within } from './within.ts'

/** How long a drain may take unless it is said, in ms. */
export const drainTimeout = 10_000

const words = {
  1001: 'the server is going away',
  1012: 'the server restarts',
}

/** How all connections of a server end. */
export interface DrainPlan extends Farewell {
  readonly timeout: number
  readonly spread: number
}

export const planDrain = ({ timeout = drainTimeout, spread = 0, code = 1001 }: CloseOptions): DrainPlan => ({
  timeout,
  spread,
  code,
  reason: words[code],
})

/** Who is connected to a server, and how all of them end. */
export class Members {
  readonly #platform: Platform
  readonly #gate: Gate
  readonly #members = new Roll<Member, 'seat'>('seat')
  #allLeft: (() => void) | undefined

  constructor(platform: Platform, limits: CountOptions) {
    this.#platform = platform
    this.#gate = new Gate(limits)
  }

  get size(): number {
    return this.#members.size
  }

  [Symbol.iterator](): Iterator<Member> {
    return this.#members[Symbol.iterator]()
  }

  refusal(bucket: string | undefined): ReturnType<Gate['refusal']> {
    return this.#gate.refusal(bucket)
  }

  join(member: Member): void {
    this.#gate.enter(member.bucket)
    this.#members.add(member)
  }

  leave(member: Member): void {
    if (!this.#members.delete(member)) return
    const { released } = member
    if (released) void released.then(() => this.#gate.leave(member.bucket))
    else this.#gate.leave(member.bucket)
    if (this.#members.size === 0) this.#allLeft?.()
  }

  /** Ends those that are meant, and tells how many they were. */
  expel(target: DisconnectTarget, options: DisconnectOptions): number {
    let count = 0
    for (const member of this.#members) if (member.isMeant(target) && member.expel(options)) count++
    return count
  }

  /** Says farewell to all, one after another over the spread, and cuts who is left at the timeout. */
  async drain({ timeout, spread, ...farewell }: DrainPlan): Promise<void> {
    const handlers = timeout / 2
    const each = spread / Math.max(1, this.#members.size)
    const cancels = [...this.#members].map((member, i) => {
      const wait = i * each
      if (wait === 0) return void member.leave(handlers, farewell)
      return this.#platform.timer(() => member.leave(handlers - wait, farewell), wait)
    })
    await this.#until(timeout)
    for (const cancel of cancels) cancel?.()
    for (const member of this.#members) member.cut()
    await this.#until(1000)
  }

  /** Resolves when nobody is left, or after so many milliseconds. */
  async #until(ms: number): Promise<void> {
    if (this.#members.size === 0) return
    const allLeft = new Promise<void>((resolve) => {
      this.#allLeft = resolve
    })
    await within(this.#platform, ms, allLeft)
  }
}
