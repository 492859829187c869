import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Stalls, unstalled } from '../faults/stalls.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

let time = 0
/** Lets the timers go by so much, and the clock by as much and what the machine stands still. */
function pass(ms: number, still = 0): void {
  for (let left = ms; left > 0; left -= 50) {
    time += 50 + still
    vi.advanceTimersByTime(50)
  }
}

test('a timer that comes late is a stall, one that is a little late is none', () => {
  using stalls = new Stalls(() => time)
  pass(500)
  pass(500, 90)
  expect(stalls.count).toBe(0)
  pass(50, 3_000)
  pass(500)
  expect(stalls.count).toBe(1)
})

test('what is not as expected is looked at anew, twice at the most, where the machine stood still meanwhile', async () => {
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => time)
  const looks = async (...looks: { still: number; sees: string }[]) => {
    let looked = 0
    const start = async () => async () => {
      const { still = 0, sees = '' } = looks[looked++] ?? {}
      pass(50, still)
      return sees
    }
    return [await unstalled(start, (seen) => seen === 'good'), looked]
  }
  const [good, bad] = ['good', 'bad']
  expect(await looks({ still: 0, sees: bad })).toEqual([bad, 1])
  expect(await looks({ still: 3_000, sees: good })).toEqual([good, 1])
  expect(await looks({ still: 3_000, sees: bad }, { still: 0, sees: good })).toEqual([good, 2])
  expect(await looks({ still: 3_000, sees: bad }, { still: 0, sees: bad })).toEqual([bad, 2])
  const stalled = { still: 3_000, sees: bad }
  expect(await looks(stalled, stalled, stalled, { still: 0, sees: good })).toEqual([bad, 3])
  clock.mockRestore()
})
