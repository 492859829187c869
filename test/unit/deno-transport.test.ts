import { expect, test } from 'vitest'
import { encode } from '../../adapters/deno/transport.ts'

test('a message goes to Deno as text or as a buffer of exactly its bytes, and is copied only if it is a part of one', () => {
  const whole = Uint8Array.of(1, 2, 3, 4)
  expect(encode('text')).toBe('text')
  expect(encode(whole.buffer)).toBe(whole.buffer)
  expect(encode(whole)).toBe(whole.buffer)
  const parts = [whole.subarray(1, 3), whole.subarray(2), whole.subarray(0, 1), new Uint8Array()]
  const sent = parts.map((part) => [...new Uint8Array(encode(part) as ArrayBuffer)])
  expect(sent).toEqual([[2, 3], [3, 4], [1], []])
})
