import type { Record as Run } from '../record.ts'
import { about, factor, ifAny, percent, table } from '../report/markdown.ts'
import { runtimeTitle } from '../report/names.ts'
import { middleOf, scatterOf, timesByRound } from '../report/ratios.ts'
import { typed } from './contestants.ts'

const titles: Readonly<Record<string, (runtime: string) => string>> = {
  raw: (runtime) => (runtime === 'node' ? 'raw `ws`' : `raw \`${runtimeTitle(runtime)}.serve\``),
  'raw-zod': () => 'the same, JSON and zod by hand',
  'crossws-zod': () => 'crossws, JSON and zod by hand',
  jackfield: () => 'jackfield, frames alone',
  channel: () => '**a jackfield channel**',
}

/** The scenarios, as columns. */
export const played: readonly (readonly [scenario: string, title: string])[] = [
  ['echo-1', '1 in flight'],
  ['echo-16', '16 in flight'],
]

const head = ['', ...played.flatMap(([, title]) => [`${title}, per CPU second`, 'ratio'])]

const tableOf = (runtime: string, { results }: Run): string => {
  const rounds = (server: string, scenario: string) =>
    results.find((one) => one.server === server && one.scenario === scenario)?.rounds ?? []
  const rows = Object.entries(titles).map(([server, title]) => [
    title(runtime),
    ...played.flatMap(([scenario]) => {
      const own = rounds(server, scenario)
      return [ifAny(middleOf(own), about), ifAny(timesByRound(own, rounds('raw', scenario)), factor)]
    }),
  ])
  return `**${runtimeTitle(runtime)}**\n\n${table(head, rows)}`
}

/** How far apart the rounds of one server lie in the middle and in the worst of all cells. */
function scatter(runs: readonly Run[]): string {
  const all = runs
    .flatMap(({ results }) => results.flatMap(({ rounds }) => scatterOf(rounds) ?? []))
    .sort((a, b) => a - b)
  const [middle = Number.NaN, worst = Number.NaN] = [all[all.length >> 1], all.at(-1)]
  return `within ± ${percent(middle)} of their median in half of the cells, and within ± ${percent(worst)} in the worst`
}

/** The text of the page on what typed channels cost. */
export function costs(runs: Readonly<Record<string, Run>>): string {
  const [first] = Object.values(runs)
  if (!first) return 'Not measured.'
  const { machine, date } = first
  return [
    ...Object.keys(typed).flatMap((runtime) => ifAny(runs[runtime], (run) => tableOf(runtime, run)) ?? []),
    `Measured on ${date.slice(0, 10)} on ${machine.cpu}, ${machine.cores} cores; the rounds lie ${scatter(Object.values(runs))}.`,
  ].join('\n\n')
}
