import type { Context } from 'hono'
import { expect, test, vi } from 'vitest'
import { takeToken, verifyToken } from '../../src/guards/token.ts'
import type { TokenOptions } from '../../src/options.ts'

const options = (more: Partial<TokenOptions> = {}): TokenOptions => ({ from: 'protocol', verify: () => ({}), ...more })
const c = {} as Context

test.each<[offered: string[], protocols: string[], token: string | undefined]>([
  [['chat', 'bearer.abc'], ['chat'], 'abc'],
  [['bearer.abc', 'chat'], ['chat'], 'abc'],
  [['bearer.a.b.c'], [], 'a.b.c'],
  [['bearer.'], [], ''],
  [['chat'], ['chat'], undefined],
  [['Bearer.abc', 'xbearer.abc'], ['xbearer.abc'], undefined],
  [['bearer.one', 'chat', 'bearer.two'], ['chat'], undefined],
  [[], [], undefined],
])('of %j there may be chosen %j, and the token is %j', (offered, protocols, token) => {
  expect(takeToken(offered, options())).toEqual({ protocols, token })
})

test('the prefix is the one that the route says', () => {
  expect(takeToken(['auth-abc', 'bearer.x'], options({ prefix: 'auth-' }))).toEqual({
    protocols: ['bearer.x'],
    token: 'abc',
  })
})

test('where the token is the first message, none is taken off the list', () => {
  expect(takeToken(['bearer.abc'], options({ from: 'message' }))).toEqual({
    protocols: ['bearer.abc'],
    token: undefined,
  })
})

test('a good token is what it grants, also later', async () => {
  const grant = { key: 'ada', expiresAt: 5, data: [1] }
  const verify = vi.fn(() => grant)
  expect(await verifyToken('abc', options({ verify }), c)).toBe(grant)
  expect(verify.mock.calls).toEqual([['abc', c]])
  expect(await verifyToken('abc', options({ verify: async () => grant }), c)).toBe(grant)
})

test('a bad one is unauthorized, and is not named', async () => {
  const verdicts = [() => undefined, async () => undefined]
  for (const verify of verdicts) {
    const error = await verifyToken('s3cret', options({ verify }), c).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'unauthorized', message: 'The token is not good, or not any more.' })
  }
})

test.each([
  ['protocol', 'offer it as a subprotocol, "bearer." and the token in base64url'],
  ['message', 'send it as the first message, as text'],
] as const)('without one from the %s it is said where it belongs, and the app is not asked', async (from, said) => {
  const verify = vi.fn(() => ({}))
  for (const none of [undefined, '']) {
    const error = await verifyToken(none, options({ from, verify }), c).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'unauthorized', message: expect.stringContaining(said) })
  }
  expect(verify).not.toHaveBeenCalled()
})

test('the prefix of the route is the one that is named', async () => {
  const none = verifyToken(undefined, options({ prefix: 'auth-' }), c)
  await expect(none).rejects.toThrow('"auth-" and the token')
})

test('what the app throws is its own', async () => {
  const error = new RangeError('no database')
  const verify = () => {
    throw error
  }
  await expect(verifyToken('abc', options({ verify }), c)).rejects.toBe(error)
})
