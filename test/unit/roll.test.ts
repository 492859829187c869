import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Roll } from '../../src/roll.ts'

/** Somebody who may be on two rolls at a time. */
class Guest {
  place = -1
  seat = -1
}

test('who leaves while all are gone through is still met, once', () => {
  const roll = new Roll<Guest, 'place'>('place')
  const guests = Array.from({ length: 5 }, () => new Guest())
  for (const guest of guests) roll.add(guest)
  const met: Guest[] = []
  for (const guest of roll) {
    met.push(guest)
    for (const other of guests) roll.delete(other)
  }
  expect(met).toEqual(guests)
  expect(roll.size).toBe(0)
})

const acts = fc.array(fc.record({ who: fc.nat(5), what: fc.constantFrom('add', 'delete'), to: fc.nat(1) }))

test('whoever comes and goes, those are on a roll who would be in a set, and no other roll minds', () => {
  fc.assert(
    fc.property(acts, (steps) => {
      const guests = Array.from({ length: 6 }, () => new Guest())
      const rolls = [new Roll<Guest, 'place'>('place'), new Roll<Guest, 'seat'>('seat')] as const
      const sets = [new Set<Guest>(), new Set<Guest>()] as const
      for (const { who, what, to } of steps) {
        const [guest, roll, set] = [guests[who]!, rolls[to]!, sets[to]!]
        if (what === 'delete') expect(roll.delete(guest)).toBe(set.delete(guest))
        else {
          roll.add(guest)
          set.add(guest)
        }
        for (const [index, one] of rolls.entries()) {
          expect(new Set(one)).toEqual(sets[index])
          expect(one.size).toBe(sets[index]!.size)
          expect(guests.map((guest) => one.has(guest))).toEqual(guests.map((guest) => sets[index]!.has(guest)))
        }
      }
    }),
  )
})
