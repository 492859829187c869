import { expect, test } from 'vitest'
import { codes, retryOf } from '../../src/channel/codes.ts'
import { errors } from '../../src/errors.ts'

test('a client does after a close what the server means', () => {
  for (const [code, { channelClose, retry }] of Object.entries(errors)) {
    if (channelClose !== undefined) expect(`${code}: ${retryOf(channelClose)}`).toBe(`${code}: ${retry}`)
  }
})

test("the RFC's own codes, and what nobody knows", () => {
  const codesOf = (retry: string) =>
    Array.from({ length: 5000 }, (_, code) => code).filter((code) => retryOf(code) === retry)
  expect(codesOf('never')).toEqual([1000, 1002, 1003, 1005, 1007, 1008, 1009, 1010, 4400, 4403, 4409, 4413, 4501])
  expect(codesOf('fresh-token')).toEqual([4401])
  expect(retryOf(Number.NaN)).toBe('later')
})

test('every code has words, and looks like those that an app may add', () => {
  for (const [code, { words }] of Object.entries(codes)) {
    expect(code).toMatch(/^[a-z0-9_]{1,64}$/)
    expect(words).toMatch(/^[a-z].{10,80}[^.]$/)
  }
})
