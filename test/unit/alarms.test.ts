import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Clock } from '../../adapters/memory/clock.ts'
import { type Alarm, makeAlarms } from '../../src/alarms.ts'
import { platformOn } from './platform.ts'

/** Alarms on a clock of their own, with the timers that run for them; each alarm may have one of its own. */
function setUp(ownTimers: boolean) {
  const clock = new Clock()
  const timers = new Map<symbol, () => void>()
  const platform = platformOn(clock)
  const alarms = makeAlarms({
    ...platform,
    ownTimers,
    timer(fn, ms) {
      const id = Symbol()
      const run = () => {
        timers.delete(id)
        fn()
      }
      timers.set(id, run)
      const cancel = platform.timer(run, ms)
      return () => {
        timers.delete(id)
        cancel()
      }
    },
  })
  const fire = () => timers.values().next().value?.()
  return { clock, alarms, timers, fire }
}

class Note implements Alarm {
  due = 0
  place = -1
  readonly ring: () => void

  constructor(ring: () => void) {
    this.ring = ring
  }
}

const act = fc.record({
  who: fc.nat(9),
  what: fc.constantFrom('set', 'set', 'clear', 'wait'),
  ms: fc.integer({ min: 0, max: 50 }),
})

const kinds = [
  ['on one timer', false],
  ['each on its own timer', true],
] as const

test.each(kinds)('%s: each rings at its time, in the order of time', async (_, ownTimers) => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 80 }), async (acts) => {
      const { clock, alarms, timers } = setUp(ownTimers)
      const due = new Map<Note, number>()
      const rung: [note: Note, at: number][] = []
      const expected: [note: Note, at: number][] = []
      const notes = Array.from({ length: 10 }, () => {
        const note = new Note(() => void rung.push([note, clock.now()]))
        return note
      })
      const pass = async (ms: number) => {
        const end = clock.now() + ms
        const ready = [...due].filter(([, at]) => at <= end)
        for (const [note] of ready) due.delete(note)
        expected.push(...ready)
        await clock.advance(ms)
      }
      for (const { who, what, ms } of acts) {
        const note = notes[who] as Note
        if (what === 'wait') await pass(ms)
        else if (what === 'clear') due.delete(note)
        else due.set(note, clock.now() + ms)
        if (what === 'clear') alarms.clear(note)
        if (what === 'set') alarms.set(note, ms)
        expect(timers.size).toBe(ownTimers ? due.size : Math.min(due.size, 1))
      }
      await pass(100)
      const [times, wanted] = [rung.map(([, at]) => at), expected.map(([, at]) => at)]
      expect(times).toEqual(wanted.toSorted((one, other) => one - other))
      expect(new Map(rung)).toEqual(new Map(expected))
      expect(rung).toHaveLength(expected.length)
      expect(timers.size).toBe(0)
    }),
  )
})

test.each(kinds)('%s: what rings may put itself off, clear another and set a new one', async (_, ownTimers) => {
  const { clock, alarms, timers } = setUp(ownTimers)
  const rung: string[] = []
  const late = new Note(() => void rung.push('late'))
  const never = new Note(() => void rung.push('never'))
  const again = new Note(() => {
    rung.push('again')
    alarms.clear(never)
    if (rung.length === 1) alarms.set(again, 0)
    else alarms.set(late, 5)
  })
  alarms.set(again, 10)
  alarms.set(never, 11)
  await clock.advance(14)
  expect(rung).toEqual(['again', 'again'])
  await clock.advance(1)
  expect(rung).toEqual(['again', 'again', 'late'])
  expect(timers.size).toBe(0)
})

test('one that throws keeps no other from ringing', async () => {
  const { alarms, timers, fire } = setUp(false)
  const rung: string[] = []
  alarms.set(
    new Note(() => {
      throw new Error('thrown on purpose')
    }),
    0,
  )
  alarms.set(new Note(() => void rung.push('other')), 0)
  expect(fire).toThrow('thrown on purpose')
  fire()
  expect(rung).toEqual(['other'])
  expect(timers.size).toBe(0)
})

test('where the clock stands still while it rings, what is set anew rings in a later turn', () => {
  const timers: (() => void)[] = []
  let [now, rung] = [0, 0]
  const alarms = makeAlarms({
    ...platformOn(new Clock()),
    now: () => now,
    timer(fn) {
      timers.push(fn)
      return () => void timers.splice(0)
    },
  })
  const late = new Note(() => {
    rung++
    if (now < 10) alarms.set(late, 10 - now)
  })
  alarms.set(late, 10)
  now = 9.5
  timers.pop()?.()
  expect([rung, timers.length]).toEqual([1, 1])
  now = 10
  timers.pop()?.()
  expect([rung, timers.length]).toEqual([2, 0])
})
