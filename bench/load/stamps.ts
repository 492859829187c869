const stampSize = 8

/** Puts a time at the beginning of a payload. */
export function stamp(payload: Uint8Array, time: number): void {
  new DataView(payload.buffer, payload.byteOffset).setFloat64(0, time)
}

/** Finds the times that messages of equal size begin with while their bytes go by, and tells each once it is whole. */
export class Stamps {
  readonly #head: number
  readonly #size: number
  readonly #told: (time: number) => void
  readonly #stamp = new DataView(new ArrayBuffer(stampSize))
  #at = 0

  /**
   * @param head - how many bytes come before the payload.
   * @param size - how many bytes a message takes in all.
   */
  constructor(head: number, size: number, told: (time: number) => void) {
    this.#head = head
    this.#size = size
    this.#told = told
  }

  push(chunk: Uint8Array): void {
    for (let offset = 0; offset < chunk.length; ) {
      const end = Math.min(this.#size, this.#at + chunk.length - offset)
      for (let at = Math.max(this.#at, this.#head); at < Math.min(end, this.#head + stampSize); at += 1) {
        this.#stamp.setUint8(at - this.#head, chunk[offset + at - this.#at] ?? 0)
      }
      offset += end - this.#at
      this.#at = end % this.#size
      if (this.#at === 0) this.#told(this.#stamp.getFloat64(0))
    }
  }
}
