import { inspect } from 'node:util'
import { type } from 'arktype'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Schema } from '../../src/channel/index.ts'
import { keepData } from '../../src/channels/data.ts'
import { fitting, type MisfitError } from '../../src/channels/outgoing.ts'

const errorOf = (work: () => unknown): MisfitError => {
  try {
    work()
  } catch (error) {
    return error as MisfitError
  }
  throw new Error('it fits')
}
const wordsOf = (work: () => unknown): string => errorOf(work).message

const outgoing = { name: 'shop', outgoing: new Map(), validate: true }
const send = (schema: Schema, value: unknown) => wordsOf(() => fitting(schema, value, outgoing, 'sold'))
const keep = (schema: Schema, value: unknown) => wordsOf(() => keepData(schema, value, 'shop'))

const orders: [library: string, Schema][] = [
  ['zod', z.object({ list: z.array(z.object({ amount: z.number() })), way: z.enum(['a', 'b']) })],
  ['valibot', v.object({ list: v.array(v.object({ amount: v.number() })), way: v.picklist(['a', 'b']) })],
  ['arktype', type({ list: type({ amount: 'number' }).array(), way: '"a" | "b"' })],
]

test.each(orders)('what does not fit a schema of %s is told by where, and shows none of the data', (_, schema) => {
  const value = { list: [{ amount: 1 }, { amount: 's3cr3t' }], way: 'pa55' }
  const words = [send(schema, value), keep(schema, value)]
  expect(words).toEqual([
    '"sold" of channel "shop" does not fit its schema at "list.1.amount", "way"; it was not sent. The error\'s "issues" say why.',
    'the data of route "shop" does not fit its schema at "list.1.amount", "way"',
  ])
})

test.each(orders)('who prints the error of %s sees none of the data, which its issues may hold', (_, schema) => {
  const value = { list: [{ amount: 's3cr3t' }], way: 'a' }
  for (const work of [() => fitting(schema, value, outgoing, 'sold'), () => keepData(schema, value, 'shop')]) {
    const error = errorOf(work)
    expect(error.issues).toHaveLength(1)
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain('s3cr3t')
  }
})

test('the whole of it is told so, and of many places some', () => {
  expect(keep(z.string(), 5)).toBe('the data of route "shop" does not fit its schema at its root')
  const many = z.object(Object.fromEntries([...'abcdefg'].map((name) => [name, z.number()])))
  expect(keep(many, {})).toMatch(/at "a", "b", "c", "d", "e" and elsewhere$/)
})

test('a name as long as a message is no name to tell', () => {
  const names = z.record(z.string(), z.number())
  expect(keep(names, { ['x'.repeat(5000)]: 's3cr3t' })).toMatch(/at its root$/)
})

test('a schema that fails is told apart, and what it says is left to the cause', () => {
  const failing = v.pipe(
    v.string(),
    v.check((text) => {
      throw new Error(text)
    }),
  )
  expect(keep(failing, 's3cr3t')).toBe(
    'the data of route "shop" does not fit its schema, which failed: see the error\'s cause',
  )
})
