import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { Cut, copyOf } from './cut.ts'
import { binaryAt, textAt, useMask } from './mask.ts'
import { type Behind, behind, Passage } from './passage.ts'

/** Where the messages go that a reader takes. */
export interface MessageSink {
  /** A whole message, and the bytes of its payload. Must not throw. */
  onMessage(data: string | ArrayBuffer, size: number): void
  /** Hands over what the answers gathered: before `ws`, which may answer too, gets its bytes, and behind each chunk. */
  flush(): void
}

// The first byte of a message that is one frame, with no extension: https://www.rfc-editor.org/rfc/rfc6455#section-5.2
const text = 0x81
const binary = 0x82

// From so many bytes on a chunk's memory is worth giving back at once.
const large = 4096

/**
 * Puts a reader in front of `ws`: it takes the messages that come as one frame, and leaves all other bytes to `ws`.
 * Answers `false`, and changes nothing, where `ws` is not as it is known.
 */
export function readDirectly(raw: WebSocket, socket: Duplex, maxPayload: number, sink: MessageSink): boolean {
  const found = behind(raw, socket)
  if (!found) return false
  new Reader(found, maxPayload, sink).enter()
  return true
}

class Reader extends Passage {
  readonly #maxPayload: number
  readonly #sink: MessageSink
  /** How many of the next bytes are the rest of a frame that is left to `ws`. */
  #passing = 0
  /** Whether `ws` is in the midst of a fragmented message. */
  #isFragmented = false
  /** The start of a frame whose head is cut. */
  #start: Buffer | undefined
  #cut: Cut | undefined
  /** Whether `ws` has got a part of the chunk. */
  #hasPassed = false

  constructor(found: Behind, maxPayload: number, sink: MessageSink) {
    super(found)
    this.#maxPayload = maxPayload
    this.#sink = sink
  }

  override read(chunk: Buffer): void {
    const start = this.#start
    this.#start = undefined
    this.#hasPassed = false
    try {
      this.#walk(start ? Buffer.concat([start, chunk]) : chunk)
    } finally {
      this.#sink.flush()
    }
    if (chunk.length >= large && !this.#hasPassed) this.free(chunk)
  }

  #walk(chunk: Buffer): void {
    const end = chunk.length
    let at = Math.min(this.#passing, end)
    this.#passing -= at
    // What lies between here and `at` is still to be passed to `ws`.
    let from = 0
    if (this.#cut) {
      from = at = this.#cut.fill(chunk, 0)
      if (!this.#finish(this.#cut)) return
    }
    while (at < end) {
      // Of one byte alone `ws` makes nothing yet either.
      if (at + 1 === end) return void this.#keep(chunk, from, at)
      const first = chunk[at] as number
      const second = chunk[at + 1] as number
      const short = second & 0x7f
      const maskAt = at + (short < 126 ? 2 : short === 126 ? 4 : 10)
      const isMine = (first === text || first === binary) && second > 0x7f && !this.#isFragmented
      if (maskAt > end) return void (isMine ? this.#keep(chunk, from, at) : this.#giveUp(chunk, from))
      const size = short < 126 ? short : sizeAt(chunk, at + 2, short)
      const payloadAt = second > 0x7f ? maskAt + 4 : maskAt
      if (isMine && size <= this.#maxPayload) {
        if (payloadAt > end) return void this.#keep(chunk, from, at)
        if (payloadAt + size > end) return void this.#cutOff(chunk, from, at, payloadAt, size)
        useMask(chunk, maskAt)
        const data = first === text ? textAt(chunk, payloadAt, size) : binaryAt(chunk, payloadAt, size)
        if (data !== undefined) {
          if (!this.#pass(chunk, from, at)) return
          from = at = payloadAt + size
          this.#sink.onMessage(data, size)
          continue
        }
      }
      if ((first & 0x0f) < 8) this.#isFragmented = first < 0x80
      at = payloadAt + size
    }
    this.#passing += at - end
    this.#pass(chunk, from, end)
  }

  #keep(chunk: Buffer, from: number, at: number): void {
    if (this.#pass(chunk, from, at)) this.#start = copyOf(chunk, at, chunk.length)
  }

  #cutOff(chunk: Buffer, from: number, at: number, payloadAt: number, size: number): void {
    if (!this.#pass(chunk, from, at)) return
    this.#cut = new Cut(copyOf(chunk, at, payloadAt), size)
    this.#cut.fill(chunk, payloadAt)
  }

  // Where a frame's length is unknown, nobody can tell where the next one begins.
  #giveUp(chunk: Buffer, from: number): void {
    if (this.#pass(chunk, from, chunk.length)) this.resign()
  }

  /** Delivers a frame that was cut, once it is whole. Answers whether there is more to read. */
  #finish(cut: Cut): boolean {
    if (cut.filled < cut.size) return true
    this.#cut = undefined
    const data = cut.read(cut.head[0] === text)
    if (data === undefined) return this.#passCut(cut)
    this.#sink.onMessage(data, cut.size)
    return true
  }

  #passCut({ head, payload, filled }: Cut): boolean {
    return this.#pass(head, 0, head.length) && this.#pass(payload, 0, filled)
  }

  #pass(chunk: Buffer, from: number, to: number): boolean {
    if (from === to) return true
    this.#hasPassed = true
    this.#sink.flush()
    return this.pass(chunk, from, to)
  }
}

function sizeAt(bytes: Buffer, at: number, short: number): number {
  return short === 126 ? bytes.readUInt16BE(at) : bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
}
