import { describe, expect, test } from 'vitest'
import { dialects } from '../../bench/load/dialect.ts'
import { clientFrame, FrameReader, opcode, repeated, serverFrameSize } from '../../bench/load/frames.ts'
import { numbered, numberOf } from '../../bench/load/numbered.ts'
import { Sequence, summed } from '../../bench/load/sequence.ts'
import { Stamps, stamp } from '../../bench/load/stamps.ts'

/** Around each of the lengths at which a frame's header grows. */
const lengths = [0, 1, 125, 126, 65_535, 65_536]

/** A client's frame as a server sends it: without its mask. */
function unmasked(frame: Uint8Array): Uint8Array {
  const short = (frame[1] ?? 0) & 0x7f
  const header = short < 126 ? 2 : short === 126 ? 4 : 10
  const mask = frame.subarray(header, header + 4)
  const payload = frame.subarray(header + 4).map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  return Buffer.concat([frame.subarray(0, 1), Uint8Array.of(short), frame.subarray(2, header), payload])
}

describe('frames', () => {
  test.each(lengths)('one of %i bytes is read as it was built, and as long as was foretold', (length) => {
    const payload = numbered(7, Math.max(10, length)).subarray(0, length)
    const frame = clientFrame(opcode.binary, payload)
    expect(frame[1]).toSatisfy((byte: number) => byte >= 0x80)
    const sent = unmasked(frame)
    expect(sent).toHaveLength(serverFrameSize(length))
    const told: [number, number][] = []
    new FrameReader((kind, got) => told.push([kind, Buffer.compare(got, payload)])).push(sent)
    expect(told).toEqual([[opcode.binary, 0]])
  })

  test('are read alike wherever their bytes are cut', () => {
    const sent = Buffer.concat(
      [3, 200, 0].map((length) => unmasked(clientFrame(opcode.text, Buffer.alloc(length, 'x')))),
    )
    for (let cut = 0; cut <= sent.length; cut += 1) {
      const told: number[] = []
      const reader = new FrameReader((_, { length }) => told.push(length))
      reader.push(sent.subarray(0, cut))
      reader.push(sent.subarray(cut))
      expect(told).toEqual([3, 200, 0])
    }
  })

  test.each([
    ['a fragment', [0x01, 0x00]],
    ['a reserved bit', [0xc1, 0x00]],
    ['a mask', [0x81, 0x80]],
  ])('%s of a server is no figure, but an error', (_, bytes) => {
    expect(() => new FrameReader(() => {}).push(Uint8Array.from(bytes))).toThrow('not a whole, plain frame')
  })

  test('are repeated back to back', () => {
    expect([...repeated(Uint8Array.of(1, 2), 3)]).toEqual([1, 2, 1, 2, 1, 2])
  })
})

describe('dialects', () => {
  test.each(Object.entries(dialects))('what %s sends is what it reads and how long it says it is', (_, dialect) => {
    for (const text of [true, false]) {
      const sent: Uint8Array[] = []
      let rest = dialect.message('/room', numbered(12, 128), text)
      while (rest.length > 0) {
        const size = (rest[1] ?? 0) === 0xfe ? 8 + Buffer.from(rest).readUInt16BE(2) : 6 + ((rest[1] ?? 0) & 0x7f)
        sent.push(unmasked(rest.subarray(0, size)))
        rest = rest.subarray(size)
      }
      const told: (number | undefined)[] = []
      dialect.reader((payload) => told.push(numberOf(payload, 128)))(Buffer.concat(sent))
      expect(told).toEqual([12])
      expect(Buffer.concat(sent)).toHaveLength(dialect.size('/room', 128, text))
    }
  })
})

describe('what was delivered', () => {
  const ended = (numbers: readonly (number | undefined)[], expected: number) => {
    const sequence = new Sequence()
    for (const number of numbers) sequence.take(number)
    return sequence.end(expected)
  }

  test.each([
    ['all in order', [0, 1, 2], { lost: 0, duplicated: 0, reordered: 0 }],
    ['one lost', [0, 2], { lost: 1, duplicated: 0, reordered: 0 }],
    ['the last lost', [0, 1], { lost: 1, duplicated: 0, reordered: 0 }],
    ['one twice', [0, 1, 1, 2], { lost: 0, duplicated: 1, reordered: 0 }],
    ['one late', [0, 2, 1], { lost: 0, duplicated: 0, reordered: 1 }],
    ['one late, and twice', [2, 0, 1, 0], { lost: 0, duplicated: 1, reordered: 2 }],
    ['one altered', [0, undefined, 2], { lost: 1, duplicated: 0, reordered: 0 }],
    ['nothing', [], { lost: 3, duplicated: 0, reordered: 0 }],
  ])('%s', (_, numbers, counted) => {
    expect(ended(numbers, 3)).toEqual({ expected: 3, ...counted })
  })

  test('is summed over all receivers', () => {
    expect(summed([ended([0], 2), ended([1, 0], 2)])).toEqual({ expected: 4, lost: 1, duplicated: 0, reordered: 1 })
  })

  test('a payload has its number only as long as no byte of it is another', () => {
    const payload = numbered(41, 64)
    expect(numberOf(payload, 64)).toBe(41)
    expect(numberOf(payload, 65)).toBeUndefined()
    payload[63] = 0
    expect(numberOf(payload, 64)).toBeUndefined()
  })
})

test('the times of frames are found wherever their bytes are cut', () => {
  const head = 4
  const frames = [1.5, 2.5, 3.5].map((time) => {
    const frame = new Uint8Array(head + 20)
    stamp(frame.subarray(head), time)
    return frame
  })
  const sent = Buffer.concat(frames)
  for (let size = 1; size <= sent.length; size += 1) {
    const told: number[] = []
    const stamps = new Stamps(head, head + 20, (time) => told.push(time))
    for (let at = 0; at < sent.length; at += size) stamps.push(sent.subarray(at, at + size))
    expect(told).toEqual([1.5, 2.5, 3.5])
  }
})
