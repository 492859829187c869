import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Gate, type Visitor, WaitingRoom } from '../../src/guards/gate.ts'

const settings = (most: number) => ({ maxHandshakes: { total: most, perAddress: most }, handshakeTimeout: 100 })

test('is full by what is inside in all, and for one address by what it has inside', () => {
  const gate = new Gate({ total: 3, perAddress: 2 })
  expect(gate.refusal('a')).toBeUndefined()
  gate.enter('a')
  gate.enter('a')
  expect(gate.refusal('a')).toBe('too_many')
  expect(gate.refusal('b')).toBeUndefined()
  gate.enter('b')
  expect([gate.refusal('a'), gate.refusal('b'), gate.refusal(undefined)]).toEqual(Array(3).fill('server_full'))
  gate.leave('a')
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
/** Who comes; or who of those inside leaves. */
const moves = fc.array(fc.oneof(fc.record({ comes: addresses }), fc.record({ leaves: fc.nat(30) })), { maxLength: 60 })

test('whatever comes and goes, it knows who is inside', () => {
  fc.assert(
    fc.property(moves, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), (steps, total, perAddress) => {
      const gate = new Gate({ total, perAddress })
      const inside: { address: string | undefined }[] = []
      for (const step of steps) {
        if ('leaves' in step) {
          for (const { address } of inside.splice(step.leaves, 1)) gate.leave(address)
        } else if (gate.refusal(step.comes) === undefined) {
          gate.enter(step.comes)
          inside.push({ address: step.comes })
        }
        expect(gate.size).toBe(inside.length)
        expect(gate.size).toBeLessThanOrEqual(total)
        for (const address of ['a', 'b', 'c']) {
          const own = inside.filter((one) => one.address === address).length
          const isFull = inside.length >= total
          expect(gate.refusal(address)).toBe(isFull ? 'server_full' : own >= perAddress ? 'too_many' : undefined)
        }
      }
      for (const { address } of inside) gate.leave(address)
      expect(gate.size).toBe(0)
    }),
  )
})

const visitor = (bucket: string): Visitor => ({ bucket, since: 0, seat: -1 })

test('nobody waits for longer than he may: whose place was never given back loses it', () => {
  const clock = { now: () => time }
  let time = 0
  const putOut: Visitor[] = []
  const room = new WaitingRoom(settings(2), clock, (one: Visitor) => void putOut.push(one))
  const [first, second] = [visitor('a'), visitor('b')]
  room.enter(first)
  time = 50
  room.enter(second)
  expect(room.refusal('c')).toBe('server_full')
  time = 101
  expect(room.refusal('c')).toBeUndefined()
  expect([room.size, putOut]).toEqual([1, [first]])
  room.leave(first)
  expect(room.size).toBe(1)
  room.enter(visitor('b'))
  time = 151
  expect(room.refusal('c')).toBeUndefined()
  expect(room.size).toBe(1)
})

test('who leaves twice has left once', () => {
  const room = new WaitingRoom(settings(3), { now: () => 0 }, () => {})
  const [one, other] = [visitor('a'), visitor('a')]
  room.enter(one)
  room.enter(other)
  room.leave(one)
  room.leave(one)
  expect(room.size).toBe(1)
})
