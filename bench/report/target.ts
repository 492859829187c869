import { ours, type RuntimeName } from '../servers.ts'
import { baseOf, type Figures } from './figures.ts'
import { latencyOf } from './measures.ts'
import { helpers, scenarioTitle, serverTitle, sizeOf } from './names.ts'
import { times } from './ratios.ts'

/** What this run has for a target, and where that was found. */
export interface Seen {
  readonly value: number
  readonly scenario: string
  readonly where?: string
}

/** Something that was promised. */
export interface Target {
  readonly runtime: RuntimeName
  readonly says: string
  readonly at: 'least' | 'most'
  readonly threshold: number
  readonly unit?: string
  seen(figures: Figures): Seen | undefined
}

const ifMeasured = (value: number | undefined, scenario: string): Seen | undefined =>
  value === undefined ? undefined : { value, scenario }

/** So many times what the base does. */
export function speed(runtime: RuntimeName, scenario: string, threshold: number, baseScenario = scenario): Target {
  const base = baseOf(runtime, scenario)
  return {
    runtime,
    says: `${scenarioTitle(scenario)}, to ${serverTitle(runtime, base)}${baseScenario === scenario ? '' : ' without'}`,
    at: 'least',
    threshold,
    seen: (figures) => ifMeasured(figures.ratio(runtime, ours, scenario, baseScenario), scenario),
  }
}

/** Memory, to what raw takes. */
export const memory = (runtime: RuntimeName): Target => ({
  runtime,
  says: 'memory of an idle connection, to raw',
  at: 'most',
  threshold: 1.1,
  seen: (figures) => ifMeasured(figures.ratio(runtime, ours, 'idle'), 'idle'),
})

/** Memory beyond what raw takes. */
export const memoryBeyond = (runtime: RuntimeName, kib: number): Target => ({
  runtime,
  says: 'memory of an idle connection beyond raw',
  at: 'most',
  threshold: kib,
  unit: ' KiB',
  seen(figures) {
    const [own, raw] = [figures.median(runtime, ours, 'idle'), figures.median(runtime, 'raw', 'idle')]
    return own === undefined || raw === undefined ? undefined : { value: (own - raw) / 1024, scenario: 'idle' }
  },
})

/** Up to this nothing is taken for a difference: the rounds of one server differ by as much. */
export const flat = 1.1

/** The slowest echo of a hundred. */
export const latency = (runtime: RuntimeName): Target => ({
  runtime,
  says: 'p99 of an echo at equal load, to raw',
  at: 'most',
  threshold: 1,
  seen: (figures) =>
    most(
      ['echo-light', 'echo-steady'].flatMap((scenario) => {
        const p99 = (server: string) => latencyOf(figures.find(runtime, server, scenario), 'p99')
        const value = times(p99(ours), p99('raw'))
        return value === undefined ? [] : [{ value, scenario, where: scenarioTitle(scenario) }]
      }),
    ),
})

const least = (all: readonly Seen[]): Seen | undefined => all.toSorted((a, b) => a.value - b.value)[0]
const most = (all: readonly Seen[]): Seen | undefined => all.toSorted((a, b) => b.value - a.value)[0]

/** By how much of raw ours is ahead of the best helper, where that concerns. */
export function margin(
  runtime: RuntimeName,
  says: string,
  threshold: number,
  concerns: (best: number) => boolean,
): Target {
  return {
    runtime,
    says,
    at: 'least',
    threshold,
    seen: (figures) =>
      least(
        figures.rates(runtime).flatMap((scenario) => {
          const own = figures.ratio(runtime, ours, scenario)
          const best = figures.best(runtime, scenario, (server) => helpers.includes(server))
          if (own === undefined || best === undefined || !concerns(best.ratio)) return []
          const where = `${scenarioTitle(scenario)}, to ${serverTitle(runtime, best.server)}`
          return [{ value: own - best.ratio, scenario, where }]
        }),
      ),
  }
}

/** What a delivery costs with more subscribers, to what it costs with the fewest. */
export const scaling = (runtime: RuntimeName): Target => ({
  runtime,
  says: 'cost of a delivery with more subscribers, to that with the fewest',
  at: 'most',
  threshold: flat,
  seen: (figures) =>
    most(
      ['fanout-one', 'fanout-stream'].flatMap((family) => {
        const [fewest, ...more] = figures.rates(runtime).filter((scenario) => sizeOf(scenario)[0] === family)
        if (fewest === undefined) return []
        return more.flatMap((scenario) => {
          const value = times(figures.median(runtime, ours, fewest), figures.median(runtime, ours, scenario))
          return value === undefined ? [] : [{ value, scenario, where: scenarioTitle(scenario) }]
        })
      }),
    ),
})

/** That two scenarios cost the same. */
export const same = (runtime: RuntimeName, says: string, scenario: string, reference: string): Target => ({
  runtime,
  says,
  at: 'most',
  threshold: flat,
  seen: (figures) =>
    ifMeasured(times(figures.median(runtime, ours, reference), figures.median(runtime, ours, scenario)), scenario),
})
