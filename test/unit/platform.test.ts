import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { webPlatform } from '../../adapters/platform.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const platform = webPlatform('test')

test('a timer runs once after its time, unless it is cancelled', () => {
  const [kept, cancelled] = [vi.fn(), vi.fn()]
  platform.timer(kept, 100)
  platform.timer(cancelled, 100)()
  vi.advanceTimersByTime(99)
  expect(kept).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_000)
  expect(kept).toHaveBeenCalledOnce()
  expect(cancelled).not.toHaveBeenCalled()
})

// The runtimes' own setTimeout takes 2 ** 31 and more for 1 ms.
test.each([Number.POSITIVE_INFINITY, 2 ** 31, 30 * 86_400_000])('a timer of %d ms does not run at once', (ms) => {
  const fn = vi.fn()
  platform.timer(fn, ms)
  vi.advanceTimersByTime(86_400_000)
  expect(fn).not.toHaveBeenCalled()
})

test("ids differ, and the name and what else is given are the platform's", () => {
  expect(platform.id()).not.toBe(platform.id())
  const rooms = {
    publish: async () => ({ sent: 0, dropped: 0 }),
    disconnect: async () => 0,
    count: async () => 0,
    list: async () => [],
    assertBound() {},
  }
  const workers = webPlatform('workers', { rooms })
  expect([workers.name, workers.rooms, workers.encode('x')]).toEqual(['workers', rooms, 'x'])
})
