import { ours } from '../servers.ts'
import type { Figures } from './figures.ts'
import { about, count, factor, ifAny, kib, table } from './markdown.ts'
import { runtimeTitle, scenarioTitle, serverTitle } from './names.ts'
import { positive, times } from './ratios.ts'
import type { Result } from './records.ts'

/** The others and their figures, the best first. */
function others(
  figures: Figures,
  runtime: string,
  figureOf: (server: string) => number | undefined,
  print: (value: number, server: string) => string,
): string | undefined {
  const found = figures
    .servers(runtime)
    .filter((server) => server !== ours && server !== 'raw')
    .flatMap((server) => {
      const value = figureOf(server)
      return value === undefined ? [] : [{ server, value }]
    })
    .sort((a, b) => a.value - b.value)
  if (found.length === 0) return undefined
  return found.map(({ server, value }) => `${serverTitle(runtime, server)} ${print(value, server)}`).join(', ')
}

const bold = (text: string): string => `**${text}**`

/** What an idle connection takes. */
export function memory(figures: Figures): string {
  const rows = figures.runtimes.map((runtime) => {
    const bytes = (server: string): number | undefined => figures.median(runtime, server, 'idle')
    return [
      runtimeTitle(runtime),
      ifAny(bytes('raw'), kib),
      ifAny(bytes(ours), (value) => bold(kib(value))),
      ifAny(times(bytes(ours), bytes('raw')), factor),
      others(figures, runtime, bytes, kib),
    ]
  })
  return table(['KiB per idle connection', 'raw', ours, 'ours to raw', 'the others'], rows)
}

/** By how much a server grew while one of its subscribers did not read, and while all did. */
export function growth(figures: Figures): string {
  const grown = (runtime: string, server: string, scenario: string): number | undefined => {
    const bytes = figures.find(runtime, server, scenario)?.growth
    return bytes === undefined || !Number.isFinite(bytes) ? undefined : Math.max(0, bytes) / 2 ** 20
  }
  const rows = figures.runtimes.map((runtime) => {
    const beside = (server: string): number | undefined => grown(runtime, server, 'slow-consumer')
    const both = (server: string): string | undefined =>
      ifAny(
        beside(server),
        (slow) => `${about(slow)} / ${ifAny(grown(runtime, server, 'slow-consumer-none'), about) ?? '–'}`,
      )
    return [
      runtimeTitle(runtime),
      both('raw'),
      ifAny(both(ours), bold),
      others(figures, runtime, beside, (_, server) => both(server) ?? ''),
    ]
  })
  return table(['MiB that it grew by, one not reading / all reading', 'raw', ours, 'the others'], rows)
}

/** A percentile in ms, where it is a number. */
export const latencyOf = (result: Result | undefined, which: 'p50' | 'p99'): number | undefined =>
  positive(result?.latency?.[which])

/** How long an answer takes, in every scenario that has measured it. */
export function latency(figures: Figures): string {
  const timed = figures.results.filter((result) => latencyOf(result, 'p99') !== undefined)
  const rows = figures.runtimes.flatMap((runtime) => {
    const scenarios = new Set(timed.filter((one) => one.runtime === runtime).map(({ scenario }) => scenario))
    return [...scenarios].map((scenario) => {
      const both = (server: string): string | undefined => {
        const result = figures.find(runtime, server, scenario)
        const [p50, p99] = [latencyOf(result, 'p50'), latencyOf(result, 'p99')]
        return p50 === undefined || p99 === undefined ? undefined : `${about(p50)} / ${about(p99)}`
      }
      const p99 = (server: string): number | undefined => latencyOf(figures.find(runtime, server, scenario), 'p99')
      return [
        `${runtimeTitle(runtime)}, ${scenarioTitle(scenario)}`,
        both('raw'),
        ifAny(both(ours), bold),
        others(figures, runtime, p99, about),
      ]
    })
  })
  return table(['p50 / p99 in ms', 'raw', ours, 'the others, p99'], rows)
}

const faults = ['lost', 'duplicated', 'reordered'] as const
type Counted = (typeof faults)[number] | 'expected'

/** A sum over what was counted; nothing if nothing was. */
function sum(results: readonly Result[], key: Counted): number | undefined {
  const counted = results.flatMap((result) => result[key] ?? [])
  return counted.length === 0 ? undefined : counted.reduce((total, one) => total + one, 0)
}

/** What was lost, duplicated and reordered, over all scenarios of a server. */
export function correctness(figures: Figures): string {
  const rows = figures.runtimes.flatMap((runtime) =>
    figures.servers(runtime).flatMap((server) => {
      const results = figures.of(runtime).filter((result) => result.server === server)
      const sums = (['expected', ...faults] as const).map((key) => ifAny(sum(results, key), count))
      if (sums.every((one) => one === undefined)) return []
      const name = `${runtimeTitle(runtime)}, ${serverTitle(runtime, server)}`
      return [[server === ours ? bold(name) : name, ...sums]]
    }),
  )
  return table(['server', 'messages checked', ...faults], rows)
}

/** What became of the messages of ours, on all runtimes. */
export const ownFaults = (figures: Figures): Readonly<Record<Counted, number | undefined>> => {
  const own = figures.results.filter(({ server }) => server === ours)
  return {
    expected: sum(own, 'expected'),
    lost: sum(own, 'lost'),
    duplicated: sum(own, 'duplicated'),
    reordered: sum(own, 'reordered'),
  }
}
