import process from 'node:process'
import { expect, test } from 'vitest'
import { residentOf, secondsBetween, secondsIn, spentBy } from '../../bench/measure.ts'
import { readOptions } from '../../bench/options.ts'
import { median, percentile, spread } from '../../bench/statistics.ts'
import { ratio } from '../../bench/table.ts'
import { warmUp } from '../../bench/warm-up.ts'

test('the median is the middle one, or between the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([7])).toBe(7)
  expect(median([])).toBeNaN()
})

test('a percentile is the value that so many do not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(percentile(hundred, 0.5)).toBe(50)
  expect(percentile(hundred, 0.99)).toBe(99)
  expect(percentile(hundred, 1)).toBe(100)
  expect(percentile([5], 0.01)).toBe(5)
})

test('the spread is half of the range, as a share of the median', () => {
  expect(spread([90, 100, 110])).toBeCloseTo(0.1)
  expect(spread([8])).toBe(0)
})

test('a ratio above 1 is better, also of bytes', () => {
  const result = { runtime: 'node', server: 'raw', scenario: 'idle' } as const
  const rates = (...rounds: number[]) => ({ ...result, unit: 'messages' as const, rounds })
  const bytes = (...rounds: number[]) => ({ ...result, unit: 'bytes' as const, rounds })
  expect(ratio(rates(200, 100, 300), rates(100))).toBe(2)
  expect(ratio(bytes(200), bytes(100))).toBe(0.5)
})

test('what a thread spent that began or ended in between counts as far as it is known', () => {
  const before = new Map([
    ['1', 1e9],
    ['2', 5e9],
  ])
  const after = new Map([
    ['1', 3e9],
    ['3', 4e9],
  ])
  expect(secondsBetween(before, after)).toBe(6)
})

test('a process spends time by working, and has memory', () => {
  const before = spentBy(process.pid)
  let spent = 0
  while (spent < 0.02) spent = secondsBetween(before, spentBy(process.pid))
  expect(residentOf(process.pid)).toBeGreaterThan(10e6)
})

test('a server is warm once it has worked for so long, or was asked to so often', async () => {
  let times = 0
  const work = async () => {
    times += 1
    const before = spentBy(process.pid)
    while (secondsBetween(before, spentBy(process.pid)) < 0.02);
  }
  await warmUp(process.pid, work, 0.03)
  expect(times).toBeLessThanOrEqual(2)
  expect(times).toBeGreaterThan(0)
  times = 0
  await warmUp(process.pid, async () => void times++, 1000)
  expect(times).toBe(50)
})

test('the times of `ps` are read', () => {
  expect(secondsIn('00:07')).toBe(7)
  expect(secondsIn('0:01.25\n')).toBe(1.25)
  expect(secondsIn('01:02:03')).toBe(3723)
  expect(secondsIn('2-00:00:01')).toBe(172_801)
})

test('a wrong option is said, not passed over', () => {
  expect(() => readOptions(['--runtime', 'nodee'])).toThrow('no runtime nodee')
  expect(() => readOptions(['--rounds', 'many'])).toThrow('--rounds many')
  expect(() => readOptions(['--scenario', 'echo-17'])).toThrow('no scenario echo-17')
  expect(() => readOptions(['--server', 'rawr'])).toThrow('no server rawr')
})
