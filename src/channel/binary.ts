import { type Envelope, Fault, read, write } from './envelope.ts'
import { sizeOf } from './text.ts'

/** A binary frame that was read. */
export interface BinaryMessage {
  readonly envelope: Envelope
  /** A view of the frame, of which nothing was copied. */
  readonly body: Uint8Array<ArrayBuffer>
}

/** The length of the head comes first, as an unsigned integer of 4 bytes, the highest first. */
const lengthSize = 4

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** How long a frame says that its head is; nothing of one that is too short to say so. */
export const headSizeOf = (frame: ArrayBuffer): number | undefined =>
  frame.byteLength < lengthSize ? undefined : new DataView(frame).getUint32(0)

/** Reads a binary frame: the length of the head, the head (the message's JSON as UTF-8), and the body. */
export const readBytes = (frame: ArrayBuffer): BinaryMessage | Fault => {
  const size = headSizeOf(frame)
  if (size === undefined || lengthSize + size > frame.byteLength) return new Fault('bad_binary')
  const head = decode(new Uint8Array(frame, lengthSize, size))
  if (head === undefined) return new Fault('bad_binary')
  const envelope = read(head)
  return envelope instanceof Fault ? envelope : { envelope, body: new Uint8Array(frame, lengthSize + size) }
}

/** Reads a frame of either kind; a text frame has no body. */
export const readFrame = (
  frame: string | ArrayBuffer,
): BinaryMessage | { readonly envelope: Envelope; readonly body?: undefined } | Fault => {
  if (typeof frame !== 'string') return readBytes(frame)
  const envelope = read(frame)
  return envelope instanceof Fault ? envelope : { envelope }
}

/** The bytes of a body, also of one that a test's page or a frame has made in a realm of its own. */
const bytesOf = (body: ArrayBuffer | Uint8Array): Uint8Array | undefined => {
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  return Object.prototype.toString.call(body) === '[object ArrayBuffer]' ? new Uint8Array(body) : undefined
}

/**
 * Writes a binary frame.
 * @throws {TypeError} for what JSON cannot hold, and for a body that is neither an `ArrayBuffer` nor a view of one.
 */
export const writeBytes = (envelope: Envelope, body: ArrayBuffer | Uint8Array): Uint8Array<ArrayBuffer> => {
  const bytes = bytesOf(body)
  if (!bytes) throw new TypeError(`the body of "${envelope.type}" is neither an ArrayBuffer nor a view of one`)
  const head = write(envelope)
  const end = lengthSize + sizeOf(head)
  const frame = new Uint8Array(end + bytes.length)
  new DataView(frame.buffer).setUint32(0, end - lengthSize)
  encoder.encodeInto(head, frame.subarray(lengthSize, end))
  frame.set(bytes, end)
  return frame
}
