import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkClose } from '../../src/close.ts'

const protocolCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014]

const isAllowed = (code: number) => protocolCodes.includes(code) || (code >= 3000 && code <= 4999)

test('of all codes that a frame can carry, exactly the sendable ones pass', () => {
  const passing: number[] = []
  for (let code = 0; code <= 65_535; code++) {
    try {
      checkClose(code, undefined)
      passing.push(code)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  expect(passing).toEqual(Array.from({ length: 65_536 }, (_, code) => code).filter(isAllowed))
})

test('any other number is a RangeError', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.double(), fc.integer()).filter((code) => !(Number.isInteger(code) && isAllowed(code))),
      (code) => {
        expect(() => checkClose(code, undefined)).toThrow(RangeError)
      },
    ),
  )
})

test('the message names what may be sent', () => {
  expect(() => checkClose(1005, undefined)).toThrow(
    'close code 1005 must not be sent: use 1000, 3000 to 4999, or one of 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014',
  )
})

test('a code that is no number and a reason that is no string are TypeErrors', () => {
  for (const code of ['1000', null, {}, 1000n]) expect(() => checkClose(code as number, undefined)).toThrow(TypeError)
  for (const reason of [1, null, {}]) expect(() => checkClose(1000, reason as string)).toThrow(TypeError)
})

test('a reason is measured in bytes', () => {
  checkClose(1000, `${'é'.repeat(61)}!`)
  expect(() => checkClose(1000, 'é'.repeat(62))).toThrow(
    'a close reason is at most 123 bytes as UTF-8; this one has 124',
  )
  expect(() => checkClose(undefined, 'x'.repeat(124))).toThrow(RangeError)
})

test('nothing at all is fine', () => {
  checkClose(undefined, undefined)
  checkClose(undefined, 'only words')
})
