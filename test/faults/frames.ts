import { opcode } from '../../src/testing/frames.ts'

/**
 * What a connection pours in: whole messages or pings of `size` bytes, fragments of `size` bytes of a message that never
 * ends, or the payload of one frame that announces `size` bytes.
 */
export interface Frames {
  readonly kind: 'message' | 'ping' | 'fragment' | 'frame'
  readonly size: number
}

/** About so many bytes go out in one piece. */
const chunkSize = 64 * 1024

/** A frame whose mask is zero, so that a payload of zeros stands as it is. */
function frame(first: number, size: number): Buffer {
  const head = size < 126 ? [first, 0x80 | size] : [first, 0x80 | 126, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from(head), Buffer.alloc(4 + size)])
}

const fin = 0x80

const repeated = (one: Buffer): Buffer => Buffer.concat(Array(Math.ceil(chunkSize / one.length)).fill(one))

/** What is sent once, and what is repeated after it. */
export function framesOf({ kind, size }: Frames): { first: Buffer; rest: Buffer } {
  const none = Buffer.alloc(0)
  switch (kind) {
    case 'message':
      return { first: none, rest: repeated(frame(fin | opcode.binary, size)) }
    case 'ping':
      return { first: none, rest: repeated(frame(fin | opcode.ping, size)) }
    case 'fragment':
      return { first: frame(opcode.binary, size), rest: repeated(frame(opcode.continuation, size)) }
    case 'frame': {
      const head = Buffer.from([fin | opcode.binary, 0xff, ...Array(8), ...Array(4)].map(Number))
      head.writeBigUInt64BE(BigInt(size), 2)
      return { first: head, rest: Buffer.alloc(chunkSize) }
    }
  }
}
