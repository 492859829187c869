/** What a server sends as one message. */
export type Payload = string | Uint8Array | ArrayBuffer

const headSize = (size: number): number => (size < 126 ? 2 : size < 65_536 ? 4 : 10)

/** The bytes of a message as one frame: its head, and what it says. */
export const frameSize = (payload: Payload): number => {
  const size = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.byteLength
  return headSize(size) + size
}

/** Writes a message as one final frame, not masked (RFC 6455, section 5.2), between two places just so far apart. */
export const writeFrame = (payload: Payload, into: Buffer, at: number, end: number): void => {
  const isText = typeof payload === 'string'
  const start = end - at < 128 ? 2 : end - at < 65_540 ? 4 : 10
  const size = end - at - start
  into[at] = isText ? 0x81 : 0x82
  if (start === 2) {
    into[at + 1] = size
  } else if (start === 4) {
    into[at + 1] = 126
    into.writeUInt16BE(size, at + 2)
  } else {
    into[at + 1] = 127
    into.writeUInt32BE(Math.floor(size / 2 ** 32), at + 2)
    into.writeUInt32BE(size >>> 0, at + 6)
  }
  if (isText) into.write(payload, at + start)
  else into.set(payload instanceof ArrayBuffer ? new Uint8Array(payload) : payload, at + start)
}

/** A message as one frame in a buffer of its own. */
export const encodeFrame = (payload: Payload): Buffer => {
  const size = frameSize(payload)
  const frame = Buffer.allocUnsafe(size)
  writeFrame(payload, frame, 0, size)
  return frame
}
