import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { Batch, Holder } from './batch.ts'
import { encodeFrame, frameSize, type Payload, writeFrame } from './frame.ts'
import { longest } from './slab.ts'

// In bytes: what is sent in one turn waits for its end, up to so much.
const most = 2 ** 16
// What is longer than this on average is not worth a copy: Node hands several buffers over in one call.
const long = 2 ** 11

/** What a socket's peer is sent: the frames of one turn, until they leave together. */
export class Outgoing implements Holder {
  readonly #socket: Duplex
  readonly #batch: Batch
  #most: number
  /** TLS keeps what it is given, and encrypts it later. */
  readonly #takesAtOnce: boolean
  /** Whole buffers, and behind them a piece of the batch's slab. */
  #buffers: Buffer[] | undefined
  #slab: Buffer | undefined
  #from = 0
  #to = 0
  #held = 0
  #isAdded = false

  /** @param limit How many bytes may wait. */
  constructor(socket: Duplex, batch: Batch, limit: number) {
    this.#socket = socket
    this.#batch = batch
    this.#most = Math.min(most, limit)
    this.#takesAtOnce = socket instanceof Socket && !(socket instanceof TLSSocket)
  }

  /** Bytes that have not been handed over yet. */
  get held(): number {
    return this.#held
  }

  /** Whether the network has not taken all that was handed over. */
  get isBehind(): boolean {
    return this.#socket.writableLength > 0 && !this.#socket.destroyed
  }

  /** Holds a frame, which nobody writes to any more. */
  add(frame: Buffer): void {
    this.#cutPiece()
    this.#push(frame)
    this.#hold(frame.length)
  }

  /** Holds a message for this peer alone. */
  addMessage(payload: Payload): void {
    const size = frameSize(payload)
    if (size > longest || !this.#mayLend) this.add(encodeFrame(payload))
    else this.#lend(payload, size)
    this.#batch.count(size)
  }

  release(): boolean {
    this.#isAdded = false
    this.handOver()
    return !this.isBehind
  }

  /** Somebody else writes to the socket too: from now on nothing waits. */
  share(): void {
    this.#most = 0
    this.handOver()
  }

  /** Writes what is held. */
  handOver(): void {
    this.#cutPiece()
    const [buffers, size] = [this.#buffers, this.#held]
    if (!buffers) return
    this.#buffers = undefined
    this.#held = 0
    if (buffers.length === 1) this.#socket.write(buffers[0])
    else if (size > long * buffers.length) this.#writeAll(buffers)
    else if (size > longest || !this.#mayLend) this.#socket.write(Buffer.concat(buffers, size))
    else this.#writeJoined(buffers, size)
  }

  get #mayLend(): boolean {
    return this.#takesAtOnce && !this.isBehind
  }

  #lend(payload: Payload, size: number): void {
    const { slab } = this.#batch
    const at = slab.take(size)
    writeFrame(payload, slab.bytes, at, at + size)
    if (this.#slab !== slab.bytes || this.#to !== at) {
      this.#cutPiece()
      this.#slab = slab.bytes
      this.#from = at
    }
    this.#to = at + size
    this.#hold(size)
  }

  #hold(size: number): void {
    this.#held += size
    if (!this.#isAdded) {
      this.#isAdded = true
      this.#batch.add(this)
    }
    if (this.#held >= this.#most) this.handOver()
  }

  #push(buffer: Buffer): void {
    if (this.#buffers) this.#buffers.push(buffer)
    else this.#buffers = [buffer]
  }

  /** What comes now does not stand behind the piece in the slab. */
  #cutPiece(): void {
    if (!this.#slab) return
    this.#push(this.#slab.subarray(this.#from, this.#to))
    this.#slab = undefined
  }

  #writeAll(buffers: readonly Buffer[]): void {
    this.#socket.cork()
    for (const buffer of buffers) this.#socket.write(buffer)
    this.#socket.uncork()
  }

  #writeJoined(buffers: readonly Buffer[], size: number): void {
    const { scratch } = this.#batch
    const start = scratch.take(size)
    let at = start
    for (const buffer of buffers) {
      scratch.bytes.set(buffer, at)
      at += buffer.length
    }
    this.#socket.write(scratch.bytes.subarray(start, at))
    if (this.isBehind) scratch.replace()
    else scratch.reuse()
  }
}
