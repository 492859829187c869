// `npm run bench:typed` measures what a typed channel costs: an echo whose messages zod checks in both directions, beside
// servers that check the same by hand, or nothing. Options are those of `npm run bench`; print.ts puts it on docs/clients.md.
import { join } from 'node:path'
import process from 'node:process'
import { Generator } from '../load/generator.ts'
import { readOptions } from '../options.ts'
import { play } from '../play.ts'
import { writeRecord } from '../record.ts'
import { echoes } from '../scenarios/echo.ts'
import { binaryOf, type Contestant, hostIn, type RuntimeName } from '../servers.ts'
import { scenarioTable } from '../table.ts'
import { root } from '../tree.ts'
import { folder, typed } from './contestants.ts'
import { played } from './page.ts'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

const options = readOptions(process.argv.slice(2))

const contestantsOn = (runtime: RuntimeName): readonly Contestant[] =>
  (typed[runtime] ?? []).map((name) => ({
    runtime,
    name,
    dialect: name === 'channel' ? 'channel' : 'enveloped',
    alone: undefined,
    host: hostIn(root, runtime, name),
  }))

const generator = new Generator(binaryOf('bun'))
try {
  for (const runtime of options.runtimes.filter((name) => typed[name])) {
    for (const scenario of echoes.filter(({ name }) => played.some(([one]) => one === name))) {
      const results = await play(scenario, contestantsOn(runtime), generator, options)
      console.log(`\n${runtime}, ${scenarioTable(scenario, results)}`)
      if (options.out) writeRecord(join(options.out, folder), runtime, results)
    }
  }
} finally {
  await generator.end()
}
