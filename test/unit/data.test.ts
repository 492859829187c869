import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reasonSize, type SendData, sizeOf, toMessage } from '../../src/data.ts'

const encoded = (text: string) => new TextEncoder().encode(text).byteLength

test('the size of a text is that of its UTF-8', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 200 })
  fc.assert(
    fc.property(texts, (text) => {
      expect(sizeOf(text)).toBe(encoded(text))
    }),
  )
})

test.each(['', 'a', '\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'])(
  'the size of %j, at the edges of the encoding',
  (text) => {
    expect(sizeOf(text)).toBe(encoded(text))
  },
)

test('the size of bytes is their number', () => {
  expect(sizeOf(new ArrayBuffer(70_000))).toBe(70_000)
})

test('the size of a reason counts a broken surrogate as the three bytes that stand in for it', () => {
  expect(reasonSize('\ud800')).toBe(3)
})

test('text stays as it is', () => {
  expect(toMessage('hello')).toBe('hello')
})

test.each([
  ['Uint8Array', (buffer: ArrayBuffer) => new Uint8Array(buffer, 2, 4)],
  ['Uint16Array', (buffer: ArrayBuffer) => new Uint16Array(buffer, 2, 2)],
  ['DataView', (buffer: ArrayBuffer) => new DataView(buffer, 2, 4)],
  ['Buffer', (buffer: ArrayBuffer) => Buffer.from(buffer, 2, 4)],
])('of a %s exactly the bytes that it shows', (_, view) => {
  const { buffer } = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7)
  expect([...(toMessage(view(buffer)) as Uint8Array)]).toEqual([2, 3, 4, 5])
})

test('an ArrayBuffer, also one of another realm', () => {
  const foreign = runInNewContext('Uint8Array.of(7, 8).buffer') as ArrayBuffer
  expect([...(toMessage(Uint8Array.of(1, 2).buffer) as Uint8Array)]).toEqual([1, 2])
  expect([...(toMessage(foreign) as Uint8Array)]).toEqual([7, 8])
})

test.each([
  [{}, 'Object'],
  [new Blob(), 'Blob'],
  [new Map(), 'Map'],
  [Object.create(null), 'object'],
  [null, 'null'],
  [undefined, 'undefined'],
  [1, 'number'],
  [() => {}, 'function'],
  [Symbol('s'), 'symbol'],
])('%o is no message', (value, kind) => {
  const said = `a message is a string, an ArrayBuffer or a view of one, not ${kind}: send JSON.stringify(value) for an object`
  expect(() => toMessage(value as SendData)).toThrow(said)
  expect(() => toMessage(value as SendData)).toThrow(TypeError)
})
