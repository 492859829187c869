import process from 'node:process'
import { cases } from '../../../src/testing/cases/index.ts'
import { matches, runCase } from '../../../testing/run.ts'
import type { TargetSource } from '../../../testing/vitest.ts'
import { memorySource } from '../memory.ts'
import { runtimeNamed } from '../runtimes.ts'
import { sourceOn } from '../source.ts'

// Runs the cases of rows (`HS05,HS06`, or `*`) on a runtime, in a process of its own, and prints the first that fails.

// What takes too long is ended from outside, and takes its servers along.
process.on('SIGTERM', () => process.exit(1))
const [rows = '', runtime = ''] = process.argv.slice(2)
const wanted = rows.split(',')
const source: TargetSource = runtime === 'memory' ? memorySource : await sourceOn(runtimeNamed(runtime))
const failed = await firstFailure()
await source.end?.()
process.stdout.write(`${JSON.stringify({ failed })}\n`)
process.exit()

async function firstFailure(): Promise<{ id: string; message: string } | undefined> {
  for (const one of cases) {
    const isWanted = rows === '*' || wanted.includes(one.id.replace(/[a-z]+$/, ''))
    if (!isWanted || !(one.needs ?? []).every((feature) => source.offers.includes(feature))) continue
    const declaration = source.declares.find((entry) => entry.case === one.id && matches(entry, runtime))
    try {
      await runCase(one, () => source.target(one.variant), declaration)
    } catch (error) {
      return { id: one.id, message: (error as Error).message.split('\n')[0] ?? '' }
    }
  }
  return undefined
}
