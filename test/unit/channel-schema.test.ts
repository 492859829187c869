import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Checked, check, checkNow, isSchema, type Schema, type SchemaResult } from '../../src/channel/schema.ts'

/** A schema of a library that may do anything. */
const schemaOf = (validate: (value: unknown) => unknown): Schema => ({
  '~standard': { version: 1, vendor: 'a stranger', validate: validate as () => SchemaResult<unknown> },
})
const failure = { issues: [{ message: 'the schema itself failed' }] }

test('what passed, as its schema makes it', () => {
  const schema = z.object({ at: z.string().transform(Number) })
  expect(check(schema, { at: '12', other: 1 })).toEqual({ value: { at: 12 } })
  expect(checkNow(schema, { at: '12' }, 'say')).toEqual({ value: { at: 12 } })
  expect(check(z.undefined(), undefined)).toMatchObject({ value: undefined })
})

test('what is wrong, and where', () => {
  expect(check(z.object({ text: z.string() }), { text: 1 })).toMatchObject({
    issues: [{ path: ['text'], message: 'Invalid input: expected string, received number' }],
  })
})

test('a schema that needs time', async () => {
  const schema = z.string().refine(async (text) => text !== 'taken', 'taken')
  expect(await check(schema, 'free')).toEqual({ value: 'free' })
  expect(await check(schema, 'taken')).toMatchObject({ issues: [{ message: 'taken' }] })
})

test('a schema that needs time where there is none', () => {
  const asks = schemaOf(async () => ({ value: 1 }))
  const words =
    'the schema of "said" answers with a promise: what is sent is checked at once, without async refinements'
  expect(() => checkNow(asks, 1, 'said')).toThrow(new TypeError(words))
})

test('a promise that is not awaited does not reject later', async () => {
  const rejected = Promise.reject(new Error('late'))
  expect(() =>
    checkNow(
      schemaOf(() => rejected),
      1,
      'said',
    ),
  ).toThrow(TypeError)
  // Node fails the test run for a rejection that nobody handles by the end of this turn.
  await new Promise(setImmediate)
})

test('a schema that throws or rejects is a failed check, and keeps its reason', async () => {
  const cause = new Error('no such table')
  const throws = schemaOf(() => {
    throw cause
  })
  expect(check(throws, 1)).toEqual({ ...failure, cause })
  expect(checkNow(throws, 1, 'said')).toEqual({ ...failure, cause })
  expect(
    await check(
      schemaOf(() => Promise.reject(cause)),
      1,
    ),
  ).toEqual({ ...failure, cause })
})

test.each([
  undefined,
  null,
  0,
  'value',
  true,
  {},
  [],
  { issues: 'none' },
  { issues: {} },
  { issues: true, value: 1 },
  Object.create({ value: 1 }),
])('a schema that answers %o has failed', async (answer) => {
  expect(
    check(
      schemaOf(() => answer),
      1,
    ),
  ).toMatchObject(failure)
  expect(
    await check(
      schemaOf(async () => answer),
      1,
    ),
  ).toMatchObject(failure)
})

test('a schema may answer with anything, and nothing is thrown', async () => {
  const answers = fc.oneof(
    fc.anything(),
    fc.record({ value: fc.anything(), issues: fc.anything() }, { requiredKeys: [] }),
  )
  await fc.assert(
    fc.asyncProperty(answers, async (answer) => {
      const found: Checked<unknown> = await check(
        schemaOf(() => answer),
        1,
      )
      expect('value' in found || Array.isArray(found.issues)).toBe(true)
    }),
  )
})

test('a thenable is awaited like a promise', async () => {
  // biome-ignore lint/suspicious/noThenProperty: what older libraries answer with
  const thenable = { then: (done: (result: unknown) => void) => done({ value: 5 }) }
  expect(
    await check(
      schemaOf(() => thenable),
      1,
    ),
  ).toEqual({ value: 5 })
})

test('what is a schema', () => {
  const callable = Object.assign(
    () => {},
    schemaOf((value) => ({ value })),
  )
  expect([z.string(), schemaOf(() => {}), callable].every(isSchema)).toBe(true)
  const others = [
    undefined,
    null,
    1,
    'x',
    {},
    () => {},
    { '~standard': {} },
    { '~standard': { version: 2, validate() {} } },
  ]
  expect(others.filter(isSchema)).toEqual([])
})
