import type { ErrorCode } from '../errors.ts'
import type { CountOptions, ServerSettings } from '../options.ts'
import { Roll } from '../roll.ts'
import type { Platform } from '../seam.ts'

/** Counts who is inside: in all, and from one address. */
export class Gate {
  readonly #limits: CountOptions
  readonly #from = new Map<string, number>()
  #total = 0

  constructor(limits: CountOptions) {
    this.#limits = limits
  }

  get size(): number {
    return this.#total
  }

  /** What one more is refused with. An address that nobody knows counts in all only. */
  refusal(address: string | undefined): Extract<ErrorCode, 'server_full' | 'too_many'> | undefined {
    if (this.#total >= this.#limits.total) return 'server_full'
    if (address !== undefined && (this.#from.get(address) ?? 0) >= this.#limits.perAddress) return 'too_many'
    return undefined
  }

  /** Lets one in, who is inside until {@link leave}. */
  enter(address: string | undefined): void {
    this.#count(address, 1)
  }

  leave(address: string | undefined): void {
    this.#count(address, -1)
  }

  #count(address: string | undefined, change: 1 | -1): void {
    this.#total += change
    if (address === undefined) return
    const left = (this.#from.get(address) ?? 0) + change
    if (left > 0) this.#from.set(address, left)
    else this.#from.delete(address)
  }
}

/** One of those who wait. */
export interface Visitor {
  /** What he counts by among those of his address. */
  readonly bucket: string | undefined
  /** Since when he waits, and where: for the room alone. */
  since: number
  seat: number
}

type Patience = Pick<ServerSettings, 'maxHandshakes' | 'handshakeTimeout'>

/**
 * A gate behind which nobody is for longer than so many ms: a Worker whose client leaves is stopped where it stands, and
 * nothing of it runs any more (workerd 1.20261023).
 */
export class WaitingRoom<T extends Visitor> {
  readonly #gate: Gate
  readonly #clock: Pick<Platform, 'now'>
  readonly #patience: number
  readonly #forget: (visitor: T) => void
  readonly #visitors = new Roll<T, 'seat'>('seat')

  /** @param forget Hears who was put out, as nothing else will tell. */
  constructor(settings: Patience, clock: Pick<Platform, 'now'>, forget: (visitor: T) => void) {
    this.#gate = new Gate(settings.maxHandshakes)
    this.#clock = clock
    this.#patience = settings.handshakeTimeout
    this.#forget = forget
  }

  get size(): number {
    return this.#gate.size
  }

  /** As of a {@link Gate}; who waits for too long is looked for only when it is full. */
  refusal(address: string | undefined): ReturnType<Gate['refusal']> {
    if (!this.#gate.refusal(address)) return undefined
    const now = this.#clock.now()
    for (const visitor of this.#visitors) {
      if (now - visitor.since <= this.#patience) continue
      this.leave(visitor)
      this.#forget(visitor)
    }
    return this.#gate.refusal(address)
  }

  enter(visitor: T): void {
    this.#gate.enter(visitor.bucket)
    visitor.since = this.#clock.now()
    this.#visitors.add(visitor)
  }

  /** Lets one out, once. */
  leave(visitor: T): void {
    if (this.#visitors.delete(visitor)) this.#gate.leave(visitor.bucket)
  }
}
