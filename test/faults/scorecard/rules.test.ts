import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, test } from 'vitest'
import { Copy, root } from '../../contract/mutants/copy.ts'
import { isPresent } from '../../contract/present.ts'
import { runtimeNamed } from '../../contract/runtimes.ts'
import { runtimeNames } from '../demand.ts'
import { forget, record } from '../record.ts'
import type { Outcome } from './attempt.ts'
import { demands } from './rules.ts'

type Rule = (typeof demands)[number]

/** A hundred cases wait for limits and start servers, one after another: ms. */
const patience = 280_000

/** What comes of the cases of some rules, with the sources of that checkout. */
async function attempt(
  rules: readonly Rule[],
  runtime: string,
  { from = root, until = 'all' } = {},
): Promise<readonly Outcome[]> {
  const ids = rules.flatMap(({ cases }) => cases).join(',')
  const flags = ['--conditions=jackfield-source', '--disable-warning=ExperimentalWarning']
  const args = [...flags, 'test/faults/scorecard/attempt.ts', ids, runtime, until]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: from, timeout: patience })
  return JSON.parse(stdout)
}

/**
 * How many of a rule's cases are not as asked. Of none nobody knows; nor where one is neither as asked nor as declared
 * beside others that are declared, which must not hide it.
 */
function missed({ cases }: Rule, outcomes: readonly Outcome[]): number {
  const own = outcomes.filter(({ id }) => cases.includes(id)).map(({ as }) => as)
  if (own.length === 0 || (own.includes('declared') && own.includes('neither'))) return Number.NaN
  return own.filter((as) => as !== 'asked').length
}

const present = runtimeNames.filter((name) => isPresent(runtimeNamed(name)))

// They wait most of the time.
describe.concurrent('the rules', { timeout: patience + 10_000 }, () => {
  test.for(present)('on %s', async (name, { expect }) => {
    for (const demand of demands) forget(demand, name)
    const outcomes = await attempt(demands, name)
    const records = demands.map((demand) => record(demand, name, missed(demand, outcomes)))
    expect(outcomes.filter(({ as }) => as === 'neither')).toEqual([])
    expect(records).toEqual(
      demands.map(({ id, declared }) => expect.objectContaining({ demand: id, pass: !declared?.[name] })),
    )
  })

  test.for(demands)('$id, sabotaged', async (demand, { expect, onTestFinished }) => {
    const { change } = demand
    const sabotage = `${change.file}: ${change.replace || 'without'} ${change.find}`
    forget(demand, 'node24', sabotage)
    const copy = new Copy()
    onTestFinished(() => copy.remove())
    copy.apply({ row: demand.id, ...change })
    const outcomes = await attempt([demand], 'node24', { from: copy.path, until: 'first' })
    expect(record(demand, 'node24', missed(demand, outcomes), sabotage).pass).toBe(false)
  })
})
