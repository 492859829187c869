import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { turnClock } from '../../adapters/clock.ts'

let time = 0
let immediates: (() => void)[] = []

beforeEach(() => {
  time = 1000
  immediates = []
  vi.spyOn(performance, 'now').mockImplementation(() => time)
  vi.stubGlobal('setImmediate', (fn: () => void) => void immediates.push(fn))
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** The turn of the event loop is over. */
const endTurn = (): void => {
  for (const fn of immediates.splice(0)) fn()
}

test('who asks now and then gets the time, and nothing is left to be done', () => {
  const now = turnClock()
  for (const passed of [0, 1, 0.01, 500]) {
    time += passed
    expect(now()).toBe(time)
  }
  expect(immediates).toEqual([])
})

test('in a busy turn it stands still, and in the next one it goes on', () => {
  const now = turnClock()
  now()
  const stood = now()
  time += 20
  expect([now(), now()]).toEqual([stood, stood])
  expect(immediates.length).toBe(1)
  endTurn()
  expect(now()).toBe(time)
  expect(immediates.length).toBe(0)
})

test('each turn that is busy is found out anew', () => {
  const now = turnClock()
  for (let turn = 0; turn < 3; turn++) {
    time += 1
    expect([now(), now()]).toEqual([time, time])
    time += 1
    expect(now()).toBe(time - 1)
    endTurn()
  }
})

test('two clocks stand still apart', () => {
  const [busy, other] = [turnClock(), turnClock()]
  busy()
  busy()
  time += 1
  expect([busy(), other()]).toEqual([time - 1, time])
})

test('whoever asks whenever, it never goes back, and is right at the start of a turn', () => {
  const steps = fc.array(fc.oneof(fc.constantFrom('ask', 'ask', 'end'), fc.constantFrom(0.001, 0.004, 1)))
  fc.assert(
    fc.property(steps, (acts) => {
      const now = turnClock()
      let [last, isNew] = [now(), false]
      for (const act of acts) {
        if (typeof act === 'number') time += act
        else if (act === 'end') {
          endTurn()
          isNew = true
        } else {
          const told = now()
          expect(told).toBeGreaterThanOrEqual(last)
          if (isNew) expect(told).toBe(time)
          last = told
          isNew = false
        }
      }
      endTurn()
    }),
  )
})
