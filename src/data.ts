import { sizeOf as textSize } from './channel/text.ts'

/** What `send` and `publish` take. */
export type SendData = string | ArrayBuffer | ArrayBufferView

const kindOf = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return String(value === null ? null : typeof value)
  return value.constructor?.name ?? 'object'
}

/**
 * A message as the platforms take it: text, or exactly the bytes that a view shows.
 * @throws {TypeError} for anything but a string, an `ArrayBuffer` or a view of one.
 */
export const toMessage = (data: SendData): string | Uint8Array => {
  if (typeof data === 'string') return data
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  if (Object.prototype.toString.call(data) === '[object ArrayBuffer]') return new Uint8Array(data)
  throw new TypeError(
    `a message is a string, an ArrayBuffer or a view of one, not ${kindOf(data)}: ` +
      'send JSON.stringify(value) for an object, await blob.arrayBuffer() for a Blob',
  )
}

const encoder = new TextEncoder()

/** What a size in bytes cannot exceed, told at once: a unit of UTF-16 takes at most three bytes of UTF-8. */
export const mostOf = (data: string | ArrayBuffer): number =>
  typeof data === 'string' ? data.length * 3 : data.byteLength

/** A size in bytes, of text as UTF-8. */
export const sizeOf = (data: string | ArrayBuffer): number =>
  typeof data === 'string' ? textSize(data) : data.byteLength

/** A close reason must fit a control frame (RFC 6455, section 5.5). */
export const reasonSize = (reason: string): number => encoder.encode(reason).byteLength
