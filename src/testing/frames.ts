import type { RawConnection } from './target.ts'

/** @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
export const opcode = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const

/** One frame on the wire. */
export interface WireFrame {
  readonly opcode: number
  readonly payload: Uint8Array
  /** Default: `true`. */
  readonly fin?: boolean
  /** The three reserved bits, as a number from 0 to 7. Default: 0. */
  readonly rsv?: number
  /** Default: `true`, as a client must. */
  readonly masked?: boolean
}

/** The bytes of a frame as a client sends it; also of frames that no client should send. */
export function encodeFrame(frame: WireFrame): Uint8Array<ArrayBuffer> {
  const { fin = true, rsv = 0, masked = true, payload } = frame
  const { length } = payload
  const extended = length > 65_535 ? 8 : length > 125 ? 2 : 0
  const start = 2 + extended + (masked ? 4 : 0)
  const bytes = new Uint8Array(start + length)
  const view = new DataView(bytes.buffer)
  bytes[0] = (fin ? 0x80 : 0) | (rsv << 4) | frame.opcode
  bytes[1] = (masked ? 0x80 : 0) | (extended === 8 ? 127 : extended === 2 ? 126 : length)
  if (extended === 2) view.setUint16(2, length)
  if (extended === 8) view.setBigUint64(2, BigInt(length))
  if (masked) crypto.getRandomValues(bytes.subarray(start - 4, start))
  bytes.set(payload, start)
  if (masked) {
    for (let index = 0; index < length; index++) bytes[start + index]! ^= bytes[start - 4 + (index & 3)]!
  }
  return bytes
}

/** The next frame of the server, unmasked if it was masked. */
export async function readFrame(from: RawConnection, deadline?: number): Promise<Required<WireFrame>> {
  const [first, second] = (await from.read(2, deadline)) as unknown as [number, number]
  let length = second & 0x7f
  if (length > 125) {
    const wide = await from.read(length === 127 ? 8 : 2, deadline)
    const view = new DataView(wide.buffer, wide.byteOffset)
    length = length === 127 ? Number(view.getBigUint64(0)) : view.getUint16(0)
  }
  const masked = (second & 0x80) !== 0
  const mask = masked ? await from.read(4, deadline) : undefined
  const payload = (await from.read(length, deadline)).slice()
  if (mask) for (let index = 0; index < length; index++) payload[index]! ^= mask[index & 3]!
  return { fin: (first & 0x80) !== 0, rsv: (first >> 4) & 7, opcode: first & 0x0f, masked, payload }
}

/** A text message as one masked frame. */
export function textFrame(text: string): Uint8Array<ArrayBuffer> {
  return encodeFrame({ opcode: opcode.text, payload: new TextEncoder().encode(text) })
}

/** A close frame; without a code, its payload is empty. */
export function closeFrame(code?: number, reason = ''): Uint8Array<ArrayBuffer> {
  return encodeFrame({ opcode: opcode.close, payload: closePayload(code, reason) })
}

export function closePayload(code: number | undefined, reason: string): Uint8Array<ArrayBuffer> {
  if (code === undefined) return new Uint8Array()
  const text = new TextEncoder().encode(reason)
  const payload = new Uint8Array(2 + text.length)
  new DataView(payload.buffer).setUint16(0, code)
  payload.set(text, 2)
  return payload
}

/** What a close frame says; 1005 if it says nothing. */
export function readClose(payload: Uint8Array): { code: number; reason: string } {
  if (payload.length < 2) return { code: 1005, reason: '' }
  const code = new DataView(payload.buffer, payload.byteOffset).getUint16(0)
  return { code, reason: new TextDecoder().decode(payload.subarray(2)) }
}
