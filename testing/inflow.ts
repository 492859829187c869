/** Bytes that have arrived and are not read yet, held as they came: a flood must not be copied with each packet. */
export class Inflow {
  #chunks: Buffer[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
  }

  /** Where `text` begins, or -1. */
  indexOf(text: string): number {
    return this.#whole().indexOf(text, 0, 'latin1')
  }

  /** The first bytes, removed. There must be so many. */
  take(bytes: number): Buffer {
    const parts: Buffer[] = []
    this.#length -= bytes
    for (let missing = bytes; missing > 0; ) {
      const [first = Buffer.alloc(0)] = this.#chunks
      parts.push(first.subarray(0, missing))
      if (first.length > missing) this.#chunks[0] = first.subarray(missing)
      else this.#chunks.shift()
      missing -= Math.min(missing, first.length)
    }
    return parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts)
  }

  /** The first bytes, for a message. */
  preview(): string {
    return this.#chunks[0]?.toString('latin1', 0, 200) ?? ''
  }

  #whole(): Buffer {
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks)]
    return this.#chunks[0] ?? Buffer.alloc(0)
  }
}
