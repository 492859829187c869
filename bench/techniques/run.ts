// Measures what each technique gives: this library as it is beside copies of it, each without one of them.
// Options are those of `npm run bench`; the records go to techniques.json.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { Generator } from '../load/generator.ts'
import { readOptions } from '../options.ts'
import { play } from '../play.ts'
import type { TechniqueResult } from '../record.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { binaryOf, contestantsOn, ours, type RuntimeName, variant } from '../servers.ts'
import { scenarioTable } from '../table.ts'
import { Tree } from '../tree.ts'
import type { Technique } from './technique.ts'
import { techniques } from './techniques.ts'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

const options = readOptions(process.argv.slice(2))
const generator = new Generator(binaryOf('bun'))
/** What the technique is taken away from; one that the sources do not have is told, and ends nobody's run. */
const trees = new Map<Technique, Tree>()
for (const technique of techniques) {
  try {
    trees.set(technique, Tree.with(technique.edits))
  } catch (error) {
    console.error(`${technique.name}: ${(error as Error).message}`)
    process.exitCode = 1
  }
}

/** What techniques give in a scenario of a runtime. */
async function measure(runtime: RuntimeName, scenario: Scenario): Promise<readonly TechniqueResult[]> {
  const shown = [...trees].filter(([{ shows }]) => shows[runtime]?.includes(scenario.name))
  if (shown.length === 0) return []
  const whole = contestantsOn(runtime).filter(({ name }) => name === ours)
  const without = shown.map(([{ name }, { path }]) => variant(runtime, name, path))
  const results = await play(scenario, [...whole, ...without], generator, options)
  console.log(`\n${runtime}, ${scenarioTable(scenario, results)}`)
  const roundsOf = (server: string): readonly number[] => results.find((one) => one.server === server)?.rounds ?? []
  return shown.map(([{ name }]) => ({
    name,
    runtime,
    scenario: scenario.name,
    unit: scenario.unit,
    without: roundsOf(name),
    with: roundsOf(ours),
  }))
}

const found: TechniqueResult[] = []
const started = performance.now()
try {
  for (const runtime of options.runtimes) {
    for (const scenario of options.scenarios) found.push(...(await measure(runtime, scenario)))
  }
} finally {
  await generator.end()
}
if (options.out) {
  mkdirSync(options.out, { recursive: true })
  writeFileSync(join(options.out, 'techniques.json'), `${JSON.stringify({ techniques: found }, null, 2)}\n`)
}
console.log(`\n${Math.round((performance.now() - started) / 1000)} s`)
