import { ours } from '../servers.ts'
import type { Figures } from './figures.ts'
import { about, count, factor, ifAny, kib, percent, table } from './markdown.ts'
import { runtimeTitle, scenarioTitle, serverTitle } from './names.ts'
import { positive, times } from './ratios.ts'
import type { Heap, Result } from './records.ts'

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

const mib = (value: number): string => value.toFixed(1)
const bold = (text: string): string => `**${text}**`

/** What an idle connection takes. */
export function memory(figures: Figures): string {
  const row = (runtime: string, scenario: string, title: string) => {
    const bytes = (server: string): number | undefined => figures.median(runtime, server, scenario)
    return [
      title,
      ifAny(bytes('raw'), kib),
      ifAny(bytes(ours), (value) => bold(kib(value))),
      ifAny(times(bytes(ours), bytes('raw')), factor),
      others(figures, runtime, bytes, kib),
    ]
  }
  const rows = figures.runtimes.flatMap((runtime) => [
    row(runtime, 'idle', runtimeTitle(runtime)),
    row(runtime, 'idle-growing', `${runtimeTitle(runtime)}, with what V8 takes for garbage`),
  ])
  return table(['KiB per idle connection', 'raw', ours, 'ours to raw', 'the others'], rows)
}

/** What of an idle connection is kept in V8's heap. */
export function kept(heaps: readonly Heap[]): string {
  const servers = ['raw', ours]
  const partsOf = (server: string) => heaps.find((heap) => heap.server === server)?.parts ?? {}
  const total = (server: string): number => Object.values(partsOf(server)).reduce((sum, bytes) => sum + bytes, 0)
  const all = new Set(servers.flatMap((server) => Object.keys(partsOf(server))))
  const cells = (print: (server: string) => number | undefined) => servers.map((server) => ifAny(print(server), count))
  return table(
    ['bytes per idle connection', ...servers.map((server) => serverTitle('node', server))],
    [...[...all].map((part) => [part, ...cells((server) => partsOf(server)[part])]), [bold('all'), ...cells(total)]],
  )
}

/** By how much a server grew for one subscriber that did not read. */
export function growth(figures: Figures): string {
  const rows = figures.runtimes.map((runtime) => {
    const grown = (server: string): number | undefined => {
      const bytes = figures.find(runtime, server, 'slow-consumer')?.growth
      return bytes === undefined || !Number.isFinite(bytes) ? undefined : Math.max(0, bytes) / 2 ** 20
    }
    return [
      runtimeTitle(runtime),
      ifAny(grown('raw'), mib),
      ifAny(ifAny(grown(ours), mib), bold),
      others(figures, runtime, grown, mib),
    ]
  })
  return table(['MiB that it grew by', 'raw', ours, 'the others'], rows)
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

/** What viewers of cameras got. */
export function frames(figures: Figures): string {
  const rows = figures.runtimes.flatMap((runtime) =>
    figures.servers(runtime).flatMap((server) => {
      const { kept, keptSlow, stale } = figures.find(runtime, server, 'camera') ?? {}
      if (kept === undefined) return []
      const name = `${runtimeTitle(runtime)}, ${serverTitle(runtime, server)}`
      const grown = figures.find(runtime, server, 'camera')?.growth
      return [
        [
          server === ours ? bold(name) : name,
          percent(kept),
          ifAny(keptSlow, percent),
          ifAny(positive(stale), (ms) => `${count(ms)} ms`),
          ifAny(grown, (bytes) => `${about(Math.max(0, bytes) / 2 ** 20)} MiB`),
        ],
      ]
    }),
  )
  return table(
    ['frames of cameras', 'to who keeps up', 'to who is slow', 'how old those were', 'the server grew by'],
    rows,
  )
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
