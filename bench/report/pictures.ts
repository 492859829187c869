import { ours } from '../servers.ts'
import { barChart, type Group } from './bars.ts'
import { baseOf, type Figures } from './figures.ts'
import { type Curve, type Kind, lineChart, type Panel } from './lines.ts'
import { factor } from './markdown.ts'
import { runtimeTitle, scenarioTitle, serverTitle, sizeOf } from './names.ts'
import { times } from './ratios.ts'
import type { About } from './svg.ts'

/** A picture, its file and what stands in its place for those who do not see it. */
export interface Picture {
  readonly file: string
  readonly about: About
  readonly svg: string
}

/** What only shows a difference between two scenarios is in the tables. */
const undrawn = ['topics', 'slow-consumer', 'slow-consumer-none']

/** Of a scenario with sizes one is drawn as bars: how it scales is drawn as curves. */
const isDrawn = (scenario: string): boolean => {
  const [family, size] = sizeOf(scenario)
  return !undrawn.includes(family) && (size === 0 || size === 1000)
}

/** What the base is called: on workerd it is one or the other. */
const baseTitle = (runtime: string): string =>
  `${serverTitle(runtime, 'raw')}${runtime === 'workerd' ? ', or Durable Object' : ''}`

function groupsOf(
  figures: Figures,
  runtime: string,
  servers: (scenario: string) => readonly string[],
): readonly Group[] {
  return figures
    .rates(runtime)
    .filter(isDrawn)
    .map((scenario) => ({
      title: scenarioTitle(scenario),
      bars: servers(scenario)
        .filter((server) => server !== baseOf(runtime, scenario))
        .flatMap((server) => {
          const value = figures.ratio(runtime, server, scenario)
          return value === undefined ? [] : [{ name: serverTitle(runtime, server), value, ours: server === ours }]
        }),
    }))
    .filter(({ bars }) => bars.length > 0)
}

const told = (groups: readonly Group[]): string =>
  groups
    .map(({ title, bars }) => `${title}: ${bars.map(({ name, value }) => `${name} ${factor(value)}`).join(', ')}.`)
    .join(' ')

function bars(file: string, title: string, runtime: string, groups: readonly Group[]): readonly Picture[] {
  if (groups.length === 0) return []
  const about = { title, says: `Ratios to ${baseTitle(runtime)}. ${told(groups)}` }
  return [{ file, about, svg: barChart(about, baseTitle(runtime), groups) }]
}

/** What a reader sees first: one of each kind. */
const headlines = ['echo-1', 'echo-16', 'echo-16k', 'fanout-one-1000', 'fanout-stream-1000', 'handshakes']

/** Ours and the best other library, on the first runtime. */
export function headline(figures: Figures): readonly Picture[] {
  const [runtime] = figures.runtimes
  if (runtime === undefined) return []
  const pair = (scenario: string): readonly string[] =>
    headlines.includes(scenario) ? [ours, figures.best(runtime, scenario)?.server ?? ours] : []
  const groups = groupsOf(figures, runtime, (scenario) => [...new Set(pair(scenario))])
  return bars('speed.svg', `${ours} and the best other library on ${runtimeTitle(runtime)}`, runtime, groups)
}

/** All servers of a runtime. */
export const speeds = (figures: Figures, runtime: string): readonly Picture[] =>
  bars(
    `${runtime}.svg`,
    `All servers on ${runtimeTitle(runtime)}`,
    runtime,
    groupsOf(figures, runtime, () => figures.servers(runtime)),
  )

const modes = { 'fanout-one': 'one at a time', 'fanout-stream': 'streaming' }

function curvesOf(figures: Figures, runtime: string, family: string): readonly Curve[] {
  const base = baseOf(runtime, family)
  const sizes = figures.rates(runtime).filter((scenario) => sizeOf(scenario)[0] === family)
  return figures.servers(runtime).flatMap((server) => {
    const points = sizes.flatMap((scenario) => {
      const cost = times(1e6, figures.median(runtime, server, scenario))
      return cost === undefined ? [] : [[sizeOf(scenario)[1], cost] as const]
    })
    const kind: Kind = server === ours ? 'ours' : server === base ? 'base' : 'others'
    return points.length > 0 ? [{ name: serverTitle(runtime, server), kind, points }] : []
  })
}

/** What a delivery costs by the number of subscribers. */
export function fanOut(figures: Figures, runtime: string): readonly Picture[] {
  const panels: readonly Panel[] = Object.entries(modes)
    .map(([family, title]) => ({ title, curves: curvesOf(figures, runtime, family) }))
    .filter(({ curves }) => curves.length > 0)
  if (panels.length === 0) return []
  const said = panels.flatMap(({ title, curves }) =>
    curves.map(
      ({ name, points }) =>
        `${name}, ${title}: ${points.map(([size, cost]) => `${factor(cost)} to ${size}`).join(', ')}.`,
    ),
  )
  const about = {
    title: `What a delivery costs on ${runtimeTitle(runtime)}`,
    says: `Microseconds of processor time for a delivery, by the number of subscribers. ${said.join(' ')}`,
  }
  const svg = lineChart(about, 'Microseconds of processor time for a delivery', panels)
  return [{ file: `${runtime}-fan-out.svg`, about, svg }]
}
