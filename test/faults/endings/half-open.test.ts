import { execFile } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { ListenOptions } from '../../../src/options.ts'
import { isPresent } from '../../contract/present.ts'
import { runtimeNamed } from '../../contract/runtimes.ts'
import { expectationOf, isMet, runtimeNames } from '../demand.ts'
import { forget, record } from '../record.ts'
import { unstalled } from '../stalls.ts'
import type { HalfOpen } from './half-open.ts'
import { demands, heartbeat } from './heartbeat-demands.ts'
import { alone, missingForNetworks } from './namespace.ts'

const peers = 100
/** How long is waited for the end of them, in ms. */
const patience = 10_000
const wanted = [demands.halfOpen, demands.halfOpenLeft]

/** Pulls the cable of peers of a server that is started with these options. */
async function pullCable(name: string, options: ListenOptions): Promise<HalfOpen> {
  const script = fileURLToPath(new URL('./half-open.ts', import.meta.url))
  const flags = ['--conditions=jackfield-source', '--disable-warning=ExperimentalWarning']
  const args = [...flags, script, name, JSON.stringify(options), String(peers), String(patience)]
  const { stdout } = await promisify(execFile)(...alone(process.execPath, args), { timeout: 60_000 })
  return JSON.parse(stdout)
}

async function measure(name: string, options: ListenOptions, sabotaged?: string) {
  for (const demand of wanted) forget(demand, name, sabotaged)
  const isExpected = ({ slowest }: HalfOpen) =>
    isMet(demands.halfOpen, slowest) === (!sabotaged && expectationOf(demands.halfOpen, name))
  const { slowest, closes, strays, descriptors } = await unstalled(
    async () => () => pullCable(name, options),
    isExpected,
  )
  const records = [
    record(demands.halfOpen, name, slowest, sabotaged),
    record(demands.halfOpenLeft, name, descriptors, sabotaged),
  ]
  return { records, closes, strays }
}

const missing = missingForNetworks()
const present = runtimeNames.filter((name) => isPresent(runtimeNamed(name)))

if (missing) test('half-open peers', ({ skip }) => skip(missing))
else {
  test.each(present)('half-open peers, on %s', async (name) => {
    const { records, closes, strays } = await measure(name, { heartbeat })
    expect(records.map(({ pass }) => pass)).toEqual(wanted.map(({ declared }) => !(name in declared)))
    // The one that was there before them closed with 4001.
    expect({ closes, strays }).toEqual({
      closes: name in demands.halfOpen.declared ? { 4001: 1 } : { 1006: peers, 4001: 1 },
      strays: 0,
    })
  })

  test('half-open peers, sabotaged: no heartbeat', async () => {
    const { records } = await measure('node24', { heartbeat: false }, 'heartbeat: false')
    expect(records.map(({ pass }) => pass)).toEqual([false, false])
  })
}
