import { expect, test } from 'vitest'
import { gains, techniqueTable } from '../../bench/report/gains.ts'
import { judged, tally, targetTable } from '../../bench/report/judged.ts'
import { correctness, frames, growth, latency, memory } from '../../bench/report/measures.ts'
import { obstacles } from '../../bench/report/obstacles.ts'
import { origin } from '../../bench/report/origin.ts'
import { capacityOf, capacityTable, demandOf, example, workedExample } from '../../bench/report/sizing.ts'
import { speedOf, standingOf, standings } from '../../bench/report/speed.ts'
import { summary } from '../../bench/report/summary.ts'
import type { RuntimeName } from '../../bench/servers.ts'
import { figures, result, rowOf, run } from './bench-report.ts'

const node = (server: string, scenario: string, figure: number, more = {}) =>
  result(['node', server, scenario], figure, more)

test.each<[own: number, best: number, standing: string]>([
  [1.04, 1, 'ahead'],
  [1.03, 1, 'level'],
  [0.97, 1, 'level'],
  [0.96, 1, 'behind'],
])('%d to %d is %s', (own, best, standing) => {
  expect(standingOf(own, { server: 'crossws', ratio: best })).toBe(standing)
})

test('a table has a row a scenario, ours in bold, and tells where we are behind', () => {
  const all = figures(
    node('raw', 'echo-1', 80_000),
    node('jackfield', 'echo-1', 96_000),
    node('crossws', 'echo-1', 60_000),
    node('socket.io', 'echo-1', 0, { rounds: [], note: 'It came to nothing; nor the second time' }),
    node('raw', 'handshakes', 1_000, { unit: 'handshakes' }),
    node('jackfield', 'handshakes', 500, { unit: 'handshakes' }),
    node('crossws', 'handshakes', 800, { unit: 'handshakes' }),
    node('raw', 'idle', 10_000),
  )
  const table = speedOf(all, 'node')
  expect(rowOf(table, 'scenario')).toEqual([
    'raw ws, per CPU second',
    'jackfield',
    'crossws',
    'Socket.IO',
    'ours to the best library',
  ])
  expect(rowOf(table, 'echo, 1 in flight')).toEqual([
    '80,000 messages',
    '**1.20**',
    '0.75',
    '–',
    '1.60 × crossws, ahead',
  ])
  expect(rowOf(table, 'handshakes')).toEqual([
    '1,000 handshakes',
    '**0.50**',
    '0.80',
    '–',
    '**0.63 × crossws, behind**',
  ])
  expect(table).toContain('- Socket.IO: It came to nothing (echo, 1 in flight)')
  expect(table).not.toMatch(/idle|second time/)
  expect(standings(all, 'node')).toEqual({ ahead: 1, level: 0, behind: 1 })
})

const targetRow = (text: string, says: string) => text.split('\n').find((line) => line.startsWith(`| Node: ${says}`))

test('a target is met, not met or not measured, and no rounding flatters it', () => {
  const all = figures(
    node('raw', 'echo-1', 100_000),
    node('jackfield', 'echo-1', 104_999),
    node('raw', 'handshakes', 1_000),
    node('jackfield', 'handshakes', 850),
    node('raw', 'idle', 10_000),
    node('jackfield', 'idle', 11_001),
    node('raw', 'echo-16k', 100),
    node('raw', 'echo-16k-native', 190),
    node('jackfield', 'echo-16k-native', 200),
    node('raw', 'echo-16', 100, { rounds: [Number.NaN] }),
    node('jackfield', 'echo-16', 900),
  )
  const table = targetTable(all)
  expect(targetRow(table, 'echo, 1 in flight')).toContain('| ≥ 1.05 | 1.04 | ✗ **not met** |')
  expect(targetRow(table, 'handshakes')).toContain('| ≥ 0.85 | 0.85 | ✓ met |')
  expect(targetRow(table, 'memory')).toContain('| ≤ 1.1 | 1.11 | ✗ **not met** |')
  expect(targetRow(table, 'echo, 16 KiB, bufferutil, to raw ws without')).toContain('| ≥ 2 | 2.00 | ✓ met |')
  expect(targetRow(table, 'echo, 16 in flight')).toContain('| not measured | – |')
  const counts = tally(judged(all))
  expect([counts.met, counts['not met']]).toEqual([2, 2])
})

test('the targets of scaling and of the margin have the worst scenario', () => {
  const sizes = (server: string, ...costs: readonly number[]) =>
    [100, 1000, 10_000].map((size, index) => node(server, `fanout-one-${size}`, 1e6 / (costs[index] ?? 1)))
  const all = figures(...sizes('raw', 2, 2, 2), ...sizes('jackfield', 1, 1.05, 1.2), ...sizes('node-ws', 4, 4, 1.1))
  const table = targetTable(all)
  expect(targetRow(table, 'cost of a delivery with more')).toContain('1.20 (fan-out to 10,000, one at a time) | ✗')
  // 1 / 1.2 - 1 / 1.1 of the base's 1 / 2.
  expect(targetRow(table, 'margin to the best of the helpers and crossws, anywhere')).toContain(
    '| ≥ -0.03 | -0.16 (fan-out to 10,000, one at a time, to @hono/node-ws) | ✗',
  )
  expect(targetRow(table, 'margin to the best of the helpers and crossws, where')).toContain(
    '| ≥ 0 | 1.40 (fan-out to 1,000',
  )
})

test('a target of no difference is told from the dearer side', () => {
  const latency = (p99: number) => ({ latency: { p50: 0.1, p99 } })
  const all = figures(
    node('jackfield', 'topics-10', 100),
    node('jackfield', 'topics-100000', 80),
    node('jackfield', 'slow-consumer-none', 100),
    node('jackfield', 'slow-consumer', 95),
    node('raw', 'echo-light', 1, latency(0.5)),
    node('jackfield', 'echo-light', 1, latency(0.4)),
    node('raw', 'echo-steady', 1, latency(0.5)),
    node('jackfield', 'echo-steady', 1, latency(0.6)),
  )
  const table = targetTable(all)
  expect(targetRow(table, 'cost of a publish')).toContain('| ≤ 1.1 | 1.25 | ✗ **not met** |')
  expect(targetRow(table, 'cost of a delivery beside')).toContain('| ≤ 1.1 | 1.06 | ✓ met |')
  expect(targetRow(table, 'p99')).toContain('| ≤ 1 | 1.20 (echo, steady rate) | ✗ **not met** |')
})

test('what stands in the way of a missed target is told with where the time goes', () => {
  const all = figures(
    node('raw', 'handshakes', 10_000, { unit: 'handshakes' }),
    node('jackfield', 'handshakes', 5_000, { unit: 'handshakes' }),
    node('raw', 'echo-16', 100),
    node('jackfield', 'echo-16', 900),
  )
  const profile = (server: string, write: number) => ({
    runtime: 'node' as const,
    scenario: 'handshakes',
    server,
    shares: [
      { what: 'a write', share: write },
      { what: 'next to nothing', share: 0.01 },
    ],
  })
  const text = obstacles(all, [profile('raw', 0.5), profile('jackfield', 0.25)])
  expect(text).toContain('#### Node, handshakes')
  expect(text).toContain('- handshakes, to raw ws: 0.50, wanted ≥ 0.85')
  expect(rowOf(text, 'of a handshake')).toEqual(['jackfield', 'raw ws'])
  // A quarter of 200 µs, and half of 100 µs.
  expect(rowOf(text, 'a write')).toEqual(['50.0 µs, 25 %', '50.0 µs, 50 %'])
  expect(text).not.toMatch(/next to nothing|16 in flight/)
  expect(obstacles(all, [])).not.toContain('of a handshake')
  expect(obstacles(figures(), [])).toContain('every target that was measured is met')
})

test('on Bun memory may be a KiB beyond raw', () => {
  const bun = (own: number) =>
    judged(figures(result(['bun', 'raw', 'idle'], 2048), result(['bun', 'jackfield', 'idle'], own))).find(
      ({ target, seen }) => target.unit && seen,
    )
  expect([bun(3072)?.verdict, bun(3073)?.verdict]).toEqual(['met', 'not met'])
})

test('memory, growth, latency and order are told with what is missing', () => {
  const all = figures(
    node('raw', 'idle', 10_240),
    node('jackfield', 'idle', 11_264),
    node('crossws', 'idle', 20_480),
    node('socket.io', 'idle', Number.NaN),
    node('jackfield', 'slow-consumer', 1, { growth: 2 ** 20 }),
    node('crossws', 'slow-consumer', 1, { growth: 3 * 2 ** 20 }),
    node('jackfield', 'camera', 1, { kept: 1, keptSlow: 0.25, stale: 440.4, growth: -5 }),
    node('raw', 'echo-light', 1, { latency: { p50: 0.1, p99: Number.NaN } }),
    node('jackfield', 'echo-light', 1, {
      latency: { p50: 0.1, p99: 0.25 },
      expected: 1_000,
      lost: 2,
      duplicated: 0,
      reordered: 1,
    }),
    node('jackfield', 'echo-1', 1, { expected: 500, lost: 0, duplicated: 3, reordered: 0 }),
    result(['deno', 'raw', 'idle'], 5_120),
  )
  expect(rowOf(memory(all), 'Node')).toEqual(['10.0', '**11.0**', '1.10', 'crossws 20.0'])
  expect(rowOf(memory(all), 'Deno')).toEqual(['5.0', '–', '–', '–'])
  expect(rowOf(growth(all), 'Node')).toEqual(['–', '**1.0**', 'crossws 3.0'])
  expect(rowOf(frames(all), '**Node, jackfield**')).toEqual(['100 %', '25 %', '440 ms', '0.00 MiB'])
  expect(rowOf(latency(all), 'Node, echo, light rate')).toEqual(['–', '**0.100 / 0.250**', '–'])
  expect(rowOf(correctness(all), '**Node, jackfield**')).toEqual(['1,500', '2', '3', '1'])
  expect(rowOf(correctness(all), 'Node, raw ws')).toBeUndefined()
  expect(latency(figures())).toBe('Not measured.')
})

test('what was gained is a ratio to the raw server of each run', () => {
  const before = figures(node('raw', 'echo-16', 100), node('jackfield', 'echo-16', 80), node('jackfield', 'idle', 2048))
  const now = figures(
    node('raw', 'echo-16', 200),
    node('jackfield', 'echo-16', 1_000),
    node('raw', 'echo-1', 1),
    node('jackfield', 'echo-1', 1),
    node('jackfield', 'idle', 1024),
  )
  expect(rowOf(gains(before, now), 'echo, 16 in flight')).toEqual(['0.80 → **5.00**'])
  expect(rowOf(gains(before, now), 'KiB per idle connection')).toEqual(['2.0 → **1.0**'])
  expect(rowOf(gains(before, now), 'echo, 1 in flight')).toBeUndefined()
  expect(gains(figures(), now)).toBe('Not measured.')
})

test('what a technique gives is the middle of what it is round by round', () => {
  const technique = {
    name: 'Gathered',
    runtime: 'node',
    scenario: 'echo-16',
    unit: 'messages',
    without: [100, 300, 200],
    with: [400, 900, 1000],
  } as const
  const unmeasured = { ...technique, name: 'Untried', with: [Number.NaN] }
  const smaller = { ...technique, scenario: 'idle', unit: 'bytes', without: [3072], with: [2048] } as const
  const text = techniqueTable([technique, unmeasured, smaller])
  expect(rowOf(text, 'Gathered (Node, echo, 16 in flight)')).toEqual(['200', '900', '**4.00 ×**'])
  expect(rowOf(text, 'Untried (Node, echo, 16 in flight)')).toEqual(['200', '–', '–'])
  expect(rowOf(text, 'Gathered (Node, idle connections)')).toEqual(['3.0 KiB', '2.0 KiB', '**1.50 ×**'])
})

const measured = (runtime: RuntimeName, ...missing: readonly string[]) => {
  const all = {
    idle: 10_240,
    'echo-light': 50_000,
    'echo-16': 400_000,
    'fanout-one-1000': 500_000,
    'fanout-stream-1000': 2_000_000,
    camera: 30_000,
  }
  const known = Object.entries(all).filter(([scenario]) => !missing.includes(scenario))
  return known.map(([scenario, figure]) => result([runtime, 'jackfield', scenario], figure))
}

test('a server is sized by the measured figures', () => {
  const all = figures(...measured('node'))
  expect(rowOf(capacityTable(all), 'Node')).toEqual(['105,000', '50,000', '400,000', '500,000', '2,000,000', '1,000'])
  // 1,000 messages of 50,000, and 25,000 deliveries of 500,000; 400 viewers of 1,000.
  expect(example.people / example.every).toBe(1_000)
  const { chat, cores, cameras } = demandOf(capacityOf(all, 'node'))
  expect([chat, cores, cameras]).toEqual([expect.closeTo(0.07), expect.closeTo(0.14), expect.closeTo(0.4)])
  expect(rowOf(workedExample(all), 'Node')).toEqual(['195 MiB', '7 %', '1', '40 %'])
  const without = figures(...measured('node', 'camera', 'echo-light'))
  expect(rowOf(workedExample(without), 'Node')).toEqual(['195 MiB', '–', '–', '–'])
})

test('the summary has the worst beside the best, and what was lost', () => {
  const all = figures(
    node('raw', 'echo-1', 100),
    node('jackfield', 'echo-1', 90, { expected: 8_000, lost: 1, duplicated: 0, reordered: 0 }),
    node('crossws', 'echo-1', 95),
    node('raw', 'echo-16', 100),
    node('jackfield', 'echo-16', 520),
    result(['bun', 'raw', 'echo-1'], 100),
    result(['bun', 'jackfield', 'echo-1'], 98),
    node('raw', 'idle', 10_240),
    node('jackfield', 'idle', 10_240),
  )
  const [speed, others, idle, order, targets] = summary(all).split('\n')
  expect(speed).toContain('0.90 (echo, 1 in flight) to 5.20 (echo, 16 in flight) times raw ws; ahead')
  expect(speed).toContain('in 0 rows, level in 0, behind in 1.')
  expect(others).toContain('**Bun** 0.98 to 0.98 times the runtime alone')
  expect(idle).toContain('10.0 KiB on Node (raw 10.0)')
  expect(order).toContain('8,000 numbered messages** 1 were lost')
  expect(targets).toMatch(/\*\*\d+ of \d+ \[targets\]/)
})

test('where and when it was measured, and how far the rounds lie apart', () => {
  const runs = [
    run(
      node('raw', 'echo-1', 0, { rounds: [90, 100, 110], busy: 1, generator: 0.5, code: 0.1 }),
      node('crossws', 'echo-1', 100),
      node('raw', 'echo-16', 0, { rounds: [100] }),
      node('crossws', 'echo-16', 0, { rounds: [] }),
    ),
  ]
  const text = origin(runs, figures(...runs.flatMap(({ results }) => results)))
  expect(text).toContain('Measured on 2026-01-02, on A processor, 4 cores, 8.00 GiB, kernel 6.0.')
  expect(text).toContain('node 24.0.0.')
  expect(text).toContain('Rounds: 3, but for\n\n- 1: echo, 16 in flight (Node)\n')
  expect(text).toContain('± 10 % in the worst (raw ws on Node, echo, 1 in flight)')
  expect(text).toContain('took 50 % of its processor time in the middle cell')
  expect(text).toContain('20 % of that was code of its own')
})
