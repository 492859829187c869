import process from 'node:process'
import { schedule } from './schedule.ts'
import { simulate } from './simulate.ts'

// Runs the seeds `first`, `first + stride`, ... up to `last`, in a process of its own, and prints a line of JSON for each
// that fails, then one with the figures. With `bail` it ends at the first that fails.

const [first = 1, last = 1, stride = 1] = process.argv.slice(2, 5).map(Number)
const bail = process.argv[5] === 'bail'
/** So many seeds between two that run twice: a run must be the same each time. */
const sample = 100

const figures = { seeds: 0, steps: 0, connections: 0, messages: 0, failed: 0 }
for (let seed = first; seed <= last && !(bail && figures.failed > 0); seed += stride) {
  const { hash, steps, connections, messages, violations } = await simulate(schedule(seed))
  const isSame = seed % sample !== 0 || (await simulate(schedule(seed))).hash === hash
  const [violation] = isSame ? violations : ['two runs of this seed differ']
  figures.seeds++
  figures.steps += steps
  figures.connections += connections
  figures.messages += messages
  if (violation !== undefined) {
    figures.failed++
    console.log(JSON.stringify({ seed, violation }))
  }
}
console.log(JSON.stringify(figures))
