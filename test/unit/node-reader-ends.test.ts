import { Writable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { readDirectly } from '../../adapters/node/reader.ts'
import { opcode } from '../../src/testing/frames.ts'
import { frame } from '../wire/frame.ts'
import { Wire } from '../wire/reader/wire.ts'
import { ping, read, text, toldOf } from './reading.ts'

const high = [0x80, 0x80, 0x80, 0x80]
test.each([
  ['invalid UTF-8', text(Uint8Array.of(0xff, 0xff), { mask: high }), 'WS_ERR_INVALID_UTF8'],
  ['no mask', text('x', { mask: null }), 'WS_ERR_EXPECTED_MASK'],
  ['a reserved bit', text('x', { rsv: 4 }), 'WS_ERR_UNEXPECTED_RSV_1'],
  ['an unknown opcode', frame({ opcode: 3 }), 'WS_ERR_INVALID_OPCODE'],
  ['a message within a message', Buffer.concat([text('x', { fin: false }), text('y')]), 'WS_ERR_INVALID_OPCODE'],
  ['a length of 2^32', text('x', { announced: 2n ** 32n }), 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'],
])('behind %s nothing is read any more, however it is cut', async (_, wrong, code) => {
  const chunk = Buffer.concat([text('before'), wrong, text('behind')])
  for (let cut = 1; cut <= chunk.length; cut++) {
    const seen = await toldOf(chunk.subarray(0, cut), chunk.subarray(cut), text('later'))
    expect(seen, `cut at ${cut}`).toEqual(['before', `ws: ${code}`])
  }
})

test('a ping within a message does not end it', async () => {
  const chunk = Buffer.concat([text('x', { fin: false }), ping, text('y')])
  expect(await toldOf(chunk)).toEqual(['ws: ping ?', 'ws: WS_ERR_INVALID_OPCODE'])
})

test('an error is told as soon as ws can tell it', async () => {
  const { told, push } = await read(text('x', { rsv: 4, lengthBits: 16 }).subarray(0, 2))
  expect(told).toContain('ws: WS_ERR_UNEXPECTED_RSV_1')
  await push(text('later'))
  expect(told).not.toContain('later')
})

test('behind a close frame nothing is read any more', async () => {
  const close = frame({ opcode: opcode.close, payload: Uint8Array.of(0x0f, 0xa0) })
  const { wire, told, push } = await read(Buffer.concat([text('1'), close, text('2')]), text('3'))
  expect([told.includes('1'), told.includes('2'), told.includes('3')]).toEqual([true, false, false])
  expect(wire.listenerCount('data')).toBe(0)
  await push(text('4'))
  expect(told).not.toContain('4')
})

test('behind an error nothing is read any more that comes in the same turn', async () => {
  const { wire, told } = await read()
  for (const chunk of [text('1'), text('x', { rsv: 4 }), text('2')]) wire.emit('data', Buffer.from(chunk))
  await nextTurn()
  expect(told.filter((one) => one !== 'flush')).toEqual(['1', 'ws: WS_ERR_UNEXPECTED_RSV_1'])
})

test('what was gathered is handed over before ws gets bytes, and behind each chunk', async () => {
  const { told } = await read(Buffer.concat([text('1'), text('2'), ping, text('3')]), text('4'))
  expect(told).toEqual(['1', '2', 'flush', 'ws: ping ?', '3', 'flush', '4', 'flush'])
})

test('a pause lets the rest of the chunk through, and what is unread is read at the end', async () => {
  const { wire, raw, told, sink, push } = await read()
  const { onMessage } = sink
  sink.onMessage = (data) => {
    onMessage(data)
    raw.pause()
  }
  const cut = text('cut')
  await push(Buffer.concat([text('1'), text('2'), cut.subarray(0, 8)]), cut.subarray(8), text('4'))
  expect(told).toEqual(['1', '2', 'flush'])
  wire.destroy()
  await nextTurn()
  expect(told.filter((one) => one !== 'flush')).toEqual(['1', '2', 'cut', '4', 'ws: close 1006'])
})

test('what is kept of a frame at its end has no effect', async () => {
  const { wire, told } = await read(text('cut').subarray(0, 8))
  wire.push(null)
  await nextTurn()
  expect(told).toEqual(['flush', 'ws: close 1006'])
})

test('where ws is not as it is known, nothing is changed', () => {
  const sink = { onMessage: () => {}, flush: () => {} }
  const attempts = [
    { _receiver: undefined },
    { _receiver: { write: () => true } },
    { _receiver: Object.assign(new Writable(), { write: () => true }) },
    { _extensions: { 'permessage-deflate': {} } },
  ]
  for (const change of attempts) {
    const wire = new Wire()
    const raw: WebSocket & { _receiver?: Partial<Writable> } = Object.assign(wire.upgrade(Buffer.alloc(0)), change)
    const write = raw._receiver?.write
    expect(readDirectly(raw, wire, 1, sink)).toBe(false)
    expect(raw._receiver?.write).toBe(write)
  }
})
