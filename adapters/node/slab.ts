const length = 2 ** 16

/** What is longer has a buffer of its own. */
export const longest: number = length / 2

/**
 * Memory that is written again and again, so that a short message costs no allocation: a piece of it goes to the network,
 * and is free as soon as that has taken it.
 */
export class Slab {
  bytes: Buffer = Buffer.allocUnsafeSlow(length)
  #used = 0

  /** Where so many bytes, {@link longest} at most, may be written. */
  take(size: number): number {
    if (this.#used + size > length) this.replace()
    const at = this.#used
    this.#used += size
    return at
  }

  /** The network has taken all. */
  reuse(): void {
    this.#used = 0
  }

  /** A piece still waits for the network: the memory is its own from now on. */
  replace(): void {
    this.bytes = Buffer.allocUnsafeSlow(length)
    this.#used = 0
  }
}
