import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { insert, missingIn, printed } from '../../bench/report/page.ts'
import { result, run } from './bench-report.ts'

const page = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8')
const records = (...servers: readonly string[]) => ({
  runs: [run(...servers.map((server) => result(['node', server, 'echo-1'], 100)))],
  before: [],
  techniques: [],
  profiles: [],
  heaps: [],
})

test('docs/performance.md has a place for all that is printed', () => {
  const { blocks, pictures } = printed(records('raw', 'jackfield'))
  const fresh = insert(page, blocks)
  expect(fresh).toContain('| echo, 1 in flight | 100 messages | **1.00** |')
  for (const { file } of pictures) expect(fresh).toContain(`](performance/${file})`)
  expect(() => insert('# Elsewhere', blocks)).toThrow('no place for summary')
})

test('nothing measured is printed as such', () => {
  const { blocks, pictures } = printed({ runs: [], before: [], techniques: [], profiles: [], heaps: [] })
  expect(pictures).toEqual([])
  for (const text of Object.values(blocks)) expect(text).not.toMatch(/NaN|undefined|Infinity/)
})

test('a page lacks what was measured since: a server, a scenario, a runtime; other figures are no difference', () => {
  const of = (...servers: readonly string[]) => insert(page, printed(records(...servers)).blocks)
  const small = of('raw', 'jackfield')
  expect(missingIn(small, small.replaceAll('1.00', '2.00'))).toEqual([])
  expect(missingIn(small, of('raw', 'jackfield', 'crossws'))).toContain('### Node, column crossws')
  expect(missingIn(of('raw', 'jackfield', 'crossws'), small)).toEqual([])
  const more = { ...records('raw'), runs: [run(result(['bun', 'raw', 'echo-16'], 1))] }
  expect(missingIn(small, insert(page, printed(more).blocks))).toEqual(
    expect.arrayContaining(['### Bun', '### Bun, row echo, 16 in flight']),
  )
})
