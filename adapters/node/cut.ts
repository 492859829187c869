import { textOf, unmask, useMask } from './mask.ts'

const nothing = Buffer.alloc(0)
// What a frame announces costs no more: beyond it, memory follows what has come.
const least = 16_384

/** In memory of its own: a piece of Node's pool would keep all of that. */
export function copyOf(bytes: Buffer, from: number, to: number): Buffer {
  const copy = Buffer.allocUnsafeSlow(to - from)
  bytes.copy(copy, 0, from, to)
  return copy
}

/** A message's frame that the end of a chunk has cut: its payload is put together here, masked as it is. */
export class Cut {
  readonly head: Buffer
  readonly size: number
  payload: Buffer<ArrayBuffer> = nothing
  filled = 0

  constructor(head: Buffer, size: number) {
    this.head = head
    this.size = size
  }

  /** Takes what there is of the payload, and answers with the place behind it. */
  fill(chunk: Buffer, at: number): number {
    const end = Math.min(at + this.size - this.filled, chunk.length)
    const filled = this.filled + end - at
    if (filled > this.payload.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(this.size, Math.max(2 * filled, least)))
      this.payload.copy(larger, 0, 0, this.filled)
      this.payload = larger
    }
    chunk.copy(this.payload, this.filled, at, end)
    this.filled = filled
    return end
  }

  /** The message of a whole frame, or `undefined`, and all bytes as they were, where it is text and not valid UTF-8. */
  read(isText: boolean): string | ArrayBuffer | undefined {
    const { head, payload } = this
    useMask(head, head.length - 4)
    unmask(payload)
    if (!isText) return payload.buffer
    const text = textOf(payload)
    if (text === undefined) unmask(payload)
    return text
  }
}
