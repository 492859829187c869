import { expect, test } from 'vitest'
import { cases } from '../../src/testing/cases/index.ts'
import type { Column } from './columns.ts'
import type { Sign } from './judge.ts'
import { findings, type Judged, matrix, signOf, signsOf } from './page.ts'
import { seen } from './seen.ts'

/** A column in which all cases have one sign, but for some. */
function judged(column: Column, sign: Sign, others: Readonly<Record<string, Sign>> = {}): Judged {
  return { column, verdicts: cases.map(({ id }) => ({ id, sign: others[id] ?? sign, seen: `seen in ${id}` })) }
}
const column = (library: string): Column => ({
  name: library,
  library,
  runtime: 'Bun',
  ours: false,
  source: () => Promise.reject(new Error('nothing is run here')),
})
const [ours, theirs] = [column('ours'), column('theirs')]

test('a row passes if all of its cases do that are asked', () => {
  const mixed = judged(ours, 'pass', { HS03c: 'fail', HS06c: 'declared', HS15: 'none', HS17: 'none' })
  const rows = ['HS01', 'HS03', 'HS06', 'HS15', 'HS17']
  expect(rows.map((row) => signOf(row, mixed))).toEqual(['pass', 'fail', 'declared', 'pass', 'none'])
})

test('a printed table is read back, and a changed sign is another', () => {
  const before = signsOf(matrix([judged(ours, 'pass'), judged(theirs, 'fail')]))
  const after = signsOf(matrix([judged(ours, 'pass'), judged(theirs, 'fail', { HS17: 'pass' })]))
  expect(before.get(`HS17, ${theirs.library} on ${theirs.runtime}`)).toBe('❌')
  expect([...after].filter(([cell, sign]) => before.get(cell) !== sign)).toEqual([
    [`HS17, ${theirs.library} on ${theirs.runtime}`, '✅'],
  ])
})

test('a finding has the first failed case of its row, and the share', () => {
  const lines = findings([judged(theirs, 'pass', { HS03c: 'fail', HS03e: 'fail' })])
  expect(lines).toContain('- HS03c (2 of 5 cases): `seen in HS03c`')
})

test('what was seen has no ids and ports, and says how a server died', () => {
  const error = new Error('the case and its log', {
    cause: new Error('GET http://127.0.0.1:43210/log: `refused`\nmore'),
  })
  expect(seen(error, "the server's process ended (SIGTERM)\n")).toBe("GET http://127.0.0.1:<port>/log: 'refused'")
  const log = "Error: open failed\n    at somewhere\nthe server's process ended (1)\n"
  expect(seen(error, log)).toBe("the server's process ended (1): Error: open failed")
})
