import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { differences } from './differences/index.ts'
import { page } from './page.ts'
import { rows } from './rows.ts'
import { cells } from './table.ts'

const sizeOf = (part: string) => rows.filter((row) => row.part === part).length

test('there are as many cases as were promised, each with a name of its own', () => {
  expect(sizeOf('frames')).toBeGreaterThanOrEqual(250)
  expect(sizeOf('handshakes')).toBeGreaterThanOrEqual(41)
  expect(sizeOf('targets')).toBeGreaterThanOrEqual(33)
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
})

test('a cell has one cause at most, and is declared only where it differs', () => {
  expect(cells.filter(({ declared }) => declared.length > 1)).toEqual([])
  expect(cells.filter(({ row, text, declared }) => declared.length > 0 && text === row.expected)).toEqual([])
})

test('every declared difference is seen in some cell on each of its runtimes', () => {
  const idle = differences.filter((one) => !cells.some(({ declared }) => declared.includes(one)))
  expect(idle).toEqual([])
})

test('docs/wire.md is what `node test/wire/print.ts` prints', () => {
  expect(readFileSync(new URL('../../docs/wire.md', import.meta.url), 'utf8') === page()).toBe(true)
})
