import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { errors } from '../../src/errors.ts'
import { type Demand, runtimeNames } from '../faults/demand.ts'
import type { Measurement } from '../faults/record.ts'
import { type Cell, cardOf, cellsOf, type Find, passes, tally } from '../faults/scorecard/card.ts'
import { type Asked, asked } from '../faults/scorecard/demands.ts'
import { limits } from '../faults/scorecard/limits.ts'
import { asMarkdown } from '../faults/scorecard/markdown.ts'
import { insert } from '../faults/scorecard/page.ts'
import { findIn } from '../faults/scorecard/records.ts'
import { measured } from '../faults/scorecard/tables.ts'
import { asText } from '../faults/scorecard/terminal.ts'
import { askedText } from '../faults/scorecard/words.ts'

const at = Date.parse('2026-01-02T03:04:05Z')
const limit = { observed: 'It cannot.', link: 'https://example.com/limit' }
const memory: Demand = { id: 'memory', says: 'What it costs', threshold: 64, unit: 'MB', declared: { bun: limit } }
const told: Demand = { id: 'told', says: 'What is told', threshold: 90, unit: '%', at: 'least' }
const demands = new Map([memory, told].map((demand) => [demand.id, demand]))
const sections = {
  All: { memory: { at: 'most', threshold: 64, unit: 'MB' }, told: { at: 'least', threshold: 90, unit: '%' } },
} as const

const good = (id: string, runtime: string, sabotaged: boolean): Measurement => {
  const { threshold, unit, declared } = demands.get(id)!
  const isMet = !sabotaged && !declared?.[runtime]
  const value = isMet === (id === 'told') ? 95 : 10
  return { demand: id, runtime, threshold, unit, measured: value, pass: isMet, ...(sabotaged && { sabotaged: 'so' }) }
}

/** All rows pass, but for what is changed of one cell. */
const cardWith = (change: (measurement: Measurement) => Partial<Measurement> | undefined, id = 'memory') => {
  const find: Find = (...key) => {
    const measurement = good(...key)
    const changed = key[0] === id ? change(measurement) : {}
    return changed && { measurement: { ...measurement, ...changed }, at }
  }
  return cardOf(sections, demands, find)
}
const cellOf = (card: ReturnType<typeof cardWith>, runtime: string, id = 'memory'): Cell =>
  card[0]!.rows.find((row) => row.id === id)!.cells.get(runtime)!
const sabotagedIn = (card: ReturnType<typeof cardWith>): Cell => card[0]!.rows[0]!.sabotaged
const allPass = (card: ReturnType<typeof cardWith>) => card[0]!.rows.every((row) => cellsOf(row).every(passes))

test('a row passes with a value on every runtime, and one that was noticed on the broken server', () => {
  const card = cardWith(() => ({}))
  expect(allPass(card)).toBe(true)
  expect(tally(card)).toEqual({ met: 9, declared: 1, 'not met': 0, 'not measured': 0 })
  expect(cellOf(card, 'node24')).toEqual({ verdict: 'met', measured: 10, at })
  expect(cellOf(card, 'node24', 'told')).toEqual({ verdict: 'met', measured: 95, at })
  expect(cellOf(card, 'bun')).toEqual({ verdict: 'declared', measured: 95, at, limit })
  expect(sabotagedIn(card)).toEqual({ verdict: 'met', measured: 95, at })
})

test.each<[what: string, change: Partial<Measurement> | undefined]>([
  ['nothing was written down', undefined],
  ['the value is not a number', { measured: Number.NaN }],
  ['the value is no number', { measured: null as unknown as number }],
  ['the value is missing', { measured: undefined as unknown as number }],
  ['the value is without end', { measured: Number.NEGATIVE_INFINITY }],
  ['it was held against another threshold', { threshold: 640 }],
  ['it was measured in another unit', { unit: 'GB' }],
])('no row passes if %s, whatever its record says', (_, change) => {
  const card = cardWith(() => change && { ...change, pass: true })
  for (const runtime of runtimeNames) expect(cellOf(card, runtime)).toEqual({ verdict: 'not measured' })
  expect(sabotagedIn(card)).toEqual({ verdict: 'not measured' })
  expect(allPass(card)).toBe(false)
})

test('a record that says that it passes is judged by its value', () => {
  expect(
    cellOf(
      cardWith(() => ({ measured: 64.1, pass: true })),
      'node24',
    ).verdict,
  ).toBe('not met')
  expect(
    cellOf(
      cardWith(() => ({ measured: 64, pass: false })),
      'node24',
    ).verdict,
  ).toBe('met')
  expect(
    cellOf(
      cardWith(() => ({ measured: 89.9, pass: true }), 'told'),
      'node24',
      'told',
    ).verdict,
  ).toBe('not met')
})

test('a declared limit passes only while it is there', () => {
  const card = cardWith(() => ({ measured: 10 }))
  expect(cellOf(card, 'bun').verdict).toBe('not met')
  expect(passes(cellOf(card, 'bun'))).toBe(false)
})

test('a row does not pass if nobody notices that the server is broken', () => {
  expect(sabotagedIn(cardWith(() => ({ measured: 10 }))).verdict).toBe('not met')
  expect(sabotagedIn(cardWith(({ sabotaged }) => (sabotaged ? undefined : {}))).verdict).toBe('not measured')
  // A record of the server as it is is none of the broken one.
  expect(sabotagedIn(cardWith(() => ({ sabotaged: undefined }))).verdict).toBe('not measured')
})

test('a broken server may speak for a demand that is measured in the same way, and for no other', () => {
  const [memory, told] = [sections.All.memory, sections.All.told]
  const find: Find = (id, runtime, sabotaged) =>
    sabotaged && id === 'memory' ? undefined : { measurement: good(id, runtime, sabotaged), at }
  const brokenFor = (sabotagedAs: string, wanted: Asked) =>
    cardOf({ All: { memory: { ...wanted, sabotagedAs }, told } }, demands, find)[0]!.rows[0]!.sabotaged
  expect(brokenFor('told', memory)).toEqual({ verdict: 'not measured' })
  const twin = new Map([...demands, ['twin', { ...told, id: 'twin', says: 'Its twin' }]])
  const [section] = cardOf({ All: { twin: { ...told, sabotagedAs: 'told' } } }, twin, (id, ...key) =>
    id === 'told' ? { measurement: good(id, ...key), at } : undefined,
  )
  expect(section!.rows[0]!.sabotaged).toEqual({ verdict: 'met', measured: 10, at, isShared: true })
})

test('a demand that nobody measures any more has a row that does not pass', () => {
  const [section] = cardOf(sections, new Map([[told.id, told]]), (...key) => ({ measurement: good(...key), at }))
  const [row] = section!.rows
  expect(row!.says).toBe('memory')
  expect(cellsOf(row!).map(({ verdict }) => verdict)).toEqual(Array(5).fill('not measured'))
})

test('neither do those whose threshold has changed since', () => {
  for (const changed of [{ threshold: 640 }, { unit: 'GB' }, { at: 'least' as const }]) {
    const table = new Map([['memory', { ...memory, ...changed }]])
    const [section] = cardOf(sections, table, (...key) => ({ measurement: good(...key), at }))
    expect(cellsOf(section!.rows[0]!).some(passes)).toBe(false)
  }
})

test('records are read from files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jackfield-scorecard-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [plain, broken] = [good('memory', 'deno', false), good('memory', 'deno', true)]
  writeFileSync(join(folder, 'a.json'), JSON.stringify(plain))
  writeFileSync(join(folder, 'b.json'), JSON.stringify(broken))
  writeFileSync(join(folder, 'c.json'), '{"demand":"told","runt')
  writeFileSync(join(folder, 'd.txt'), JSON.stringify(good('told', 'deno', false)))
  const find = findIn(folder)
  expect(find('memory', 'deno', false)?.measurement).toEqual(plain)
  expect(find('memory', 'deno', true)?.measurement).toEqual(broken)
  expect(find('memory', 'bun', false)).toBeUndefined()
  expect(find('told', 'deno', false)).toBeUndefined()
  expect(findIn(join(folder, 'gone'))('memory', 'deno', false)).toBeUndefined()
})

const demanded = Object.values(asked).flatMap((section) => Object.entries(section))

test('what is asked is what the suites measure, and by the same numbers', () => {
  const table = demanded.map(([id, { at, threshold, unit }]) => [id, at, threshold, unit])
  const suites = [...measured].map(([id, { at = 'most', threshold, unit }]) => [id, at, threshold, unit])
  expect(table.toSorted()).toEqual(suites.toSorted())
  expect(new Set(demanded.map(([id]) => id)).size).toBe(demanded.length)
})

test('nothing is declared of Node, and nothing of a runtime that is not measured', () => {
  const declared = [...measured.values()].flatMap((demand) => Object.keys(demand.declared ?? {}))
  expect(declared.filter((name) => !runtimeNames.some((known) => known !== 'node24' && known === name))).toEqual([])
})

test('for a terminal no line is longer than 120 columns, and each says what it is', () => {
  const text = asText(
    cardOf(asked, measured, (id, runtime) => {
      const { threshold, unit } = measured.get(id)!
      return { measurement: { demand: id, runtime, threshold, unit, measured: 123_456, pass: true }, at }
    }),
    at + 90_000,
    true,
  )
  for (const line of stripVTControlCharacters(text).split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  const small = stripVTControlCharacters(
    asText(
      cardWith(() => ({ measured: 64.05 })),
      at + 3 * 3_600_000,
      true,
    ),
  )
  expect(small).toContain('What it costs                                  ≤ 64 MB      ✗ 64.1     ~ 64.1     ✗ 64.1')
  expect(small).toMatch(/What is told .* ✓ 95 .* 3 h$/m)
  expect(
    asText(
      cardWith(() => undefined),
      at,
      false,
    ),
  ).toContain('✗ none')
})

test('for a page it says when and where, and what is declared', () => {
  const text = asMarkdown(cardWith(() => ({})))
  expect(text).toMatch(/^Measured on 2026-01-02, on a machine of \d+ processors and \d+ GiB/)
  expect(text).toContain('| What it costs | ≤ 64 MB | ✓ 10 | ~ 95 | ✓ 10 | ✓ 10 | ✓ 95 |')
  expect(text).toContain('- bun: It cannot. ([source](https://example.com/limit))')
})

test('docs/security.md has what is printed', () => {
  const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8')
  expect(insert(page, { limits: limits() })).toBe(page)
  const card = cardOf(asked, measured, () => undefined)
  const rows = card.flatMap((section) => section.rows.map((row) => `| ${row.says} | ${askedText(row)} |`))
  expect(rows.filter((row) => !page.includes(row))).toEqual([])
  expect(page).not.toContain('✗ none')
  expect(() => insert(page, { nowhere: '' })).toThrow('the page has no place for nowhere')
})

test('docs/security.md names counters that there are', () => {
  const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8')
  const sources = globSync(['src/*.ts', 'adapters/**/*.ts']).map((path) => readFileSync(path, 'utf8'))
  const counters = [...page.matchAll(/`(refused|closed|dropped|noticed)\.(\w+)`/g)]
  expect(counters.length).toBeGreaterThan(15)
  const unknown = counters.filter(([, kind, reason = '']) => {
    const isOne = (text: string) => new RegExp(`'${reason}'|^  ${reason}: `, 'm').test(text)
    return kind === 'refused' ? !(reason in errors) : !sources.some(isOne)
  })
  expect(unknown.map(([counter]) => counter)).toEqual([])
})
