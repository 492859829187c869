import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { brief } from '../../src/channel/brief.ts'
import type { SchemaIssue } from '../../src/channel/schema.ts'

const sizeOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length

test('path and message only, of what else an issue holds nothing', () => {
  const { error } = z.object({ secret: z.literal('a') }).safeParse({ secret: 'b' }, { reportInput: true })
  expect(JSON.stringify(error?.issues)).toContain('"input":"b"')
  expect(brief(error?.issues ?? [])).toEqual([{ path: ['secret'], message: 'Invalid input: expected "a"' }])
})

test('a path in any form that the standard has', () => {
  const path = ['list', 0, Symbol('own'), { key: 'name' }, { key: 1 }, { key: Symbol.iterator }]
  expect(brief([{ path, message: 'no' }, { message: 'nowhere' }])).toEqual([
    { path: ['list', 0, 'Symbol(own)', 'name', 1, 'Symbol(Symbol.iterator)'], message: 'no' },
    { path: [], message: 'nowhere' },
  ])
})

test('what is no issue is told to be the fault of the schema, beside those that are some', () => {
  const failing = {
    get message(): string {
      throw new Error('secret')
    },
  }
  const found: unknown[] = [null, { path: [null], message: 'a' }, failing, { message: Object.create(null) }]
  const failed = { path: [], message: 'the schema itself failed' }
  expect(brief(found as SchemaIssue[])).toEqual([failed, failed, failed, failed])
  const odd: unknown = { path: [1n, undefined], message: 5n }
  expect(brief([odd as SchemaIssue])).toEqual([{ path: ['1', 'undefined'], message: '5' }])
})

test('five of many', () => {
  const issues = Array.from({ length: 9 }, (_, index) => ({ path: [index], message: 'no' }))
  expect(brief(issues).map(({ path }) => path)).toEqual([[0], [1], [2], [3], [4]])
})

test('as many as fit', () => {
  const issues = Array.from({ length: 5 }, () => ({ path: ['text'], message: 'x'.repeat(300) }))
  expect(brief(issues)).toEqual(issues.slice(0, 3))
})

test('of one that does not fit the beginning', () => {
  expect(brief([{ path: ['x'.repeat(2000)], message: 'too long' }])).toEqual([{ path: [], message: 'too long' }])
  expect(brief([{ path: ['a'], message: 'é'.repeat(2000) }])).toEqual([{ path: [], message: 'é'.repeat(150) }])
})

test('exactly 1 KiB passes, one byte more does not', () => {
  const issue = (length: number) => ({ path: ['a'], message: 'x'.repeat(length) })
  const rest = 1024 - sizeOf([issue(1), issue(0)])
  expect(sizeOf(brief([issue(1), issue(rest)]))).toBe(1024)
  expect(brief([issue(1), issue(rest + 1)])).toEqual([issue(1)])
})

test('whatever was found: one at least, five and 1 KiB at most', () => {
  const key = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer(), fc.constant(Symbol.iterator))
  const issue = fc.record<SchemaIssue>(
    {
      message: fc.string({ unit: 'binary', maxLength: 1500 }),
      path: fc.array(fc.oneof(key, fc.record({ key })), { maxLength: 4 }),
    },
    { requiredKeys: ['message'] },
  )
  fc.assert(
    fc.property(fc.array(issue, { minLength: 1, maxLength: 8 }), (issues) => {
      const told = brief(issues)
      expect(told.length).toBeGreaterThan(0)
      expect(told.length).toBeLessThanOrEqual(5)
      expect(sizeOf(told)).toBeLessThanOrEqual(1024)
    }),
  )
})
