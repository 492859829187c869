import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { cases } from '../../../src/testing/cases/index.ts'
import { admission } from './admission.ts'
import { batches } from './batches.ts'
import { bounds } from './bounds.ts'
import { channels } from './channels.ts'
import { Copy } from './copy.ts'
import { faults } from './faults.ts'
import { handshake } from './handshake.ts'
import { lifecycle } from './lifecycle.ts'
import { messages } from './messages.ts'
import type { Mutant } from './mutant.ts'
import { topics } from './topics.ts'

// Breaks a copy of the library in one way after another, and prints which case noticed. Arguments are rows to run.

/** A mutant that makes its cases hang is caught as well. */
const patience = 60_000
const workers = 2
const chosen = process.argv.slice(2)
const rowOf = (id: string) => id.replace(/[a-z]+$/, '')
const rows = [...new Set([...cases.map(({ id }) => rowOf(id)), 'HS14'])]
const mutants = [
  ...handshake,
  ...lifecycle,
  ...messages,
  ...faults,
  ...topics,
  ...admission,
  ...bounds,
  ...channels,
  ...batches,
].filter(({ row }) => chosen.length === 0 || chosen.includes(row))

const failures: string[] = []
const uncovered = rows.filter((row) => chosen.length === 0 && !mutants.some((mutant) => mutant.row === row))
if (uncovered.length > 0) failures.push(`no mutant: ${uncovered.join(', ')}`)

const copies = Array.from({ length: workers }, () => new Copy())
try {
  await baseline()
  const queue = [...mutants]
  await Promise.all(copies.map((copy) => work(copy, queue)))
} finally {
  for (const copy of copies) copy.remove()
}
for (const failure of failures) console.error(failure)
console.log(
  `${mutants.length} mutants of ${new Set(mutants.map(({ row }) => row)).size} rows, ${failures.length} failures`,
)
process.exitCode = failures.length > 0 ? 1 : 0

/** Without a mutant nothing may fail: a case that always does catches nothing. */
async function baseline(): Promise<void> {
  for (const where of new Set(mutants.map(placeOf))) {
    const wanted = new Set(mutants.filter((mutant) => placeOf(mutant) === where).map(({ row }) => row))
    const noticed = await run(copies[0]!, [...wanted].join(','), where)
    if (noticed) throw new Error(`without a mutant, on ${where}: ${noticed}`)
  }
}

async function work(copy: Copy, queue: Mutant[]): Promise<void> {
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const title = `${mutant.row}  ${mutant.file}: ${mutant.find.trim().split('\n')[0]}`
    try {
      const restore = copy.apply(mutant)
      const where = placeOf(mutant)
      const noticed = await run(copy, mutant.row, where)
      restore()
      if (noticed) console.log(`caught  ${title}\n        on ${where} by ${noticed}`)
      else failures.push(`LIVES   ${title}\n        on ${where}`)
    } catch (error) {
      failures.push(`BROKEN  ${title}\n        ${(error as Error).message}`)
    }
  }
}

function placeOf({ row, file, runtime }: Mutant): string {
  if (runtime !== undefined) return runtime
  const adapter = /^adapters\/(\w+)\//.exec(file)?.[1]
  if (adapter !== undefined) return { node: 'node24', workers: 'workerd-2026-10-01' }[adapter] ?? adapter
  const inMemory = cases.some(
    ({ id, needs = [] }) => rowOf(id) === row && !needs.includes('raw') && !needs.includes('stateless'),
  )
  return inMemory ? 'memory' : 'node24'
}

/** What failed, if anything did. */
async function run(copy: Copy, wanted: string, where: string): Promise<string | undefined> {
  const isFile = where.endsWith('.test.ts')
  const args = isFile
    ? ['node_modules/vitest/vitest.mjs', 'run', '--project', 'contract', '--bail', '1', `test/contract/${where}`]
    : [
        '--conditions=jackfield-source',
        '--disable-warning=ExperimentalWarning',
        'test/contract/mutants/row.ts',
        wanted,
        where,
      ]
  const env = { ...process.env, NO_COLOR: '1' }
  const child = spawn(process.execPath, args, {
    cwd: copy.path,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
    timeout: patience,
  })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (child.killed) return `its silence: nothing within ${patience} ms`
  if (isFile) return child.exitCode === 0 ? undefined : (/FAIL .* > (.*)/.exec(output + errors)?.[1] ?? 'the test file')
  const line = output.trimEnd().split('\n').at(-1) ?? ''
  if (/SyntaxError|ERR_MODULE/.test(errors)) throw new Error(`the mutant does not even load: ${errors}`)
  if (!line.startsWith('{')) return `the end of the process: ${errors.trim().split('\n').at(-1)}`
  const { failed } = JSON.parse(line) as { failed?: { id: string; message: string } }
  return failed && `${failed.id}: ${failed.message.slice(0, 160)}`
}
