import type { Envelope } from '../channel/envelope.ts'
import type { Body } from '../channel/types.ts'

/** One frame as it goes over the wire: a text, or the length of a head, the head and a body. */
export type Frame = string | Uint8Array<ArrayBuffer>

/** The length of the head, as an unsigned integer, the highest byte first. */
const lengthSize = 4

const [encoder, decoder] = [new TextEncoder(), new TextDecoder()]

/** What a frame holds: only a binary one has a body. */
export interface Received {
  readonly envelope: Partial<Envelope>
  readonly body?: Uint8Array<ArrayBuffer>
}

/** Reads a frame of the server's; nothing if it is no message. */
export const read = (frame: string | ArrayBuffer): Received | undefined => {
  try {
    if (typeof frame === 'string') return { envelope: Object(JSON.parse(frame)) }
    const length = new DataView(frame).getUint32(0)
    const head = decoder.decode(new Uint8Array(frame, lengthSize, length))
    return { envelope: Object(JSON.parse(head)), body: new Uint8Array(frame, lengthSize + length) }
  } catch {
    return undefined
  }
}

/**
 * Writes a binary message.
 * @throws {TypeError} for what JSON cannot hold, and for what is no body.
 */
export const writeBytes = (envelope: Envelope, body: Body): Frame => {
  const head = encoder.encode(JSON.stringify(envelope))
  const frame = new Uint8Array(lengthSize + head.length + body.byteLength)
  new DataView(frame.buffer).setUint32(0, head.length)
  frame.set(head, lengthSize)
  frame.set(body instanceof Uint8Array ? body : new Uint8Array(body), lengthSize + head.length)
  return frame
}
