import type { Result } from './record.ts'
import { timesByRound } from './report/ratios.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { baselines } from './servers.ts'
import { median, spread } from './statistics.ts'

/** How a result stands to that of another server: above 1 is better, also of what should be small. */
export function ratio({ unit, rounds }: Result, to: Result): number {
  const times = timesByRound(rounds, to.rounds) ?? Number.NaN
  return unit === 'bytes' ? 1 / times : times
}

const baselineOf = (results: readonly Result[]): Result | undefined =>
  baselines
    .map((name) => results.find(({ server, rounds }) => server === name && rounds.length > 0))
    .find((result) => result !== undefined) ?? results.find(({ rounds }) => rounds.length > 0)

const whole = (value: number): string => Math.round(value).toLocaleString('en')
const percent = (share: number | undefined): string => (share === undefined ? '' : `${Math.round(share * 100)} %`)
const times = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(2))

/** Columns of equal width: the first to the left, all others to the right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}

const head = [
  'ratio',
  'figure',
  '+-',
  'to ws on Node',
  'busy',
  'generator',
  'its code',
  'p50 ms',
  'p99 ms',
  'grew MiB',
  'delivered',
]

/** What all servers of a runtime have shown in one scenario. */
export function scenarioTable(
  scenario: Scenario,
  results: readonly Result[],
  recorded: readonly Result[] = [],
): string {
  const baseline = baselineOf(results)
  const onNode = baselineOf(recorded.filter((one) => one.scenario === scenario.name))
  const rows = results.map((result) => {
    const isMeasured = result.rounds.length > 0
    return [
      `  ${result.server}`,
      isMeasured && baseline ? times(ratio(result, baseline)) : 'failed',
      isMeasured ? whole(median(result.rounds)) : '',
      isMeasured ? percent(spread(result.rounds)) : '',
      isMeasured && onNode ? times(ratio(result, onNode)) : '',
      percent(result.busy),
      percent(result.generator),
      percent(result.code),
      times(result.latency?.p50),
      times(result.latency?.p99),
      result.growth === undefined ? '' : (result.growth / 2 ** 20).toFixed(1),
      delivered(result),
    ]
  })
  const what = scenario.unit === 'bytes' ? 'bytes a connection' : `${scenario.unit} per second of processor time`
  const frames = results.flatMap(({ server, kept, keptSlow, stale }) =>
    kept === undefined
      ? []
      : [`  ${server}: ${percent(kept)} of the frames; slow viewers ${percent(keptSlow)}, ${whole(stale ?? 0)} ms old`],
  )
  const notes = results.flatMap(({ server, note }) => (note ? [`  ${server}: ${note}`] : []))
  return [`${scenario.name}: ${what}`, columns([['  server', ...head], ...rows]), ...frames, ...notes].join('\n')
}

function delivered({ expected, lost, duplicated, reordered }: Result): string {
  if (expected === undefined) return 'not seen'
  const wrong = Object.entries({ lost, duplicated, reordered }).filter(([, count]) => count)
  return wrong.length === 0 ? `all ${whole(expected)}` : wrong.map(([what, count]) => `${count} ${what}`).join(', ')
}

/** All scenarios and servers of a runtime, as ratios. */
export function ratioTable(results: readonly Result[]): string {
  const servers = [...new Set(results.map(({ server }) => server))]
  const byScenario = Object.entries(Object.groupBy(results, ({ scenario }) => scenario))
  const rows = byScenario.map(([name, all = []]) => {
    const baseline = baselineOf(all)
    const cell = (server: string) => {
      const result = all.find((one) => one.server === server)
      if (!result || !baseline || result.rounds.length === 0) return '-'
      return `${times(ratio(result, baseline))} +-${percent(spread(result.rounds))}`
    }
    return [name, ...servers.map(cell)]
  })
  return columns([['ratio', ...servers], ...rows])
}
