import { expect, test } from 'vitest'
import { checkClose } from '../../src/close.ts'
import { type ErrorCode, type ErrorRule, errors, JackfieldError } from '../../src/errors.ts'

const rules: [ErrorCode, ErrorRule][] = Object.entries(errors) as [ErrorCode, ErrorRule][]

test("every close code may be sent, and those of a channel are the application's", () => {
  for (const [, { close, channelClose }] of rules) {
    checkClose(close, undefined)
    checkClose(channelClose, undefined)
    if (channelClose !== undefined) expect(Math.floor(channelClose / 100)).toBeOneOf([44, 45])
    expect(close === undefined).toBe(channelClose === undefined)
  }
})

test("no two codes share a channel's close code, but those of a token that is not good or not any more", () => {
  const codes = rules.flatMap(([code, { channelClose }]) => (code === 'expired' ? [] : (channelClose ?? [])))
  expect(new Set(codes).size).toBe(codes.length)
  expect(errors.expired).toEqual(errors.unauthorized)
})

test("every HTTP status is an error's", () => {
  for (const [, { status = 500 }] of rules) expect(Math.floor(status / 100)).toBeOneOf([4, 5])
})

test('an error has its code, its row and its cause', () => {
  const cause = new Error('deep')
  const error = new JackfieldError('overloaded', 'too many', { cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'JackfieldError', code: 'overloaded', message: 'too many', cause })
  expect(error.rule).toBe(errors.overloaded)
})
