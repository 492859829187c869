import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ledger } from '../../src/guards/ledger.ts'

/** Connections that owe what the test says, until they are given up. */
class Peer {
  readonly scope: string
  readonly name: string
  unsent = 0
  onGiveUp: () => void = () => {}

  constructor(name: string, scope: string) {
    this.name = name
    this.scope = scope
  }

  giveUp(): void {
    this.unsent = 0
    this.onGiveUp()
  }
}

/** A ledger over some peers that remembers who was given up. */
function ledgerOf(limits: { total: number; perRoom: number }, ...named: [name: string, scope: string][]) {
  const ledger = new Ledger(limits)
  const givenUp: string[] = []
  const peers = named.map(([name, scope]) => {
    const peer = new Peer(name, scope)
    peer.onGiveUp = () => void givenUp.push(name)
    return peer
  })
  const owe = (name: string, bytes: number): void => {
    const peer = peers.find((one) => one.name === name)!
    peer.unsent = bytes
    ledger.note(peer, bytes)
  }
  return { ledger, givenUp, peers, owe }
}

test('beyond the limit in all, the one that owes the most is given up', () => {
  const { ledger, givenUp, owe } = ledgerOf({ total: 100, perRoom: 1000 }, ['a', 'x'], ['b', 'y'], ['c', 'z'])
  owe('a', 20)
  owe('b', 50)
  owe('c', 30)
  expect([ledger.total, givenUp]).toEqual([100, []])
  owe('a', 21)
  expect([ledger.total, givenUp]).toEqual([51, ['b']])
})

test('beyond the limit of a room, one of that room is given up, and not one that owes more in another', () => {
  const { ledger, givenUp, owe } = ledgerOf({ total: 1000, perRoom: 100 }, ['a', 'x'], ['b', 'x'], ['c', 'y'])
  owe('c', 100)
  owe('a', 40)
  owe('b', 61)
  expect([ledger.total, givenUp]).toEqual([140, ['b']])
})

test('what was sent meanwhile is seen before anyone is given up', () => {
  const { ledger, givenUp, peers, owe } = ledgerOf({ total: 100, perRoom: 100 }, ['a', 'x'], ['b', 'y'])
  owe('a', 80)
  peers[0]!.unsent = 10
  owe('b', 80)
  expect([ledger.total, givenUp]).toEqual([90, []])
})

test('goes an eighth below the limit, so that not every message has all of them measured', () => {
  const { ledger, givenUp, owe } = ledgerOf({ total: 80, perRoom: 1000 }, ['a', ''], ['b', ''], ['c', ''], ['d', ''])
  for (const name of ['a', 'b', 'c', 'd']) owe(name, 20)
  expect(givenUp).toEqual([])
  owe('d', 21)
  expect([ledger.total, givenUp]).toEqual([60, ['d']])
})

test('one who tells of it again while it is given up is not given up twice', () => {
  const { ledger, givenUp, peers, owe } = ledgerOf({ total: 10, perRoom: 10 }, ['a', 'x'])
  const [peer] = peers
  peer!.onGiveUp = () => {
    givenUp.push('a')
    ledger.forget(peer!)
    ledger.note(peer!, peer!.unsent)
  }
  owe('a', 11)
  expect([ledger.total, givenUp]).toEqual([0, ['a']])
})

const names = ['a', 'b', 'c', 'd', 'e']
const notes = fc.array(
  fc.record({ name: fc.constantFrom(...names), bytes: fc.nat(40), kind: fc.constantFrom('note', 'sends', 'leaves') }),
  { maxLength: 50 },
)

test('the sum is that of its parts, and stays within the limits', () => {
  fc.assert(
    fc.property(notes, fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), (steps, total, perRoom) => {
      const rooms = { a: 'x', b: 'x', c: 'x', d: 'y', e: 'y' } as Record<string, string>
      const { ledger, peers, owe } = ledgerOf(
        { total, perRoom },
        ...names.map((name): [string, string] => [name, rooms[name]!]),
      )
      const owed = (among = peers) => among.reduce((sum, peer) => sum + peer.unsent, 0)
      for (const { name, bytes, kind } of steps) {
        const peer = peers.find((one) => one.name === name)!
        if (kind === 'note') owe(name, bytes)
        else peer.unsent = kind === 'leaves' ? 0 : Math.min(peer.unsent, bytes)
        if (kind === 'leaves') ledger.forget(peer)
        expect(ledger.total).toBeGreaterThanOrEqual(owed())
        expect(owed()).toBeLessThanOrEqual(total)
        for (const scope of ['x', 'y'])
          expect(owed(peers.filter((one) => one.scope === scope))).toBeLessThanOrEqual(perRoom)
      }
      expect(ledger.measure()).toBe(owed())
      for (const peer of peers) ledger.forget(peer)
      expect(ledger.total).toBe(0)
    }),
  )
})

test('where seven eighths of a limit wait, in all or in a room, the next to be cut are those with about the most', () => {
  const { ledger, owe } = ledgerOf({ total: 160, perRoom: 80 }, ['a', 'x'], ['b', 'y'])
  const isNext = (...of: [scope: string, amount: number][]) => of.map((one) => ledger.isNext(...one))
  owe('a', 70)
  expect([isNext(['x', 70]), ledger.left('x'), ledger.left('y')]).toEqual([[false], 10, 80])
  owe('a', 72)
  expect(isNext(['x', 72], ['x', 36], ['x', 35], ['y', 72], ['z', 72])).toEqual([true, true, false, false, false])
  owe('b', 69)
  expect(isNext(['z', 36], ['z', 35], ['y', 36])).toEqual([true, false, true])
  expect([ledger.left('x'), ledger.left('z')]).toEqual([8, 19])
})

test('an even crowd yields as one: whoever is a message behind as well', () => {
  const names = Array.from({ length: 40 }, (_, index): [string, string] => [String(index), 'room'])
  const { ledger, owe } = ledgerOf({ total: 68, perRoom: 68 }, ...names)
  for (const [name] of names) owe(name, 1)
  for (const [name] of names.slice(0, 20)) owe(name, 2)
  expect([ledger.isNext('room', 2), ledger.isNext('room', 1)]).toEqual([true, true])
})

test('what was read long ago holds nobody back for good', () => {
  const { ledger, peers, owe } = ledgerOf({ total: 80, perRoom: 1000 }, ['a', 'x'], ['b', 'y'], ['c', 'z'])
  owe('a', 40)
  owe('b', 39)
  owe('c', 1)
  for (const peer of peers) peer.unsent = 1
  const looks = peers.map(() => ledger.isNext('z', 40))
  expect([looks.at(-1), ledger.total]).toEqual([false, 3])
})

test.each([
  ['is cut', 1001, 1],
  ['leaves', 100, 1],
  ['has read', 100, 64],
] as const)(
  'where one with much %s, those with less are next: after a note of %i bytes, at look %i',
  (what, much, look) => {
    const names = Array.from({ length: 100 }, (_, index): [string, string] => [String(index), 'room'])
    const { ledger, peers, owe } = ledgerOf({ total: 1000, perRoom: 10_000 }, ['much', 'room'], ...names)
    const [hog] = peers
    owe('much', much)
    if (hog && what === 'leaves') ledger.forget(hog)
    if (hog && what === 'has read') hog.unsent = 0
    for (const [name] of names) owe(name, 9)
    const looks = Array.from({ length: look }, () => ledger.isNext('room', 9))
    expect(looks.at(-1)).toBe(true)
  },
)
