import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { columns } from './columns.ts'
import { head } from './head.ts'
import { judge } from './judge.ts'
import { findings, type Judged, legend, matrix, signsOf, summary } from './page.ts'

// Runs the contract's cases against other people's libraries, and ours beside them, and prints docs/compatibility.md.
// With --check it says which cells have changed. With names it runs those columns only, and prints to the terminal.

const file = new URL('../../docs/compatibility.md', import.meta.url)
const names = process.argv.slice(2).filter((argument) => argument !== '--check')
const unknown = names.filter((name) => !columns.some((column) => column.name === name))
if (unknown.length > 0) {
  throw new Error(`no column ${unknown.join(', ')}; there are ${columns.map(({ name }) => name).join(', ')}`)
}

// So that its servers end with it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

const chosen = columns.filter(({ name }) => names.length === 0 || names.includes(name))
const judged = new Map<string, Judged>()

/** Columns, two at a time. A case of a stranger waits most of its time for what never comes: many of them at once. */
async function run(queue: readonly (typeof columns)[number][], lanes: number): Promise<void> {
  const waiting = [...queue]
  const work = async () => {
    for (let column = waiting.shift(); column; column = waiting.shift()) {
      const started = performance.now()
      judged.set(column.name, { column, verdicts: await judge(column, lanes) })
      console.error(`${column.name}: ${((performance.now() - started) / 1000).toFixed(0)} s`)
    }
  }
  await Promise.all([work(), work()])
}
await run(
  chosen.filter(({ ours }) => ours),
  1,
)
await run(
  chosen.filter(({ ours }) => !ours),
  6,
)

const all = chosen.flatMap(({ name }) => judged.get(name) ?? [])
const page = `${head()}

## In numbers

${legend}

${summary(all)}

## Row by row

${matrix(all)}

## What was seen

${findings(all)}
`
const broken = all.flatMap(({ column, verdicts }) =>
  column.ours
    ? verdicts.filter(({ sign }) => sign === 'fail').map(({ id, seen }) => `${column.name} ${id}: ${seen}`)
    : [],
)
for (const line of broken) console.error(line)

if (names.length > 0) console.log(page)
else if (broken.length > 0) throw new Error('jackfield itself breaks its contract: the page is not for that')
else if (process.argv.includes('--check')) check()
else writeFileSync(file, page)

function check(): void {
  const known = signsOf(readFileSync(file, 'utf8'))
  const fresh = signsOf(page)
  const cells = new Set([...known.keys(), ...fresh.keys()])
  const changed = [...cells].filter((cell) => known.get(cell) !== fresh.get(cell))
  for (const cell of changed) console.error(`${cell}: ${known.get(cell)} in the page, ${fresh.get(cell)} now`)
  console.log(`${cells.size - changed.length} passed, ${changed.length} failed`)
  process.exitCode = changed.length > 0 ? 1 : 0
}
