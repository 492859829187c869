// Measures this library and its peers side by side: `npm run bench`; options.ts says what can be asked for.
import process from 'node:process'
import { Generator } from './load/generator.ts'
import { type Options, readOptions } from './options.ts'
import { play } from './play.ts'
import { type Result, readRecord, writeRecord } from './record.ts'
import { baselines, before, binaryOf, contestantsOn, ours, type RuntimeName, variant } from './servers.ts'
import { ratioTable, scenarioTable } from './table.ts'
import { Tree } from './tree.ts'

const isAsked = ({ servers, quick }: Options, name: string): boolean =>
  servers.length > 0 ? servers.includes(name) : !quick || isOurs(name)

async function measure(runtime: RuntimeName, options: Options, generator: Generator): Promise<readonly Result[]> {
  const asked = contestantsOn(runtime).filter(({ name }) => isAsked(options, name))
  const earlier = tree ? [variant(runtime, before, tree.path)] : []
  const results: Result[] = []
  for (const scenario of options.scenarios) {
    if (scenario.only && scenario.only !== runtime) continue
    const started = performance.now()
    const isLong = scenario.shared && scenario.most === 1
    const contestants = scenario.ofOurs
      ? asked.filter(({ name }) => isOurs(name))
      : [...asked, ...(isLong ? [] : earlier)]
    const played = await play(scenario, contestants, generator, options)
    if (options.out) writeRecord(options.out, runtime, played)
    const onNode = options.out ? readRecord(options.out, 'node')?.results : undefined
    console.log(`\n${scenarioTable(scenario, played, onNode)}\n  ${secondsSince(started)} s`)
    results.push(...played)
  }
  return results
}

const isOurs = (name: string): boolean => [ours, ...baselines].includes(name)
const secondsSince = (started: number): number => Math.round((performance.now() - started) / 1000)

/** What is wrong with ours, however busy the machine is. */
function faults(runtime: RuntimeName, results: readonly Result[]): readonly string[] {
  const own = results.filter(({ server }) => server === ours)
  if (own.length > 0 && own.every(({ rounds }) => rounds.length === 0)) return [`${runtime}: nothing was measured`]
  return own
    .filter(({ lost, duplicated, reordered }) => lost || duplicated || reordered)
    .map(({ scenario }) => `${runtime}, ${scenario}: not all messages came once and in order`)
}

// An exit ends the servers and the generator too; a signal alone would leave them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

const options = readOptions(process.argv.slice(2))
const tree = options.before === undefined ? undefined : Tree.at(options.before)
const generator = new Generator(binaryOf('bun'))
const started = performance.now()
const wrong: string[] = []
try {
  for (const runtime of options.runtimes) {
    console.log(`\n== ${runtime}`)
    const results = await measure(runtime, options, generator)
    console.log(`\n== ${runtime}, as ratios\n${ratioTable(results)}`)
    wrong.push(...faults(runtime, results))
  }
} finally {
  await generator.end()
}
console.log(`\n${secondsSince(started)} s`)
for (const fault of wrong) console.error(fault)
process.exitCode = wrong.length > 0 ? 1 : 0
if (options.out)
  console.log(`recorded in ${options.out}; node bench/report/print.ts prints docs/performance.md from it`)
