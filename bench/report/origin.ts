import { scenarios } from '../scenarios/index.ts'
import { median } from '../statistics.ts'
import type { Figures } from './figures.ts'
import { about, enumerate, listing, percent } from './markdown.ts'
import { byScenario, runtimeTitle, scenarioTitle, serverTitle } from './names.ts'
import { scatterOf } from './ratios.ts'
import type { Result, Run } from './records.ts'

function machineText({ machine: { cpu, cores, memory, kernel } }: Run): string {
  return `${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${about(memory / 2 ** 30)} GiB, kernel ${kernel}`
}

const all = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort()

/** When, where and with what it was measured, and how far the rounds lie apart. */
export function origin(runs: readonly Run[], figures: Figures): string {
  const days = all(runs.map(({ date }) => date.slice(0, 10)))
  const versions = all(
    runs.flatMap((run) => Object.entries(run.versions).flatMap(([name, is]) => (is ? [`${name} ${is}`] : []))),
  )
  const lines = [
    `Measured on ${enumerate([...new Set([days[0] ?? '', days.at(-1) ?? ''])])}, on ${enumerate(all(runs.map(machineText)))}.`,
    `${versions.join(', ')}.`,
    ...rounds(figures),
    ...scatter(figures),
    ...load(figures),
  ]
  return lines.join('\n\n')
}

/** Of how many rounds the figures are: most of them, and the others by name. */
function rounds(figures: Figures): readonly string[] {
  const measured = figures.results.filter(({ rounds }) => rounds.length > 0)
  const byCount = Map.groupBy(measured, ({ rounds }) => rounds.length)
  const [usual, ...others] = [...byCount].sort(([, a], [, b]) => b.length - a.length)
  if (!usual) return []
  const lines = others.map(([count, results]) => {
    const rows = Map.groupBy(results, ({ scenario }) => scenarioTitle(scenario))
    const places = [...rows].map(([title, all]) => {
      const where = figures.runtimes.filter((name) => all.some(({ runtime }) => runtime === name))
      return `${title} (${enumerate(where.map(runtimeTitle))})`
    })
    return `- ${count}: ${places.join('; ')}`
  })
  return [`Rounds: ${usual[0]}${lines.length > 0 ? ', but for' : ''}`, ...(lines.length > 0 ? [lines.join('\n')] : [])]
}

const placeOf = ({ runtime, server, scenario }: Result): string =>
  `${serverTitle(runtime, server)} on ${runtimeTitle(runtime)}, ${scenarioTitle(scenario)}`

/** A share in the middle of the cells and in the worst of them. */
function shares(
  figures: Figures,
  shareOf: (result: Result) => number | undefined,
  say: (middle: string, worst: string, where: string) => string,
): readonly string[] {
  const found = figures.results
    .map((result) => ({ result, share: shareOf(result) ?? Number.NaN }))
    .filter(({ share }) => Number.isFinite(share))
    .sort((a, b) => a.share - b.share)
  const [middle, worst] = [found[found.length >> 1], found.at(-1)]
  return middle && worst ? [say(percent(middle.share), percent(worst.share), placeOf(worst.result))] : []
}

const scatter = (figures: Figures): readonly string[] =>
  shares(
    figures,
    ({ rounds }) => scatterOf(rounds),
    (middle, worst, where) =>
      `The rounds of one server lie within ± ${middle} of their median in half of the cells, and within ± ${worst} in the worst (${where}).`,
  )

/** A server that has more to do than it can. */
const full = 0.9

/** Only of servers at full load: one that waits costs its generator's timers, whatever it does. */
const load = (figures: Figures): readonly string[] =>
  shares(
    figures,
    ({ busy = 0, generator }) => (busy > full ? generator : undefined),
    (middle, worst, where) => {
      const own = figures.results.flatMap(({ busy = 0, generator, code }) =>
        busy > full && generator !== undefined && code !== undefined ? [code / generator] : [],
      )
      return [
        `Where a server was at its limit, the load generator took ${middle} of its processor time in the middle cell and ${worst}`,
        `in the worst (${where}); ${percent(median(own))} of that was code of its own, all else the system's TCP.`,
      ].join(' ')
    },
  )

/** A scenario, and what its clients do if it tells. */
interface Told {
  readonly name: string
  readonly unit: string
  readonly says?: string
}

const told: readonly Told[] = scenarios

/** How each scenario is loaded. */
export const loads = (): string =>
  listing(
    ['scenario', 'what its clients do', 'counted'],
    told
      .toSorted((a, b) => byScenario(a.name, b.name))
      .map(({ name, says, unit }) => [scenarioTitle(name), says, unit]),
  )
