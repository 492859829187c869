import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.resetModules()
})

const sizes = fc.oneof(fc.nat(70), fc.integer({ min: 1000, max: 1050 }), fc.constantFrom(65_535, 65_536, 65_543))

/** Bytes before it, a mask, a payload, and bytes behind it. */
const masked = fc
  .tuple(fc.nat(20), fc.uint8Array({ minLength: 4, maxLength: 4 }), sizes)
  .map(([before, mask, size]) => {
    const payload = Buffer.from(Uint8Array.from({ length: size }, (_, index) => 0x20 + ((index * 31) % 89)))
    const hidden = payload.map((byte, index) => byte ^ (mask[index % 4] as number))
    return { at: before, payload, bytes: Buffer.concat([Buffer.alloc(before, 1), mask, hidden, Buffer.alloc(9, 2)]) }
  })

describe.each(['', '1'])('with WS_NO_BUFFER_UTIL=%s', (without) => {
  const loaded = () => {
    vi.stubEnv('WS_NO_BUFFER_UTIL', without)
    vi.resetModules()
    return import('../../adapters/node/mask.ts')
  }

  test('a payload of any size is unmasked, and nothing around it', async () => {
    const { binaryAt, textAt, useMask } = await loaded()
    const property = fc.property(masked, ({ at, payload, bytes }) => {
      const before = Buffer.from(bytes)
      useMask(bytes, at)
      expect(Buffer.from(binaryAt(bytes, at + 4, payload.length)).equals(payload)).toBe(true)
      expect(textAt(bytes, at + 4, payload.length)).toBe(payload.toString())
      expect(bytes.equals(before)).toBe(true)
    })
    fc.assert(property)
  })

  test('a second time masks it again', async () => {
    const { unmask, useMask } = await loaded()
    const payload = Buffer.alloc(3001, 'payload')
    useMask(Buffer.from([0, 5, 6, 7, 8]), 1)
    unmask(payload)
    expect([...payload.subarray(0, 4)]).toEqual([...Buffer.from('payl')].map((byte, index) => byte ^ (5 + index)))
    unmask(payload)
    expect(payload.equals(Buffer.alloc(3001, 'payload'))).toBe(true)
  })
})

test('a binary payload has a buffer of its own, of exactly its size', async () => {
  const { binaryAt, useMask } = await import('../../adapters/node/mask.ts')
  useMask(Buffer.alloc(4), 0)
  const chunk = Buffer.from('0123456789')
  const payload = binaryAt(chunk, 2, 3)
  expect(payload.byteLength).toBe(3)
  chunk.fill(0)
  expect(Buffer.from(payload).toString()).toBe('234')
})

test.each([
  ['a character is cut', [0xe2, 0x82]],
  ['a byte begins none', [0x61, 0xff]],
  ['it is longer than need be', [0xc0, 0x80]],
  ['it is half of a pair', [0xed, 0xa0, 0x80]],
])('text is refused where %s', async (_, bytes) => {
  const { textOf } = await import('../../adapters/node/mask.ts')
  expect(textOf(Buffer.from(bytes))).toBeUndefined()
})

test('text may have U+FFFD, a mark at its start and zeros', async () => {
  const { textOf } = await import('../../adapters/node/mask.ts')
  expect(textOf(Buffer.from('\ufeff\ufffd\0😀'))).toBe('\ufeff\ufffd\0😀')
})
