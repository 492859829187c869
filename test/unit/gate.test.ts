import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Gate, WaitingRoom } from '../../src/guards/gate.ts'

test('is full by what is inside in all, and for one address by what it has inside', () => {
  const gate = new Gate({ total: 3, perAddress: 2 })
  expect(gate.refusal('a')).toBeUndefined()
  gate.enter('a')
  const leave = gate.enter('a')
  expect(gate.refusal('a')).toBe('too_many')
  expect(gate.refusal('b')).toBeUndefined()
  gate.enter('b')
  expect([gate.refusal('a'), gate.refusal('b'), gate.refusal(undefined)]).toEqual(Array(3).fill('server_full'))
  leave()
  expect(gate.refusal('a')).toBeUndefined()
})

test('counts one that comes from nowhere in all only', () => {
  const gate = new Gate({ total: 3, perAddress: 1 })
  gate.enter(undefined)
  gate.enter(undefined)
  expect(gate.refusal(undefined)).toBeUndefined()
  gate.enter(undefined)
  expect(gate.refusal(undefined)).toBe('server_full')
})

test('without limits it is never full', () => {
  const gate = new Gate({ total: Number.POSITIVE_INFINITY, perAddress: Number.POSITIVE_INFINITY })
  for (let count = 0; count < 100; count++) gate.enter('a')
  expect(gate.refusal('a')).toBeUndefined()
})

const addresses = fc.constantFrom('a', 'b', 'c', undefined)
/** Who comes; or who of those that came leaves, perhaps once more. */
const moves = fc.array(fc.oneof(fc.record({ comes: addresses }), fc.record({ leaves: fc.nat(30) })), { maxLength: 60 })

test('whatever comes and goes, it knows who is inside', () => {
  fc.assert(
    fc.property(moves, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), (steps, total, perAddress) => {
      const gate = new Gate({ total, perAddress })
      const came: { address: string | undefined; leave: () => void }[] = []
      const inside = new Set<(typeof came)[number]>()
      for (const step of steps) {
        if ('leaves' in step) {
          const one = came[step.leaves]
          one?.leave()
          if (one) inside.delete(one)
        } else if (gate.refusal(step.comes) === undefined) {
          const one = { address: step.comes, leave: gate.enter(step.comes) }
          came.push(one)
          inside.add(one)
        }
        expect(gate.size).toBe(inside.size)
        expect(gate.size).toBeLessThanOrEqual(total)
        for (const address of ['a', 'b', 'c']) {
          const own = [...inside].filter((one) => one.address === address).length
          const isFull = inside.size >= total
          expect(gate.refusal(address)).toBe(isFull ? 'server_full' : own >= perAddress ? 'too_many' : undefined)
        }
      }
      for (const { leave } of came) leave()
      expect(gate.size).toBe(0)
    }),
  )
})

test('nobody waits for longer than he may: whose place was never given back loses it', () => {
  const clock = { now: () => time }
  let time = 0
  const room = new WaitingRoom({ total: 2, perAddress: 2 }, clock, 100)
  const [first] = [room.enter('a')]
  time = 50
  room.enter('b')
  expect(room.refusal('c')).toBe('server_full')
  time = 101
  expect(room.refusal('c')).toBeUndefined()
  expect(room.size).toBe(1)
  first()
  expect(room.size).toBe(1)
  time = 151
  expect(room.refusal('c')).toBeUndefined()
  expect(room.size).toBe(0)
})
