import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BinaryMessage, readBytes, readFrame, writeBytes } from '../../src/channel/binary.ts'
import { codes } from '../../src/channel/codes.ts'
import { type Envelope, Fault } from '../../src/channel/envelope.ts'

const frameOf = (length: number, rest: Uint8Array): ArrayBuffer => {
  const frame = new Uint8Array(4 + rest.length)
  new DataView(frame.buffer).setUint32(0, length)
  frame.set(rest, 4)
  return frame.buffer
}
const bytesOf = (text: string) => new TextEncoder().encode(text)
const bodies = fc.uint8Array({ maxLength: 300 })

test('what is written is read as it was', () => {
  const envelopes = fc.record<Envelope>({
    type: fc.string({ unit: 'binary' }),
    data: fc.jsonValue({ maxDepth: 8, stringUnit: 'binary' }),
  })
  fc.assert(
    fc.property(envelopes, bodies, (envelope, body) => {
      const { envelope: read, body: left } = readBytes(writeBytes(envelope, body).buffer) as BinaryMessage
      expect(JSON.stringify(read)).toBe(JSON.stringify(envelope))
      expect([...left]).toEqual([...body])
    }),
  )
})

test('any bytes are a message or a fault', () => {
  const heads = fc.oneof(bodies, fc.json().map(bytesOf), fc.constant(bytesOf('{"type":"a"}')))
  const frames = fc.oneof(
    bodies.map((bytes) => bytes.slice().buffer),
    fc
      .tuple(fc.oneof(fc.nat({ max: 20 }), fc.integer({ min: 0, max: 2 ** 32 - 1 })), heads)
      .map(([n, rest]) => frameOf(n, rest)),
    heads.map((head) => frameOf(head.length, head)),
  )
  fc.assert(
    fc.property(frames, (frame) => {
      const found = readBytes(frame)
      if (found instanceof Fault) expect(Object.keys(codes)).toContain(found.code)
      else expect(typeof found.envelope.type).toBe('string')
    }),
    { numRuns: 1000 },
  )
})

test('the bytes, one by one', () => {
  const head = '{"type":"frame","data":{"camera":"é"}}'
  expect([...writeBytes({ type: 'frame', data: { camera: 'é' } }, Uint8Array.of(1, 2))]).toEqual([
    ...[0, 0, 0, 39],
    ...bytesOf(head),
    ...[1, 2],
  ])
})

test.each(['\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}', '\ud800'])(
  'a head with %j, at the edges of the encoding',
  (data) => {
    expect(readFrame(writeBytes({ type: 'a', data }, new ArrayBuffer(1)).buffer)).toEqual({
      envelope: { type: 'a', data },
      body: new Uint8Array(1),
    })
  },
)

test('a frame has exactly its bytes, and its body is a view of it', () => {
  const frame = writeBytes({ type: 'frame' }, new ArrayBuffer(3))
  expect(frame.byteLength).toBe(frame.buffer.byteLength)
  const { body } = readBytes(frame.buffer) as BinaryMessage
  expect(body.buffer).toBe(frame.buffer)
  expect(body.byteLength).toBe(3)
})

test.each([
  ['a view', (buffer: ArrayBuffer) => new Uint8Array(buffer, 2, 2)],
  ['another view', (buffer: ArrayBuffer) => new DataView(buffer, 2, 2)],
  ['a view of another realm', () => runInNewContext('Uint8Array.of(0, 1, 2, 3, 4).subarray(2, 4)')],
  ['a buffer of another realm', () => runInNewContext('Uint8Array.of(2, 3).buffer')],
])('of %s exactly the bytes that it shows', (_, make) => {
  const frame = writeBytes({ type: 'frame' }, make(Uint8Array.of(0, 1, 2, 3, 4).buffer))
  expect([...(readBytes(frame.buffer) as BinaryMessage).body]).toEqual([2, 3])
})

const head = bytesOf('{"type":"a"}')

test.each([
  ['nothing', new ArrayBuffer(0), 'bad_binary'],
  ['half a length', new ArrayBuffer(3), 'bad_binary'],
  ['no head', frameOf(0, head), 'bad_json'],
  ['a head that ends in the length', frameOf(1, new Uint8Array()), 'bad_binary'],
  ['a head one byte longer than the frame', frameOf(head.length + 1, head), 'bad_binary'],
  ['the longest head', frameOf(2 ** 32 - 1, head), 'bad_binary'],
  ['a head cut short', frameOf(head.length - 1, head), 'bad_json'],
  ['a head that is no UTF-8', frameOf(1, Uint8Array.of(0xff)), 'bad_binary'],
  ['a head behind a byte order mark', frameOf(head.length + 3, bytesOf('\ufeff{"type":"a"}')), 'bad_json'],
  ['a head without a type', frameOf(2, bytesOf('{}')), 'bad_envelope'],
  ['a deep head', frameOf(40, bytesOf('['.repeat(40))), 'too_deep'],
])('%s', (_, frame, code) => {
  expect(readBytes(frame)).toEqual(new Fault(code as Fault['code']))
})

test('no body is an empty one', () => {
  expect(readBytes(frameOf(head.length, head))).toEqual({ envelope: { type: 'a' }, body: new Uint8Array() })
})

test.each(['text', [1], new Blob(), { byteLength: 1 }, undefined])('%o is no body', (body) => {
  const wrong = body as unknown as ArrayBuffer
  expect(() => writeBytes({ type: 'frame' }, wrong)).toThrow(
    new TypeError('the body of "frame" is neither an ArrayBuffer nor a view of one'),
  )
})

test('a frame of either kind, whatever a text has for members', () => {
  expect(readFrame('{"type":"say","body":"x","envelope":1}')).toEqual({
    envelope: { type: 'say', body: 'x', envelope: 1 },
  })
  expect(readFrame('{')).toEqual(new Fault('bad_json'))
  expect(readFrame(frameOf(head.length, head))).toHaveProperty('body')
})
