import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Rate } from '../../src/guards/rate.ts'

test('lets a burst through, then so many a second', () => {
  const rate = new Rate({ perSecond: 10, burst: 3 }, 0)
  expect([rate.take(0), rate.take(0), rate.take(0), rate.take(0), rate.take(0)]).toEqual([0, 0, 0, 100, 200])
  expect(rate.wait(50)).toBe(150)
  expect(rate.wait(200)).toBe(0)
})

test('fills up again, and no further than the burst', () => {
  const rate = new Rate({ perSecond: 1000, burst: 2 }, 5)
  rate.take(5)
  rate.take(5)
  expect([rate.take(3_600_000), rate.take(3_600_000), rate.take(3_600_000)]).toEqual([0, 0, 1])
})

test('gives nothing that it has not got to one who only tries', () => {
  const rate = new Rate({ perSecond: 1000, burst: 1 }, 0)
  expect([rate.tryTake(0), rate.tryTake(0), rate.tryTake(0.5), rate.tryTake(1), rate.tryTake(1)]).toEqual([
    true,
    false,
    false,
    true,
    false,
  ])
})

// Powers of two have no rounding: the bucket and its model agree to the bit.
const powers = [1, 2, 4, 8].map((perMs) => ({ perMs, perSecond: perMs * 1000 }))
const gaps = fc.array(
  fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8),
  { maxLength: 100 },
)

test('is what it says: never more than the burst and the rate allow, and all of that', () => {
  fc.assert(
    fc.property(
      gaps,
      fc.constantFrom(...powers),
      fc.integer({ min: 1, max: 10 }),
      (pauses, { perMs, perSecond }, burst) => {
        const rate = new Rate({ perSecond, burst }, 0)
        const passed: number[] = []
        let now = 0
        for (const pause of pauses) {
          now += pause
          if (rate.tryTake(now)) passed.push(now)
          // Between any two that passed there were at most the burst and what came in meanwhile.
          for (const [index, since] of passed.entries()) {
            expect(passed.length - index).toBeLessThanOrEqual(burst + (now - since) * perMs)
          }
          expect(rate.wait(now)).toBe(0)
        }
      },
    ),
  )
})

test('waits for as long as the naive bucket has less than nothing', () => {
  fc.assert(
    fc.property(
      gaps,
      fc.constantFrom(...powers),
      fc.integer({ min: 1, max: 10 }),
      (pauses, { perMs, perSecond }, burst) => {
        const rate = new Rate({ perSecond, burst }, 0)
        let [tokens, now] = [burst, 0]
        for (const pause of pauses) {
          now += pause
          tokens = Math.min(burst, tokens + pause * perMs) - 1
          expect(rate.take(now)).toBe(Math.max(0, -tokens / perMs))
          // Whoever waits as long as he is told has no debt left.
          const wait = rate.wait(now)
          expect(tokens + wait * perMs).toBeGreaterThanOrEqual(0)
        }
      },
    ),
  )
})
