import { once } from 'node:events'
import type { Writable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as ws from 'ws'
import { encodeFrame, frameSize, type Payload, writeFrame } from '../../adapters/node/frame.ts'

// The types of `ws` do not know its two ends of a stream.
const { Sender, Receiver } = ws as unknown as {
  Sender: { frame(data: Buffer, options: object): Buffer[] }
  Receiver: new (options: object) => Writable
}

/** A message as `ws` itself frames it. */
const framedByWs = (payload: Payload): Buffer => {
  const data = payload instanceof ArrayBuffer ? Buffer.from(payload) : Buffer.from(payload as Uint8Array)
  const options = { fin: true, rsv1: false, mask: false, readOnly: true, opcode: typeof payload === 'string' ? 1 : 2 }
  return Buffer.concat(Sender.frame(data, options))
}

/** What the receiver of `ws` makes of a frame. */
const readByWs = async (frame: Buffer): Promise<{ data: Buffer; isBinary: boolean }> => {
  const receiver = new Receiver({ isServer: false })
  const message = once(receiver, 'message')
  receiver.write(frame)
  const [data, isBinary] = await message
  return { data, isBinary }
}

const borders = [0, 1, 124, 125, 126, 127, 65_534, 65_535, 65_536, 65_537, 2 ** 20]
const random = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, index) => (index * 31) % 251)

test.each(borders)('%i bytes, as text and as binary, are framed and read as by ws', async (size) => {
  const bytes = random(size)
  for (const payload of ['x'.repeat(size), bytes, bytes.buffer as ArrayBuffer]) {
    const frame = encodeFrame(payload)
    expect(frame.equals(framedByWs(payload))).toBe(true)
    expect(frameSize(payload)).toBe(frame.length)
    const { data, isBinary } = await readByWs(frame)
    expect(isBinary).toBe(typeof payload !== 'string')
    expect(data.equals(frame.subarray(frame.length - size))).toBe(true)
  }
})

// Two, three and four bytes a character, and halves of one: its length in bytes is told by nothing but its content.
test.each(['é', '€', '😀', '\ud800', '\udc00x'])('text of %j is UTF-8, around every border', async (character) => {
  for (const border of [126, 65_536]) {
    for (let length = border - 3; length <= border; length++) {
      const text = character.repeat(Math.floor(length / Buffer.byteLength(character)))
      for (const payload of [text, `${text}y`, `${text}yy`]) {
        const frame = encodeFrame(payload)
        expect(frame.equals(framedByWs(payload))).toBe(true)
        expect(String((await readByWs(frame)).data)).toBe(payload.toWellFormed())
      }
    }
  }
})

test('of a view exactly the bytes that it shows', () => {
  const all = random(64)
  const view = new Uint8Array(all.buffer, 7, 20)
  expect(encodeFrame(view)).toEqual(Buffer.from([0x82, 20, ...all.subarray(7, 27)]))
})

test('a frame is its own: what happens to the bytes later does not show', () => {
  const bytes = random(200)
  const frame = encodeFrame(bytes)
  const before = Buffer.from(frame)
  bytes.fill(0)
  expect(frame.equals(before)).toBe(true)
})

test('a length beyond 32 bits stands in the head', () => {
  const size = 2 ** 33 + 5
  const head = Buffer.alloc(10)
  writeFrame(new Uint8Array(), head, 0, head.length + size)
  expect([head[0], head[1], head.readBigUInt64BE(2)]).toEqual([0x82, 127, BigInt(size)])
})

test('wherever it is written, the bytes beside it stay', () => {
  const payloads = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom(125, 126, 65_535, 65_536).map(random),
  )
  fc.assert(
    fc.property(payloads, fc.nat(20), fc.nat(20), (payload, before, after) => {
      const size = frameSize(payload)
      const memory = Buffer.alloc(before + size + after, 0xaa)
      writeFrame(payload, memory, before, before + size)
      const beside = Buffer.concat([memory.subarray(0, before), memory.subarray(before + size)])
      expect(memory.subarray(before, before + size).equals(framedByWs(payload))).toBe(true)
      expect(beside.equals(Buffer.alloc(before + after, 0xaa))).toBe(true)
    }),
  )
})
