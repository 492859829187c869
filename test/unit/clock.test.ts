import { expect, test } from 'vitest'
import { Clock, settle } from '../../adapters/memory/clock.ts'

test('stands still until it is told to go on', async () => {
  const clock = new Clock()
  expect(clock.now()).toBe(0)
  await settle()
  expect(clock.now()).toBe(0)
  await clock.advance(5)
  expect(clock.now()).toBe(5)
})

test('runs what falls due, in order, each at its own time', async () => {
  const clock = new Clock()
  const ran: [string, number][] = []
  for (const [name, ms] of [
    ['c', 30],
    ['a', 10],
    ['b', 10],
    ['d', 31],
  ] as const) {
    clock.timer(() => ran.push([name, clock.now()]), ms)
  }
  await clock.advance(30)
  expect(ran).toEqual([
    ['a', 10],
    ['b', 10],
    ['c', 30],
  ])
  expect(clock.now()).toBe(30)
})

test('runs no cancelled timer, also one that another timer cancels', async () => {
  const clock = new Clock()
  const ran: string[] = []
  const cancel = clock.timer(() => ran.push('never'), 10)
  clock.timer(() => cancel(), 10)
  clock.timer(() => cancelLater(), 5)
  const cancelLater = clock.timer(() => ran.push('neither'), 6)
  cancel()
  await clock.advance(100)
  expect(ran).toEqual([])
})

test('a timer that a timer sets falls due within the same advance', async () => {
  const clock = new Clock()
  const ran: number[] = []
  const again = () => {
    ran.push(clock.now())
    clock.timer(again, 10)
  }
  clock.timer(again, 10)
  await clock.advance(35)
  expect(ran).toEqual([10, 20, 30])
})

test('promises settle between two timers, and before the first', async () => {
  const clock = new Clock()
  const order: string[] = []
  clock.timer(() => void Promise.resolve().then(() => order.push('after a')), 1)
  clock.timer(() => order.push('b'), 2)
  void Promise.resolve().then(() => clock.timer(() => order.push('late'), 1))
  await clock.advance(2)
  expect(order).toEqual(['after a', 'late', 'b'])
})

test('no time at all runs what is due now', async () => {
  const clock = new Clock()
  const ran: string[] = []
  clock.timer(() => ran.push('now'), 0)
  await clock.advance(0)
  expect(ran).toEqual(['now'])
})
