import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Hunt, hunt } from './hunt.ts'
import { schedule } from './schedule.ts'
import { shrink } from './shrink.ts'
import { simulate } from './simulate.ts'

// node test/simulation/run.ts [seeds=10000] [first=1]: many seeds, in two processes.
// node test/simulation/run.ts --seed 123: one seed, with its whole trace.

const root = fileURLToPath(new URL('../..', import.meta.url))
const processes = 2
const shown = 3

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' } } })
if (values.seed === undefined) await runMany(Number(positionals[0] ?? 10_000), Number(positionals[1] ?? 1))
else await runOne(Number(values.seed))

async function runOne(seed: number): Promise<void> {
  const { trace, hash, violations } = await simulate(schedule(seed))
  console.log(trace.join('\n'))
  console.log(`trace ${hash}`)
  conclude(1, violations.length > 0 ? 1 : 0)
}

async function runMany(seeds: number, first: number): Promise<void> {
  const start = performance.now()
  const last = first + seeds - 1
  const hunts = await Promise.all(
    Array.from({ length: processes }, (_, index) => hunt(root, { first: first + index, last, stride: processes })),
  )
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const sum = (key: 'seeds' | 'steps' | 'connections' | 'messages') => hunts.reduce((all, one) => all + one[key], 0)
  const failures = hunts.flatMap((one: Hunt) => one.failures).sort((one, other) => one.seed - other.seed)
  for (const { seed, violation } of failures) console.log(`seed ${seed}: ${violation}`)
  for (const { seed } of failures.slice(0, shown)) await show(seed)
  console.log(
    `${sum('seeds')} seeds: ${sum('steps')} steps, ${sum('connections')} connections, ${sum('messages')} messages in ${seconds} s`,
  )
  conclude(seeds, failures.length)
}

async function show(seed: number): Promise<void> {
  const { plan, outcome } = await shrink(schedule(seed))
  console.log(`\nseed ${seed}, shrunk to ${plan.steps.length} steps:`)
  for (const step of plan.steps) console.log(`  ${JSON.stringify(step)}`)
  for (const line of outcome.trace) console.log(`    ${line}`)
  console.log(`whole: node test/simulation/run.ts --seed ${seed}\n`)
}

function conclude(seeds: number, failed: number): void {
  console.log(`${seeds - failed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}
