import type { ErrorCode } from '../errors.ts'
import type { CountOptions } from '../options.ts'
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

  /** Lets one in; the returned function lets it out, once. */
  enter(address: string | undefined): () => void {
    this.#count(address, 1)
    let inside = true
    return () => {
      if (!inside) return
      inside = false
      this.#count(address, -1)
    }
  }

  #count(address: string | undefined, change: 1 | -1): void {
    this.#total += change
    if (address === undefined) return
    const left = (this.#from.get(address) ?? 0) + change
    if (left > 0) this.#from.set(address, left)
    else this.#from.delete(address)
  }
}

/**
 * A gate behind which nobody is for longer than so many ms: a Worker whose client leaves is stopped where it stands, and
 * nothing of it runs any more (workerd 1.20261023).
 */
export class WaitingRoom extends Gate {
  readonly #clock: Pick<Platform, 'now'>
  readonly #patience: number
  readonly #since = new Map<() => void, number>()

  constructor(limits: CountOptions, clock: Pick<Platform, 'now'>, patience: number) {
    super(limits)
    this.#clock = clock
    this.#patience = patience
  }

  override refusal(address: string | undefined): ReturnType<Gate['refusal']> {
    for (const [exit, since] of this.#since) {
      if (this.#clock.now() - since <= this.#patience) break
      exit()
    }
    return super.refusal(address)
  }

  override enter(address: string | undefined): () => void {
    const leave = super.enter(address)
    const exit = (): void => {
      leave()
      this.#since.delete(exit)
    }
    this.#since.set(exit, this.#clock.now())
    return exit
  }
}
