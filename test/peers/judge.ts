import { cases } from '../../src/testing/cases/index.ts'
import { equal, open, within } from '../../src/testing/expect.ts'
import type { ContractCase } from '../../src/testing/target.ts'
import { matches, runCase } from '../../testing/run.ts'
import type { TargetSource } from '../../testing/vitest.ts'
import type { Column } from './columns.ts'
import { seen } from './seen.ts'

export type Sign = 'pass' | 'fail' | 'declared' | 'none'

export interface Verdict {
  readonly id: string
  readonly sign: Sign
  /** What was seen instead, in one line. */
  readonly seen?: string
}

/** A plain connection, an echo, a clean close: without it, it is the host that is broken, not the library. */
const smoke: ContractCase = {
  id: 'smoke',
  level: 'MUST',
  title: 'a connection opens, echoes and closes',
  async run(target) {
    const peer = await open(target, '/handshake/echo')
    peer.send('hello')
    equal(await peer.next(), 'hello', 'the echo')
    peer.close(1000)
    await within(peer.closed, 'the close')
  },
}

/** Runs the smoke case, then all cases, so many at a time. Rejects if the host is broken. */
export async function judge(column: Column, lanes: number): Promise<Verdict[]> {
  const source = await column.source()
  try {
    await runCase(smoke, () => source.target()).catch((error) => {
      throw new Error(`${column.name} does not even pass the smoke case: ${error.message}`)
    })
    const verdicts: Verdict[] = []
    const waiting = [...cases.entries()]
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        verdicts[next[0]] = await verdictOf(next[1], column, source)
      }
    }
    await Promise.all(Array.from({ length: lanes }, work))
    return verdicts
  } finally {
    await source.end?.()
  }
}

/** What asks for numbers and words that are ours is asked of ours alone. */
const isOwn = ({ id, variant }: ContractCase): boolean => variant === 'bare' || id === 'TP06'

async function verdictOf(one: ContractCase, column: Column, source: TargetSource): Promise<Verdict> {
  const { id, needs = [], variant } = one
  const asked = needs.every((feature) => source.offers.includes(feature)) && (column.ours || !isOwn(one))
  if (!asked) return { id, sign: 'none' }
  const declaration = source.declares.find((entry) => entry.case === id && matches(entry, source.runtime))
  let broken: unknown
  let log = () => ''
  const makeTarget = async () => {
    const target = await source.target(variant).catch((error) => {
      broken = error
      throw error
    })
    log = target.logged ?? log
    return target
  }
  try {
    await runCase(one, makeTarget, declaration)
    return { id, sign: declaration ? 'declared' : 'pass', seen: declaration?.observed }
  } catch (error) {
    if (broken) throw new Error(`${column.name} does not start for ${id}`, { cause: broken })
    return { id, sign: 'fail', seen: seen(error as Error, log()) }
  }
}
