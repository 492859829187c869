import { expect, test } from 'vitest'
import { Pool } from '../../src/guards/pool.ts'

test('lends out an eighth of what is free', () => {
  const pool = new Pool(800, 10)
  const { take, give } = pool.of('a')
  expect(pool.allowance).toBe(100)
  take(400)
  expect(pool.allowance).toBe(50)
  give(400)
  expect(pool.allowance).toBe(100)
})

test('leaves each its floor where more is taken than there was', () => {
  const pool = new Pool(800, 10)
  const { take, give } = pool.of('a')
  take(1000)
  expect(pool.allowance).toBe(10)
  give(600)
  expect(pool.allowance).toBe(50)
})

test('a crowd of which each takes all that it may takes no more than there is', () => {
  const pool = new Pool(1, 0)
  let [first, taken] = [0, 0]
  const { take } = pool.of('a')
  for (let one = 0; one < 1000; one++) {
    // What one may have in all: it asks again until it has got that.
    let own = 0
    for (let more = pool.allowance; own + 1e-9 < more; more = pool.allowance) {
      take(more - own)
      taken += more - own
      own = more
      first ||= own
    }
  }
  expect(taken).toBeLessThanOrEqual(1)
  expect(first).toBeGreaterThanOrEqual(1 / 9)
})

test('refuses what there is no room for to whom has much of it, and to nobody else', () => {
  const pool = new Pool(800, 10)
  const [greedy, modest] = [pool.of('a'), pool.of('b')]
  greedy.take(790)
  expect([greedy.refuses(10), greedy.refuses(11), modest.refuses(11), modest.refuses(100)]).toEqual([
    false,
    true,
    false,
    false,
  ])
  expect(modest.refuses(101)).toBe(true)
  greedy.give(790)
  expect(greedy.refuses(700)).toBe(false)
})
