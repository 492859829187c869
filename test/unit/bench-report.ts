import { Figures } from '../../bench/report/figures.ts'
import type { Result, Run } from '../../bench/report/records.ts'
import type { RuntimeName } from '../../bench/servers.ts'

/** A server in a scenario, with the same figure in three rounds unless others are given. */
export const result = (
  [runtime, server, scenario]: readonly [RuntimeName, string, string],
  figure: number,
  more: Partial<Result> = {},
): Result => ({
  runtime,
  server,
  scenario,
  unit: scenario === 'idle' ? 'bytes' : 'messages',
  rounds: [figure, figure, figure],
  ...more,
})

export const run = (...results: readonly Result[]): Run => ({
  machine: { cpu: 'A processor', cores: 4, memory: 8 * 2 ** 30, kernel: '6.0' },
  versions: { node: '24.0.0', deno: '' },
  date: '2026-01-02T03:04:05.678Z',
  results,
})

export const figures = (...results: readonly Result[]): Figures => new Figures([run(...results)])

/** The row of a table that begins with a cell. */
export const rowOf = (text: string, first: string): readonly string[] | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(`| ${first} |`))
    ?.split('|')
    .slice(2, -1)
    .map((cell) => cell.trim())
