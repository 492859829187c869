import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { about, enumerate, factor, kib, percent, table } from '../../bench/report/markdown.ts'
import { byScenario, scenarioTitle, serverTitle, sizeOf } from '../../bench/report/names.ts'
import { middleOf, scatterOf, times, timesByRound } from '../../bench/report/ratios.ts'
import { readRecords } from '../../bench/report/records.ts'
import { figures, result, run } from './bench-report.ts'

// As JSON has what is no number.
const none = null as unknown as number

test.each<[rounds: number[], middle: number | undefined, scatter: number | undefined]>([
  [[3, 1, 2], 2, 0.5],
  [[4, 1, 2, 3], 2.5, 0.6],
  [[5], 5, undefined],
  [[], undefined, undefined],
  [[Number.NaN, 4, none, 2, Number.POSITIVE_INFINITY], 3, 1 / 3],
  [[Number.NaN], undefined, undefined],
  [[0, 0, 0], undefined, undefined],
])('the rounds %j have the middle %s', (rounds, middle, scatter) => {
  expect(middleOf(rounds)).toBe(middle)
  if (scatter === undefined) expect(scatterOf(rounds)).toBeUndefined()
  else expect(scatterOf(rounds)).toBeCloseTo(scatter)
})

test('a ratio needs two numbers above zero', () => {
  expect(times(6, 4)).toBe(1.5)
  for (const [one, other] of [
    [undefined, 1],
    [1, undefined],
    [1, 0],
    [0, 1],
    [Number.NaN, 1],
    [1, -1],
  ] as const) {
    expect(times(one, other)).toBeUndefined()
  }
})

test('a ratio is the middle of those of the rounds, of which both have a figure', () => {
  // The machine was slow for both in the second round; their medians are 180 and 100.
  expect(timesByRound([200, 100, 180], [100, 50, 200])).toBe(2)
  expect(timesByRound([200, 100, 180, 5], [100, 50, 200])).toBe(2)
  expect(timesByRound([4, none, 6], [2, 1, none])).toBe(2)
  expect(timesByRound([], [1])).toBeUndefined()
  expect(timesByRound([1], [])).toBeUndefined()
})

test('ratios are to raw or, of topics on workerd, to a Durable Object', () => {
  const all = figures(
    result(['node', 'raw', 'echo-1'], 0, { rounds: [100, 300, 200] }),
    result(['node', 'jackfield', 'echo-1'], 0, { rounds: [900, 250] }),
    result(['workerd', 'raw', 'echo-1'], 100),
    result(['workerd', 'jackfield', 'echo-1'], 50),
    result(['workerd', 'raw', 'fanout-one-100'], 0, { rounds: [], note: 'It cannot.' }),
    result(['workerd', 'object', 'fanout-one-100'], 10),
    result(['workerd', 'jackfield', 'fanout-one-100'], 20),
  )
  expect(all.ratio('node', 'jackfield', 'echo-1')).toBe((9 + 250 / 300) / 2)
  expect(all.ratio('workerd', 'jackfield', 'echo-1')).toBe(0.5)
  expect(all.ratio('workerd', 'jackfield', 'fanout-one-100')).toBe(2)
  expect(all.ratio('workerd', 'raw', 'fanout-one-100')).toBeUndefined()
  expect(all.ratio('bun', 'jackfield', 'echo-1')).toBeUndefined()
  expect(all.runtimes).toEqual(['node', 'workerd'])
})

test('the best of the libraries is neither ours nor without a library', () => {
  const all = figures(
    result(['bun', 'raw', 'echo-1'], 100),
    result(['bun', 'raw-loop', 'echo-1'], 99),
    result(['bun', 'jackfield', 'echo-1'], 98),
    result(['bun', 'hono', 'echo-1'], 70),
    result(['bun', 'elysia', 'echo-1'], 80),
    result(['bun', 'crossws', 'echo-1'], Number.NaN),
  )
  expect(all.best('bun', 'echo-1')).toEqual({ server: 'elysia', ratio: 0.8 })
  expect(all.best('bun', 'echo-16')).toBeUndefined()
})

test('scenarios stand by family and size, and unknown ones behind them by their own names', () => {
  const names = ['echo-128', 'topics-10', 'fanout-one-1000', 'fanout-one-100', 'echo-16k-native', 'echo-1']
  expect([...names].sort(byScenario)).toEqual([...names].reverse())
  expect(sizeOf('fanout-one-1000')).toEqual(['fanout-one', 1000])
  expect(sizeOf('echo-16')).toEqual(['echo-16', 0])
  expect(scenarioTitle('topics-100000')).toBe('publish to one of 100,000 topics')
  expect(scenarioTitle('echo-128')).toBe('echo-128')
  expect([serverTitle('bun', 'raw'), serverTitle('deno', 'hono'), serverTitle('node', 'new')]).toEqual([
    'raw Bun.serve',
    'hono/deno',
    'new',
  ])
})

test('numbers are printed with what they can tell', () => {
  expect([about(0.12345), about(3), about(123_456)]).toEqual(['0.123', '3.00', '123,000'])
  expect([factor(0.949), factor(9.994), factor(12.34)]).toEqual(['0.95', '9.99', '12.3'])
  expect([kib(1536), percent(0.03), percent(0.0151), percent(1.234)]).toEqual(['1.5', '3 %', '1.5 %', '123 %'])
  expect([enumerate(['a']), enumerate(['a', 'b', 'c'])]).toEqual(['a', 'a, b and c'])
})

test('a table leaves out rows without a figure, and says so if none is left', () => {
  expect(
    table(
      ['what', 'a', 'b'],
      [
        ['one', undefined, 0],
        ['two', undefined, undefined],
      ],
    ).split('\n'),
  ).toEqual(['| what | a | b |', '| --- | --: | --: |', '| one | – | 0 |'])
  expect(table(['what', 'a'], [['two', undefined]])).toBe('Not measured.')
})

test('a folder of records is read, and one that is not there is empty', () => {
  const folder = mkdtempSync(join(tmpdir(), 'records-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const techniques = [{ name: 'Less', runtime: 'node', scenario: 'echo-1', unit: 'messages', without: [1], with: [2] }]
  const profiles = [{ runtime: 'node', scenario: 'echo-1', server: 'raw', shares: [{ what: 'a write', share: 1 }] }]
  const heaps = [{ runtime: 'node', server: 'raw', parts: { 'ws: the socket': 560 } }]
  const write = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content))
  const [raw, own] = [result(['node', 'raw', 'echo-1'], 1), result(['node', 'jackfield', 'echo-1'], 3)]
  write('node.json', run(raw, own, result(['node', 'before', 'echo-1'], 2)))
  write('profiles.json', profiles)
  write('techniques.json', { techniques })
  write('heaps.json', heaps)
  writeFileSync(join(folder, 'notes.txt'), 'no record')
  expect(readRecords(folder)).toEqual({
    runs: [run(raw, own)],
    before: [run(raw, result(['node', 'jackfield', 'echo-1'], 2))],
    techniques,
    profiles,
    heaps,
  })
  expect(readRecords(join(folder, 'gone'))).toEqual({ runs: [], before: [], techniques: [], profiles: [], heaps: [] })
})
