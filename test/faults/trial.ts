import process from 'node:process'
import { expect, onTestFinished, test } from 'vitest'
import type { ListenOptions } from '../../src/options.ts'
import { Copy } from '../contract/mutants/copy.ts'
import type { Mutant } from '../contract/mutants/mutant.ts'
import { isPresent } from '../contract/present.ts'
import { runtimeNamed } from '../contract/runtimes.ts'
import { type Demand, expectationOf, goesByTheClock, isMet, runtimeNames } from './demand.ts'
import { forget, record } from './record.ts'
import { Server } from './server.ts'
import { unstalled } from './stalls.ts'

/** A way to break the server on purpose: by its options, or by one change of its source. */
interface Sabotage {
  /** The demands that must not be met then. */
  readonly spoils: readonly Demand[]
  readonly options?: ListenOptions
  readonly change?: Omit<Mutant, 'row'>
}

/** One attack and what it shows. */
export interface Trial {
  readonly title: string
  readonly demands: readonly Demand[]
  /** What the server is started with. */
  readonly options?: ListenOptions
  /** Makes the attack on a fresh server; answers with what was measured for each of the demands, in their order. */
  measure(server: Server, options: ListenOptions): Promise<readonly number[]>
  readonly sabotages: readonly Sabotage[]
}

async function serverOf(name: string, options: ListenOptions, change?: Omit<Mutant, 'row'>): Promise<Server> {
  if (!change) return Server.on(name, options)
  const copy = new Copy()
  onTestFinished(() => copy.remove())
  copy.apply({ row: name, ...change })
  return Server.on(name, options, copy.path)
}

/** Defines the tests of a trial: one a runtime, and one a sabotage, on Node, in which the same must fail. */
export function trial({ title, demands, options, measure, sabotages }: Trial): void {
  const figureOf = (measured: readonly number[], demand: Demand) => measured[demands.indexOf(demand)] ?? Number.NaN

  const run = async (name: string, wanted: readonly Demand[], sabotage?: Sabotage, how?: string) => {
    for (const demand of wanted) forget(demand, name, how)
    const all = { ...options, ...sabotage?.options }
    const looks: (readonly number[])[] = []
    const start = async () => {
      const server = await serverOf(name, all, sabotage?.change)
      onTestFinished(() => server.end())
      return async () => {
        const figures = await measure(server, all)
        await server.end()
        looks.push(figures)
        return figures
      }
    }
    const isExpected = (figures: readonly number[]) =>
      wanted.filter(goesByTheClock).every((demand) => {
        const passes = sabotage ? false : expectationOf(demand, name)
        return passes === undefined || passes === isMet(demand, figureOf(figures, demand))
      })
    const timed = await unstalled(start, isExpected)
    // What a server does to a bystander is there each time, and the machine slows it too, where nothing stands still.
    const isSlow = wanted.some(
      (demand) => demand.unit === '×' && !demand.declared?.[name] && !(figureOf(timed, demand) <= demand.threshold),
    )
    const second = isSlow ? await (await start())() : timed
    return wanted.map((demand) => {
      const [once, again] = [timed, second].map((figures) => figureOf(figures, demand)) as [number, number]
      const measured = demand.unit === '×' ? Math.min(once, again) : once
      // A count is the first one: what is lost is lost, whatever the machine did.
      return record(demand, name, goesByTheClock(demand) ? measured : figureOf(looks[0] ?? timed, demand), how)
    })
  }
  const expected = (wanted: readonly Demand[], isMet: (demand: Demand) => unknown) =>
    wanted.map((demand) => expect.objectContaining({ demand: demand.id, pass: isMet(demand) }))

  const present = process.platform === 'linux' ? runtimeNames.filter((name) => isPresent(runtimeNamed(name))) : []
  test.each(present)(`${title}, on %s`, async (name) => {
    expect(await run(name, demands)).toEqual(
      expected(demands, (demand) => expectationOf(demand, name) ?? expect.any(Boolean)),
    )
  })
  for (const sabotage of present.includes('node24') ? sabotages : []) {
    const { spoils, options, change } = sabotage
    const how = change ? change.replace : JSON.stringify(options)
    test(`${title}, sabotaged: ${how}`, async () => {
      expect(await run('node24', spoils, sabotage, how)).toEqual(expected(spoils, () => false))
    })
  }
}
