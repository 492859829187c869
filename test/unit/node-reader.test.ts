import { expect, test } from 'vitest'
import { Cut } from '../../adapters/node/cut.ts'
import { opcode } from '../../src/testing/frames.ts'
import { fragments, utf8 } from '../wire/frame.ts'
import { limits } from '../wire/reader/frames.ts'
import { binary, fragmented, ping, read, text, toldOf } from './reading.ts'

test('messages of one frame are read without ws, whatever the bits of their length', async () => {
  const chunk = Buffer.concat([
    text('a'),
    binary('b'),
    text('c', { lengthBits: 16 }),
    text('d', { lengthBits: 64 }),
    text(''),
  ])
  expect(await toldOf(chunk)).toEqual(['a', 'bytes b', 'c', 'd', ''])
})

test.each([7, 16, 64] as const)(
  'they are also where a chunk ends anywhere in them, length in %i bits',
  async (lengthBits) => {
    const chunk = Buffer.concat([text('before'), text('größer', { lengthBits }), binary('behind')])
    for (let cut = 1; cut < chunk.length; cut++) {
      const seen = await toldOf(chunk.subarray(0, cut), chunk.subarray(cut))
      expect(seen, `cut at ${cut}`).toEqual(['before', 'größer', 'bytes behind'])
    }
    const bytes = Array.from(chunk, (byte) => Uint8Array.of(byte))
    expect(await toldOf(...bytes)).toEqual(['before', 'größer', 'bytes behind'])
  },
)

test('they are up to maxPayload; beyond it ws ends the connection', async () => {
  const longest = 'x'.repeat(limits.maxPayload)
  expect(await toldOf(text(longest))).toEqual([longest])
  expect(await toldOf(text(`${longest}x`), text('more'))).toEqual(['ws: WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'])
})

test('what is not a message of one frame goes to ws, in order', async () => {
  const chunk = Buffer.concat([text('1'), ping, text('2'), fragmented, binary('3'), ping, ping, text('4')])
  const expected = ['1', 'ws: ping ?', '2', 'ws: fragmented', 'bytes 3', 'ws: ping ?', 'ws: ping ?', '4']
  for (let cut = 1; cut < chunk.length; cut++) {
    expect(await toldOf(chunk.subarray(0, cut), chunk.subarray(cut)), `cut at ${cut}`).toEqual(expected)
  }
  expect(await toldOf(...Array.from(chunk, (byte) => Uint8Array.of(byte)))).toEqual(expected)
})

test('where a length is cut that ws must see, all that follows is left to ws', async () => {
  const [first, second] = fragments(opcode.text, [utf8('a'.repeat(130)), utf8('b')]) as [Uint8Array, Uint8Array]
  const chunk = Buffer.concat([text('1'), first, second, text('2')])
  const at = text('1').length + 3
  const seen = await toldOf(chunk.subarray(0, at), chunk.subarray(at), text('3'))
  expect(seen).toEqual(['1', `ws: ${'a'.repeat(130)}b`, 'ws: 2', 'ws: 3'])
})

test('a frame that is only announced costs little, and its memory follows what has come', () => {
  const cut = new Cut(Buffer.alloc(14), 2 ** 30)
  cut.fill(Buffer.alloc(1), 0)
  expect(cut.payload.length).toBe(2 ** 14)
  cut.fill(Buffer.alloc(2 ** 16), 0)
  expect(cut.payload.length).toBe(2 * (2 ** 16 + 1))
})

test('a frame of many small chunks is put together whole', async () => {
  const payload = Array.from({ length: 140_000 }, (_, index) => String.fromCharCode(0x20 + (index % 90))).join('')
  const { told, push } = await read()
  const bytes = text(payload)
  for (let at = 0; at < bytes.length; at += 999) await push(bytes.subarray(at, at + 999))
  expect(told.filter((one) => one !== 'flush')).toEqual([payload])
})
