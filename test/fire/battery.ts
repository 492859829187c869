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
    let plateau = 0
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
      const before = await useOf(server)
      // What is resident falls now and then by more than a batch takes: a leak rises above the highest.
      before.bytes = plateau = name.startsWith('workerd') ? Math.max(plateau, before.bytes) : before.bytes
      const start = performance.now()
      const outcome = await batch()
      const seconds = (performance.now() - start) / 1000
      const after = await (expected.leaks ? useAfterLeak(server, before) : untilFlat(server, before, spare(name)))
      rows[kind.name] = rowOf(outcome, before, after, seconds)
    })
  })
}
