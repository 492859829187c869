import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Clock } from '../../adapters/memory/clock.ts'
import { longestTimer } from '../../adapters/platform.ts'
import { assertDate, Lease } from '../../src/guards/lease.ts'
import { platformOn } from './platform.ts'

const epoch = 1_700_000_000_000

/** A lease on a clock, whose date may be moved beside it. */
function lease(grace: number) {
  const clock = new Clock()
  const date = { skew: 0 }
  const ended: number[] = []
  const platform = platformOn(clock, { date: () => epoch + clock.now() + date.skew })
  return { clock, date, ended, lease: new Lease(platform, grace, () => void ended.push(clock.now())) }
}

test('ends once, at the date and the grace behind it', async () => {
  const { clock, ended, lease: one } = lease(50)
  one.renew(epoch + 100)
  expect(one.expiresAt).toBe(epoch + 100)
  await clock.advance(149)
  expect(ended).toEqual([])
  await clock.advance(1000)
  expect(ended).toEqual([150])
})

test('a date that is over already ends it at once, and not within the call', async () => {
  const { clock, ended, lease: one } = lease(10)
  one.renew(0)
  expect(ended).toEqual([])
  await clock.advance(0)
  expect(ended).toEqual([0])
})

test.each([undefined, Number.POSITIVE_INFINITY])('%s is never', async (never) => {
  const { clock, ended, lease: one } = lease(0)
  one.renew(epoch + 100)
  one.renew(never)
  await clock.advance(10 * longestTimer)
  expect(ended).toEqual([])
})

test('what is stopped does not end', async () => {
  const { clock, ended, lease: one } = lease(0)
  one.stop()
  one.renew(epoch + 1)
  one.stop()
  await clock.advance(1000)
  expect(ended).toEqual([])
})

test('a clock that is set back makes it later, and one that is set forward does not make it wait longer', async () => {
  const { clock, date, ended, lease: one } = lease(0)
  one.renew(epoch + 100)
  date.skew = -60
  await clock.advance(159)
  expect(ended).toEqual([])
  await clock.advance(1)
  expect(ended).toEqual([160])
})

test('outlasts the longest timer of a runtime', async () => {
  const clock = new Clock()
  const ended: number[] = []
  const platform = platformOn(clock, {
    date: () => clock.now(),
    timer: (fn, ms) => clock.timer(fn, Math.min(ms, longestTimer)),
  })
  new Lease(platform, 0, () => void ended.push(clock.now())).renew(3 * longestTimer + 1)
  await clock.advance(4 * longestTimer)
  expect(ended).toEqual([3 * longestTimer + 1])
})

test('only the last date counts, whichever came before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(100), { minLength: 1, maxLength: 5 }), fc.nat(20), async (dates, grace) => {
      const { clock, ended, lease: one } = lease(grace)
      for (const date of dates) one.renew(epoch + date)
      await clock.advance(1000)
      expect(ended).toEqual([(dates.at(-1) ?? 0) + grace])
    }),
  )
})

test.each([[new Date(0)], [Number.NaN], ['1700000000000'], [null], [1n]])('%o is no date', async (wrong) => {
  const { clock, ended, lease: one } = lease(0)
  one.renew(epoch + 5)
  expect(() => one.renew(wrong as number)).toThrow(TypeError)
  expect(() => assertDate(wrong)).toThrow(/it takes milliseconds since the epoch, as Date.now\(\) has them$/)
  expect(one.expiresAt).toBe(epoch + 5)
  await clock.advance(10)
  expect(ended).toEqual([5])
})
