import type { Envelope } from './envelope.ts'

/** What goes as the body of a binary message. */
export type Body = ArrayBuffer | Uint8Array

/** What a client gets: of a binary message with its body. */
export interface Received extends Partial<Envelope> {
  readonly body?: Uint8Array<ArrayBuffer> | undefined
}

/** The length of the head comes first, as an unsigned integer of 4 bytes, the highest first. */
const lengthSize = 4

/**
 * Reads a binary frame of a server, which is trusted to have made a good one.
 * @throws {RangeError} for a length beyond the frame, and what `JSON.parse` throws.
 */
export const unpack = (frame: ArrayBuffer): Received => {
  const length = new DataView(frame).getUint32(0)
  const head = new TextDecoder().decode(new Uint8Array(frame, lengthSize, length))
  return { ...JSON.parse(head), body: new Uint8Array(frame, lengthSize + length) }
}

/**
 * Writes a binary frame.
 * @throws {TypeError} for what JSON cannot hold, and for what is no body.
 */
export const pack = (envelope: Envelope, body: Body): Uint8Array<ArrayBuffer> => {
  if (!(body?.byteLength >= 0))
    throw new TypeError(
      `the body of "${envelope.type}" is no ArrayBuffer and no Uint8Array; of a file: await file.arrayBuffer()`,
    )
  const head = new TextEncoder().encode(JSON.stringify(envelope))
  const frame = new Uint8Array(lengthSize + head.length + body.byteLength)
  new DataView(frame.buffer).setUint32(0, head.length)
  frame.set(head, lengthSize)
  // Of any view the bytes that it shows, whatever the numbers are that it makes of them.
  const view = body as Uint8Array<ArrayBuffer>
  frame.set(new Uint8Array(view.buffer ?? body, view.byteOffset, view.byteLength), lengthSize + head.length)
  return frame
}
