import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codes } from '../../src/channel/codes.ts'
import { type Envelope, errorOf, Fault, isId, read, write } from '../../src/channel/envelope.ts'

const ids = fc.oneof(fc.string({ minLength: 1, maxLength: 64 }), fc.maxSafeNat())
const names = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'))
const data = fc.jsonValue({ maxDepth: 20 })

test('what is written is read as it was', () => {
  const envelopes = fc.record<Envelope>({ type: names, id: ids, data }, { requiredKeys: ['type'] })
  fc.assert(
    fc.property(envelopes, (envelope) => {
      expect(JSON.stringify(read(write(envelope)))).toBe(JSON.stringify(envelope))
    }),
  )
})

test('any text is an envelope or a fault', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json({ depthSize: 'small' }),
    fc
      .array(fc.constantFrom(...'{}[]",:\\', '"type"', '"id"', 'null', '1', '__proto__'))
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const found = read(text)
      if (found instanceof Fault) expect(Object.keys(codes)).toContain(found.code)
      else expect(typeof found.type).toBe('string')
    }),
    { numRuns: 300 },
  )
})

test('what stands in the protocol', () => {
  expect(read('{"type":"say","data":{"text":"hello"}}')).toEqual({ type: 'say', data: { text: 'hello' } })
  expect(write({ type: 'history', id: 1, data: { limit: 5 } })).toBe('{"type":"history","id":1,"data":{"limit":5}}')
  expect(write({ type: 'ping', data: undefined })).toBe('{"type":"ping"}')
})

test.each([
  ['', 'bad_json'],
  ['say', 'bad_json'],
  ['{"type":"say"', 'bad_json'],
  ['\ufeff{"type":"say"}', 'bad_json'],
  ['{type:"say"}', 'bad_json'],
  ['null', 'bad_envelope'],
  ['"say"', 'bad_envelope'],
  ['[{"type":"say"}]', 'bad_envelope'],
  ['{}', 'bad_envelope'],
  ['{"type":1}', 'bad_envelope'],
  ['{"type":null,"data":1}', 'bad_envelope'],
  ['{"__proto__":{"type":"say"}}', 'bad_envelope'],
  ['{"type":"say","id":null}', 'bad_id'],
  ['{"type":"say","id":1.5}', 'bad_id'],
  ['{"type":"say","id":-1}', 'bad_id'],
  ['{"type":"say","id":9007199254740992}', 'bad_id'],
  ['{"type":"say","id":""}', 'bad_id'],
  [`{"type":"say","id":"${'x'.repeat(65)}"}`, 'bad_id'],
  ['{"id":{}}', 'bad_id'],
  ['['.repeat(33), 'too_deep'],
])('%s is %s', (text, code) => {
  expect(read(text)).toEqual(new Fault(code as Fault['code']))
})

test('a fault has the id that its answer repeats', () => {
  expect(read('{"id":7}')).toEqual(new Fault('bad_envelope', 7))
  expect(read('{"type":2,"id":"a"}')).toEqual(new Fault('bad_envelope', 'a'))
})

test('members that no message has are left alone', () => {
  expect(read('{"type":"say","later":1}')).toMatchObject({ type: 'say' })
})

test("prototypes' names are plain strings", () => {
  const envelope = read('{"type":"__proto__","id":"constructor","data":{"__proto__":{"admin":true}}}') as Envelope
  expect(envelope).toMatchObject({ type: '__proto__', id: 'constructor' })
  expect(Object.hasOwn(envelope.data as object, '__proto__')).toBe(true)
  expect(envelope.data).not.toHaveProperty('admin')
  expect(write(envelope)).toContain('{"__proto__":{"admin":true}}')
})

const circle: unknown[] = []
circle.push(circle)

test.each([
  ['a bigint', { deep: [1n] }],
  ['a circle', circle],
])('%s is no JSON, and the error names the message', (_, data) => {
  expect(() => write({ type: 'say', data })).toThrow(
    new TypeError('what "say" sends is no JSON, which has no bigints and no circles'),
  )
})

test('an error says what the table of codes says, or what it was told', () => {
  expect(write(errorOf('invalid', 1, { issues: [{ path: ['text'], message: 'too short' }] }))).toBe(
    '{"type":"error","code":"invalid","retryable":false,"id":1,"message":"the data is not what the channel says","issues":[{"path":["text"],"message":"too short"}]}',
  )
  expect(write(errorOf('too_many_calls', 'a'))).toContain('"retryable":true,"id":"a"')
  expect(write(errorOf('sold_out', 0, { retryable: true, message: 'none is left' }))).toBe(
    '{"type":"error","code":"sold_out","retryable":true,"id":0,"message":"none is left"}',
  )
  expect(errorOf('constructor')).toMatchObject({ retryable: false, message: 'the message was refused' })
})

test('an id', () => {
  expect([0, 1, Number.MAX_SAFE_INTEGER, 'a', '__proto__', 'x'.repeat(64)].filter((id) => !isId(id))).toEqual([])
  expect(
    [undefined, null, true, {}, [], -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '', 'x'.repeat(65)].filter(
      isId,
    ),
  ).toEqual([])
})
