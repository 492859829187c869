import process from 'node:process'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { until } from '../../src/testing/expect.ts'
import { isPresent } from '../contract/present.ts'
import { runtimeNamed } from '../contract/runtimes.ts'
import { batchSize, expectEcho, fireBatch, type Outcome } from './batch.ts'
import { type Expected, kinds } from './kinds.ts'
import { Server } from './server.ts'
import { type Use, untilFlat, useOf } from './use.ts'

/** The bytes that the third batch may add: to the heap, or to what is resident where only that is to be seen. */
const spare = (runtime: string): number => (runtime.startsWith('workerd') ? 30 : 1) * 2 ** 20

/**
 * How many batches may add more before one does not. What workerd has resident grows in leaps of some 40 MB, which the next
 * batch does not repeat; one that leaks adds 64 KiB a connection, and so does the next.
 */
const leaps = (runtime: string): number => (runtime.startsWith('workerd') ? 3 : 0)

function judge({ opens, closes, peers }: Outcome, expected: Expected): void {
  if (expected.opens) expect(opens).toBe(expected.opens === 'all' ? batchSize : 0)
  expect(expected.closes).toEqual(expect.arrayContaining(Object.keys(closes).map(Number)))
  expect(expected.peers).toEqual(expect.arrayContaining(Object.keys(peers).map(Number)))
}

async function useAfterLeak(server: Server, before: Use): Promise<Use> {
  const after = await useOf(server)
  expect(after.descriptors - before.descriptors).toBeGreaterThan(batchSize / 2)
  return after
}

const rowOf = ({ opens, closes, peers }: Outcome, before: Use, after: Use, seconds: number) => ({
  opens,
  closes: JSON.stringify(closes),
  peers: JSON.stringify(peers),
  descriptors: after.descriptors - before.descriptors,
  KiB: Math.round((after.bytes - before.bytes) / 1024),
  seconds: Number(seconds.toFixed(2)),
})

/** Fires at one server of a runtime with one kind after the other, and prints what was seen. */
export function battery(name: string, options: object = {}): void {
  if (process.platform !== 'linux' || !isPresent(runtimeNamed(name))) {
    test(`fire at ${name}`, ({ skip }) => skip('it takes the binary, and /proc to measure it'))
    return
  }

  describe(`${name} under fire`, () => {
    const rows: Record<string, object> = {}
    let server: Server
    beforeAll(async () => {
      server = await Server.on(name, options)
    })
    afterAll(async () => {
      console.log(`${name}: the third batch of ${batchSize}, and what it added`)
      console.table(rows)
      await server?.end()
    })

    test.each(kinds)('$name', async (kind) => {
      const expected = { ...kind, ...kind.on?.[name] }
      const bystander = await server.connect('/echo?quiet=1')
      onTestFinished(() => bystander.close(1000))
      await expectEcho(bystander, 'a bystander')
      const batch = async () => {
        const outcome = await fireBatch(server, kind.wave)
        await expectEcho(bystander, 'a bystander')
        judge(outcome, expected)
        await until(async () => (await server.members()) === 0, 'a topic that nobody is in')
        return outcome
      }

      // What a runtime makes once and keeps is there after these two.
      await batch()
      await batch()
      const measure = async () => {
        const before = await useOf(server)
        const start = performance.now()
        const outcome = await batch()
        return { before, outcome, seconds: (performance.now() - start) / 1000 }
      }
      let { before, outcome, seconds } = await measure()
      const hasLeapt = async () => (await server.memory()) - before.bytes > spare(name)
      for (let more = leaps(name); more > 0 && (await hasLeapt()); more--) {
        ;({ before, outcome, seconds } = await measure())
      }
      const after = await (expected.leaks ? useAfterLeak(server, before) : untilFlat(server, before, spare(name)))
      rows[kind.name] = rowOf(outcome, before, after, seconds)
    })
  })
}
