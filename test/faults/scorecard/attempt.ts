import process from 'node:process'
import { cases } from '../../../src/testing/cases/index.ts'
import { matches, runCase } from '../../../testing/run.ts'
import { runtimeNamed } from '../../contract/runtimes.ts'
import { sourceOn } from '../../contract/source.ts'

// Runs cases of the contract (`AD01,AD02b`) on a runtime, in a process of its own, and prints what came of each as JSON;
// with `first` only up to the first that fails.

/** What came of a case; one that needs what the runtime does not offer is not there. */
export interface Outcome {
  readonly id: string
  readonly as: 'asked' | 'declared' | 'neither'
  readonly message?: string
}

// What takes too long is ended from outside, and takes its servers along.
process.on('SIGTERM', () => process.exit(1))
// A case that fails leaves behind what it was waiting for.
process.on('unhandledRejection', () => {})
const [ids = '', name = '', until] = process.argv.slice(2)
const source = await sourceOn(runtimeNamed(name))
const wanted = cases.filter(
  ({ id, needs = [] }) => ids.split(',').includes(id) && needs.every((feature) => source.offers.includes(feature)),
)
const outcomes: Outcome[] = []
for (const one of wanted) {
  outcomes.push(await attempt(one))
  if (until === 'first' && outcomes.at(-1)?.as === 'neither') break
}
await source.end?.()
process.stdout.write(JSON.stringify(outcomes))
process.exit()

async function attempt(one: (typeof wanted)[number]): Promise<Outcome> {
  const declaration = source.declares.find((entry) => entry.case === one.id && matches(entry, name))
  try {
    await runCase(one, () => source.target(one.variant), declaration)
    return { id: one.id, as: declaration ? 'declared' : 'asked' }
  } catch (error) {
    return { id: one.id, as: 'neither', message: (error as Error).message.slice(0, 2_000) }
  }
}
