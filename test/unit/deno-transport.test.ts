import { expect, test } from 'vitest'
import { bare, encode } from '../../adapters/deno/transport.ts'

const bytesOf = (message: unknown) => {
  expect(message).toBeInstanceOf(ArrayBuffer)
  return [...new Uint8Array(message as ArrayBuffer)]
}

test('a message goes to Deno as text or as a buffer of exactly its bytes, and is copied only if it is a part of one', () => {
  const whole = Uint8Array.of(1, 2, 3, 4)
  expect(bare('text')).toBe('text')
  expect(bare(whole.buffer)).toBe(whole.buffer)
  expect(bare(whole)).toBe(whole.buffer)
  const parts = [whole.subarray(1, 3), whole.subarray(2), whole.subarray(0, 1), new Uint8Array()]
  expect(parts.map((part) => bytesOf(bare(part)))).toEqual([[2, 3], [3, 4], [1], []])
})

test('memory that is shared is copied, whole or in part: Deno takes none', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(3))
  shared.set([1, 2, 3])
  for (const message of [bare(shared), encode(shared)]) expect(bytesOf(message)).toEqual([1, 2, 3])
  expect(bytesOf(bare(shared.subarray(1)))).toEqual([2, 3])
})

test('a message for many is a copy', () => {
  const whole = Uint8Array.of(1, 2)
  const messages = [encode(whole), encode(whole.buffer)]
  whole.fill(9)
  expect(messages.map(bytesOf)).toEqual([
    [1, 2],
    [1, 2],
  ])
  expect(encode('text')).toBe('text')
})
