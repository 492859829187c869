import type { Generator } from './load/generator.ts'
import type { Options } from './options.ts'
import type { Result } from './record.ts'
import type { Delivery, Round, Scenario } from './scenarios/scenario.ts'
import { type Contestant, type Server, startServer } from './servers.ts'
import { median, percentile } from './statistics.ts'
import { warmUp } from './warm-up.ts'

/** What of a round is kept as the median of all. */
const middles = ['busy', 'generator', 'code', 'growth', 'kept', 'keptSlow', 'stale'] as const

/** What is known of one contestant in one scenario so far. */
class Entry {
  readonly contestant: Contestant
  readonly rounds: Round[] = []
  readonly notes = new Set<string>()
  delivery: Delivery | undefined
  server: Server | undefined
  #failed = false

  constructor(contestant: Contestant) {
    this.contestant = contestant
  }

  /** Whatever a contestant does wrong is told, and ends nobody's run but its own. */
  async attempt(what: string, act: () => Promise<void>): Promise<void> {
    if (this.#failed) return
    try {
      await act()
    } catch (error) {
      const said = [(error as Error).message, this.server?.child.log ?? ''].join('\n')
      this.fail(`${what}: ${firstLines(said)}`)
      await this.end()
    }
  }

  fail(why: string): void {
    this.#failed = true
    this.notes.add(why)
  }

  async end(): Promise<void> {
    await this.server?.child.end()
    this.server = undefined
  }

  result({ name, unit }: Scenario): Result {
    const { runtime, name: server } = this.contestant
    const latency = this.rounds.flatMap((round) => round.latency ?? [])
    return {
      runtime,
      server,
      scenario: name,
      unit,
      rounds: this.rounds.map((round) => round.rate),
      ...(latency.length > 0 && { latency: { p50: percentile(latency, 0.5), p99: percentile(latency, 0.99) } }),
      ...this.#middles(),
      ...this.delivery,
      ...(this.notes.size > 0 && { note: [...this.notes].join('; ') }),
    }
  }

  #middles(): Partial<Result> {
    const known = middles.map((key) => [key, this.rounds.flatMap((round) => round[key] ?? [])] as const)
    return Object.fromEntries(known.filter(([, values]) => values.length > 0).map(([key, all]) => [key, median(all)]))
  }
}

/** Plays a scenario against all contestants, one round of each after another, and then looks at what they deliver. */
export async function play(
  scenario: Scenario,
  contestants: readonly Contestant[],
  generator: Generator,
  { rounds, seconds, quick }: Options,
): Promise<readonly Result[]> {
  const isCold = scenario.fresh || scenario.cold || quick
  const entries = contestants.map((contestant) => new Entry(contestant))
  for (const entry of entries) if (scenario.shared && entry.contestant.alone) entry.fail(entry.contestant.alone)
  const order = (entry: Entry, { port, pid }: Server) => ({
    scenario: scenario.name,
    runtime: entry.contestant.runtime,
    dialect: entry.contestant.dialect,
    port,
    pid,
    seconds,
    quick,
  })
  const start = async (entry: Entry) => {
    entry.server ??= await startServer(entry.contestant, scenario)
    return entry.server
  }

  const last = Math.min(rounds, scenario.most ?? rounds)
  // Several can start at once, as nothing is measured yet.
  await Promise.all(entries.map((entry) => entry.attempt('start', async () => void (await start(entry)))))
  for (let index = 1; index <= last; index += 1) {
    for (const entry of entries) {
      await entry.attempt(`round ${index}`, async () => {
        const server = await start(entry)
        const load = { ...order(entry, server), scenario: scenario.warmedBy ?? scenario.name }
        if (index === 1 && !isCold) await warmUp(server.pid, () => generator.round(load))
        const round = await generator.round(order(entry, server))
        entry.rounds.push(round)
        entry.delivery = round.delivery
        if (round.note) entry.notes.add(round.note)
        if (scenario.fresh && index < last) await entry.end()
      })
    }
  }
  for (const entry of scenario.check ? entries : []) {
    await entry.attempt('correctness', async () => {
      entry.delivery = await generator.check(order(entry, await start(entry)))
    })
  }
  await Promise.all(entries.map((entry) => entry.end()))
  return entries.map((entry) => entry.result(scenario))
}

/** A message, and the first of the lines behind it that names an error. */
function firstLines(text: string): string {
  const [message, ...log] = text.split('\n')
  const error = log.find((line) => /^\S*error\b.*:/i.test(line))
  return [message, ...(error ? [error.trim()] : [])].join(': ')
}
