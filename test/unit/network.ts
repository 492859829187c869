import { Socket } from 'node:net'

type Done = (error?: Error | null) => void

/**
 * A socket whose network takes as many bytes as the test says. What it does not take at once it reads from the writer's
 * memory when it does, as the system does.
 */
export class Network extends Socket {
  /** How many bytes each write has had. */
  readonly writes: number[] = []
  readonly #arrived: Buffer[] = []
  readonly #waiting: Buffer[] = []
  /** How many bytes more it takes. */
  capacity: number
  #done: Done | undefined

  constructor(capacity: number = Number.POSITIVE_INFINITY) {
    super()
    this.capacity = capacity
  }

  /** All that has gone out. */
  get arrived(): Buffer {
    return Buffer.concat(this.#arrived)
  }

  /** The peer reads so much more. */
  accept(bytes: number): void {
    this.capacity += bytes
    this.#go()
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#begin([typeof chunk === 'string' ? Buffer.from(chunk) : chunk], done)
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#begin(
      chunks.map(({ chunk }) => chunk),
      done,
    )
  }

  override _read(): void {}

  #begin(buffers: readonly Buffer[], done: Done): void {
    this.writes.push(buffers.reduce((sum, { length }) => sum + length, 0))
    this.#waiting.push(...buffers)
    this.#done = done
    this.#go()
  }

  #go(): void {
    for (let [first] = this.#waiting; first && this.capacity > 0; [first] = this.#waiting) {
      const part = first.subarray(0, this.capacity)
      this.#arrived.push(Buffer.from(part))
      this.capacity -= part.length
      this.#waiting.shift()
      if (part.length < first.length) this.#waiting.unshift(first.subarray(part.length))
    }
    if (this.#waiting.length > 0) return
    const done = this.#done
    this.#done = undefined
    done?.()
  }
}
