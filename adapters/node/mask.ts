import { isUtf8 } from 'node:buffer'
import { createRequire } from 'node:module'
import process from 'node:process'

type Unmask = (bytes: Uint8Array, mask: Uint8Array) => void

// The mask as bytes, and as the word that they make on this machine.
const mask = new Uint8Array(4)
const maskWord = new Int32Array(mask.buffer)

// Where a text is unmasked before it becomes a string.
const scratch = Buffer.allocUnsafeSlow(65_536)
const scratchWords = new Int32Array(scratch.buffer)

/** Of the optional native part of `ws`, switched off as `ws` does it. */
const native = ((): Unmask | undefined => {
  if (process.env['WS_NO_BUFFER_UTIL']) return undefined
  try {
    const { unmask } = createRequire(import.meta.url)('bufferutil') as { unmask: Unmask }
    // Where it could not be compiled it is JavaScript, byte by byte.
    return String(unmask).includes('[native code]') ? unmask : undefined
  } catch {
    return undefined
  }
})()

/** From here on the call of native code is worth it. */
const nativeFrom = 1024

/** Sets the mask of the next calls: the four bytes at a place. */
export function useMask(bytes: Uint8Array, at: number): void {
  for (let index = 0; index < 4; index++) mask[index] = bytes[at + index] as number
}

/** Unmasks all of a buffer that shares its memory with nobody. A second time masks it again. */
export function unmask(bytes: Uint8Array): void {
  if (native && bytes.length >= nativeFrom) native(bytes, mask)
  else unmaskWords(bytes, new Int32Array(bytes.buffer, 0, bytes.length >> 2), bytes.length)
}

/** The binary payload that lies masked at a place. */
export function binaryAt(bytes: Buffer, at: number, size: number): ArrayBuffer {
  const payload = Buffer.allocUnsafeSlow(size)
  bytes.copy(payload, 0, at, at + size)
  unmask(payload)
  return payload.buffer
}

/** The text that lies masked at a place, or `undefined` where it is no valid UTF-8. */
export function textAt(bytes: Buffer, at: number, size: number): string | undefined {
  if (size > scratch.length) return textOf(Buffer.from(binaryAt(bytes, at, size)))
  bytes.copy(scratch, 0, at, at + size)
  if (native && size >= nativeFrom) native(scratch.subarray(0, size), mask)
  else unmaskWords(scratch, scratchWords, size)
  return textOf(scratch, size)
}

/** The first bytes as text, or `undefined` where they are no valid UTF-8. */
export function textOf(bytes: Buffer, size: number = bytes.length): string | undefined {
  const text = bytes.toString('utf8', 0, size)
  // What is not valid becomes U+FFFD, so that one who has not got that needs no look of his own.
  return text.includes('\ufffd') && !isUtf8(bytes.subarray(0, size)) ? undefined : text
}

// In 64-bit words it would be faster still, but only in the end: V8 takes thousands of calls to find that these need no
// BigInt. The long loop comes last, for code that is compiled in its midst knows nothing yet of what is behind it.
function unmaskWords(bytes: Uint8Array, words: Int32Array, size: number): void {
  const rest = size & ~15
  for (let at = rest; at < size; at++) bytes[at] = (bytes[at] as number) ^ (mask[at & 3] as number)
  const key = maskWord[0] as number
  for (let at = 0; at < rest >> 2; at += 4) {
    words[at] = (words[at] as number) ^ key
    words[at + 1] = (words[at + 1] as number) ^ key
    words[at + 2] = (words[at + 2] as number) ^ key
    words[at + 3] = (words[at + 3] as number) ^ key
  }
}
