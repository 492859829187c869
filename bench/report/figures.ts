import { runtimeNames } from '../servers.ts'
import { byScenario, byServer, isLibrary, sizeOf } from './names.ts'
import { middleOf, timesByRound } from './ratios.ts'
import type { Result, Run } from './records.ts'

/** A library, and its ratio to the runtime's raw server. */
export interface Ranked {
  readonly server: string
  readonly ratio: number
}

/** Scenarios of topics, which a raw Worker cannot do. */
const ofTopics = ['fanout-one', 'fanout-stream', 'slow-consumer-none', 'slow-consumer', 'topics', 'camera']

/** What others are compared with. */
export const baseOf = (runtime: string, scenario: string): string =>
  runtime === 'workerd' && ofTopics.includes(sizeOf(scenario)[0]) ? 'object' : 'raw'

/** All that was measured, by runtime, server and scenario. */
export class Figures {
  readonly #results = new Map<string, Result>()

  constructor(runs: readonly Run[]) {
    for (const result of runs.flatMap(({ results }) => results)) {
      this.#results.set([result.runtime, result.server, result.scenario].join(' '), result)
    }
  }

  get results(): readonly Result[] {
    return [...this.#results.values()].sort(
      (a, b) => byScenario(a.scenario, b.scenario) || byServer(a.server, b.server),
    )
  }

  /** The runtimes of which there is something. */
  get runtimes(): readonly string[] {
    return runtimeNames.filter((runtime) => this.of(runtime).length > 0)
  }

  of(runtime: string): readonly Result[] {
    return this.results.filter((result) => result.runtime === runtime)
  }

  /** The servers of a runtime, ours first. */
  servers(runtime: string): readonly string[] {
    return [...new Set(this.of(runtime).map(({ server }) => server))].sort(byServer)
  }

  /** The scenarios of a runtime whose figures are a rate. */
  rates(runtime: string): readonly string[] {
    return [...new Set(this.of(runtime).flatMap(({ unit, scenario }) => (unit === 'bytes' ? [] : [scenario])))]
  }

  find(runtime: string, server: string, scenario: string): Result | undefined {
    return this.#results.get([runtime, server, scenario].join(' '))
  }

  /** What each of its rounds gave. */
  rounds(runtime: string, server: string, scenario: string): readonly number[] {
    return this.find(runtime, server, scenario)?.rounds ?? []
  }

  /** The median of its rounds. */
  median(runtime: string, server: string, scenario: string): number | undefined {
    return middleOf(this.rounds(runtime, server, scenario))
  }

  /** How many times the base it does, in this scenario or in another. */
  ratio(runtime: string, server: string, scenario: string, baseScenario = scenario): number | undefined {
    const base = this.rounds(runtime, baseOf(runtime, scenario), baseScenario)
    return timesByRound(this.rounds(runtime, server, scenario), base)
  }

  /** The fastest of the libraries but ours, or of those that are named. */
  best(runtime: string, scenario: string, among: (server: string) => boolean = isLibrary): Ranked | undefined {
    return this.servers(runtime)
      .filter(among)
      .map((server) => ({ server, ratio: this.ratio(runtime, server, scenario) }))
      .filter((one): one is Ranked => one.ratio !== undefined)
      .sort((a, b) => b.ratio - a.ratio)[0]
  }
}
