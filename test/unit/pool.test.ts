import { expect, test } from 'vitest'
import { Pool } from '../../src/guards/pool.ts'

test('lends out an eighth of what is free', () => {
  const pool = new Pool(800, 10)
  expect(pool.allowance).toBe(100)
  pool.take(400)
  expect(pool.allowance).toBe(50)
  pool.give(400)
  expect(pool.allowance).toBe(100)
})

test('leaves each its floor where more is taken than there was', () => {
  const pool = new Pool(800, 10)
  pool.take(1000)
  expect(pool.allowance).toBe(10)
  pool.give(600)
  expect(pool.allowance).toBe(50)
})

test('a crowd of which each takes all that it may takes no more than there is', () => {
  const pool = new Pool(1, 0)
  let [first, taken] = [0, 0]
  for (let one = 0; one < 1000; one++) {
    // What one may have in all: it asks again until it has got that.
    let own = 0
    for (let more = pool.allowance; own + 1e-9 < more; more = pool.allowance) {
      pool.take(more - own)
      taken += more - own
      own = more
      first ||= own
    }
  }
  expect(taken).toBeLessThanOrEqual(1)
  expect(first).toBeGreaterThanOrEqual(1 / 9)
})
