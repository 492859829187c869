import { opcode } from '../../src/testing/frames.ts'

/** A frame as a peer may send it, whether it should or not. */
export interface RawFrame {
  readonly opcode: number
  /** Default: empty. */
  readonly payload?: Uint8Array
  /** Default: `true`. */
  readonly fin?: boolean
  /** The three reserved bits, as a number from 0 to 7. Default: 0. */
  readonly rsv?: number
  /** Four bytes, or `null` for an unmasked frame. Default: one that changes every byte. */
  readonly mask?: readonly number[] | null
  /** How many bits hold the length. Default: the fewest that can. */
  readonly lengthBits?: 7 | 16 | 64
  /** The length that the head announces. Default: the payload's. */
  readonly announced?: bigint
}

const someMask = [0x37, 0xfa, 0x21, 0x3d]

/** @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
export function frame(given: RawFrame): Uint8Array {
  const { payload = new Uint8Array(), fin = true, rsv = 0, mask = someMask } = given
  const announced = given.announced ?? BigInt(payload.length)
  const bits = given.lengthBits ?? (announced > 65_535n ? 64 : announced > 125n ? 16 : 7)
  const head = new DataView(new ArrayBuffer(2 + (bits >> 3)))
  head.setUint8(0, (fin ? 0x80 : 0) | (rsv << 4) | given.opcode)
  head.setUint8(1, (mask ? 0x80 : 0) | (bits === 64 ? 127 : bits === 16 ? 126 : Number(announced)))
  if (bits === 16) head.setUint16(2, Number(announced))
  if (bits === 64) head.setBigUint64(2, announced)
  const body = mask ? payload.map((byte, index) => byte ^ mask[index % 4]!) : payload
  return Buffer.concat([new Uint8Array(head.buffer), Uint8Array.from(mask ?? []), body])
}

/** The frames of one message whose payload is cut into these parts. */
export function fragments(kind: number, parts: readonly Uint8Array[]): Uint8Array[] {
  return parts.map((payload, index) =>
    frame({ opcode: index === 0 ? kind : opcode.continuation, payload, fin: index === parts.length - 1 }),
  )
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

/** Printable ASCII in which a shifted or repeated byte shows: valid as text and as binary. */
export const pattern = (size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, index) => 0x20 + ((index * 31) % 89))

/** So many parts of nearly one size. */
export function cutInto(count: number, payload: Uint8Array): Uint8Array[] {
  const at = (part: number) => Math.floor((payload.length * part) / count)
  return Array.from({ length: count }, (_, part) => payload.subarray(at(part), at(part + 1)))
}
