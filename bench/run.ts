// Measures this library and its peers side by side: `npm run bench`; options.ts says what can be asked for.
import process from 'node:process'
import { Generator } from './load/generator.ts'
import { type Options, readOptions } from './options.ts'
import { play } from './play.ts'
import { type Result, readRecord, writeRecord } from './record.ts'
import { binaryOf, contestantsOn, ours, type RuntimeName } from './servers.ts'
import { baselines, ratioTable, scenarioTable } from './table.ts'

const isAsked = ({ servers, quick }: Options, name: string): boolean =>
  servers.length > 0 ? servers.includes(name) : !quick || [ours, ...baselines].includes(name)

async function measure(runtime: RuntimeName, options: Options, generator: Generator): Promise<readonly Result[]> {
  const contestants = contestantsOn(runtime).filter(({ name }) => isAsked(options, name))
  const results: Result[] = []
  for (const scenario of options.scenarios) {
    if (scenario.native && runtime !== 'node') continue
    const played = await play(scenario, contestants, generator, options)
    if (options.out) writeRecord(options.out, runtime, played)
    const onNode = options.out ? readRecord(options.out, 'node')?.results : undefined
    console.log(`\n${scenarioTable(scenario, played, onNode)}`)
    results.push(...played)
  }
  return results
}

// An exit ends the servers and the generator too; a signal alone would leave them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

const options = readOptions(process.argv.slice(2))
const generator = new Generator(binaryOf('bun'))
const started = performance.now()
try {
  for (const runtime of options.runtimes) {
    console.log(`\n== ${runtime}`)
    const results = await measure(runtime, options, generator)
    console.log(`\n== ${runtime}, as ratios\n${ratioTable(results)}`)
  }
} finally {
  await generator.end()
}
console.log(`\n${Math.round((performance.now() - started) / 1000)} s`)
if (options.out)
  console.log(`recorded in ${options.out}; node bench/report/print.ts prints docs/performance.md from it`)
