import { execFile } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { plainFetch } from '../../../testing/fetch.ts'
import { Copy, root } from '../../contract/mutants/copy.ts'
import { isPresent } from '../../contract/present.ts'
import { runtimeNamed } from '../../contract/runtimes.ts'
import { startWorkerd } from '../../contract/workerd.ts'
import { runtimeNames } from '../demand.ts'
import { forget, record } from '../record.ts'
import type { judge } from './judge.ts'
import { demands } from './strings.ts'

type Judged = ReturnType<typeof judge>

const tables = 'test/unit/tables'
const hosts = 'test/faults/scorecard/hosts'
const flags = {
  node: ['--conditions=jackfield-source', '--disable-warning=ExperimentalWarning'],
  bun: ['--conditions=jackfield-source'],
  deno: ['run', '--cached-only', '--no-prompt', '--conditions=jackfield-source'],
}

/** What the guards of that checkout say of all strings. */
async function judgedOn(name: string, from = root): Promise<Judged> {
  const { adapter, binary = name } = runtimeNamed(name)
  if (adapter !== 'workers') {
    const { stdout } = await promisify(execFile)(binary, [...flags[adapter], `${hosts}/print.ts`], { cwd: from })
    return JSON.parse(stdout)
  }
  const { child, port } = await startWorkerd(binary, join(from, hosts, 'worker.ts'), {}, '2026-10-01')
  onTestFinished(() => child.end())
  return (await plainFetch(`http://127.0.0.1:${port}/`)).json()
}

test.each(runtimeNames.filter((name) => isPresent(runtimeNamed(name))))('tables of strings on %s', async (name) => {
  for (const demand of demands) forget(demand, name)
  const judged = await judgedOn(name)
  const records = demands.map((demand) => record(demand, name, judged[demand.table]))
  expect(records).toEqual(demands.map(({ id }) => expect.objectContaining({ demand: id, pass: true })))
})

test.each(demands)('$id, sabotaged', async (demand) => {
  const { change, table } = demand
  const sabotage = `${change.file}: ${change.replace}`
  forget(demand, 'node24', sabotage)
  const copy = new Copy()
  onTestFinished(() => copy.remove())
  cpSync(join(root, tables), join(copy.path, tables), { recursive: true })
  copy.apply({ row: demand.id, ...change })
  const judged = await judgedOn('node24', copy.path)
  expect(record(demand, 'node24', judged[table], sabotage).pass).toBe(false)
})
