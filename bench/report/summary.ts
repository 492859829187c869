import { ours } from '../servers.ts'
import type { Figures } from './figures.ts'
import { judged, tally } from './judged.ts'
import { count, enumerate, factor, kib } from './markdown.ts'
import { ownFaults } from './measures.ts'
import { runtimeTitle, scenarioTitle, serverTitle } from './names.ts'
import { type Standing, standings } from './speed.ts'

interface Extreme {
  readonly scenario: string
  readonly ratio: number
}

/** The ratios of ours on a runtime, the least first. */
function ratiosOn(figures: Figures, runtime: string): readonly Extreme[] {
  const all = figures.rates(runtime).flatMap((scenario) => {
    const ratio = figures.ratio(runtime, ours, scenario)
    return ratio === undefined ? [] : [{ scenario, ratio }]
  })
  return all.sort((a, b) => a.ratio - b.ratio)
}

/** How ours stands to the best other library, in all scenarios of some runtimes. */
function comparedOn(figures: Figures, runtimes: readonly string[]): string {
  const all = runtimes.map((runtime) => standings(figures, runtime))
  const sum = (standing: Standing): number => all.reduce((total, counts) => total + counts[standing], 0)
  return `ahead of the best other library in ${sum('ahead')} rows, level in ${sum('level')}, behind in ${sum('behind')}`
}

/** How fast it is on the first runtime, its worst with its best, and on the others. */
function speeds(figures: Figures): readonly string[] {
  const [first, ...more] = figures.runtimes.filter((runtime) => ratiosOn(figures, runtime).length > 0)
  const range = (runtime: string, text: (one: Extreme) => string): string => {
    const all = ratiosOn(figures, runtime)
    return [all[0], all.at(-1)].flatMap((one) => (one ? [text(one)] : [])).join(' to ')
  }
  if (first === undefined) return []
  const named = range(first, ({ scenario, ratio }) => `${factor(ratio)} (${scenarioTitle(scenario)})`)
  const lines = [
    `**On ${runtimeTitle(first)}** ${named} times ${serverTitle(first, 'raw')}; ${comparedOn(figures, [first])}.`,
  ]
  const others = more.map((runtime) => `**${runtimeTitle(runtime)}** ${range(runtime, ({ ratio }) => factor(ratio))}`)
  if (more.length > 0) lines.push(`${enumerate(others)} times the runtime alone; ${comparedOn(figures, more)}.`)
  return lines
}

function memory(figures: Figures): readonly string[] {
  const each = figures.runtimes.flatMap((runtime) => {
    const [own, raw] = [figures.median(runtime, ours, 'idle'), figures.median(runtime, 'raw', 'idle')]
    if (own === undefined) return []
    return [`${kib(own)} KiB on ${runtimeTitle(runtime)}${raw === undefined ? '' : ` (raw ${kib(raw)})`}`]
  })
  return each.length === 0 ? [] : [`**An idle connection** takes ${enumerate(each)}.`]
}

function order(figures: Figures): readonly string[] {
  const { expected, lost, duplicated, reordered } = ownFaults(figures)
  if (expected === undefined) return []
  const faults = `${count(lost ?? 0)} were lost, ${count(duplicated ?? 0)} came twice and ${count(reordered ?? 0)} out of order`
  return [`**Of ${count(expected)} numbered messages** ${faults}.`]
}

function targets(figures: Figures): string {
  const { met, 'not met': missed, 'not measured': unknown } = tally(judged(figures))
  const rest = unknown === 0 ? '' : `, and ${unknown} not measured`
  return `**${met} of ${met + missed + unknown} [targets](#targets)** are met, ${missed} not${rest}.`
}

/** What a reader wants to know, in five lines. */
export const summary = (figures: Figures): string =>
  [...speeds(figures), ...memory(figures), ...order(figures), targets(figures)].map((line) => `- ${line}`).join('\n')
