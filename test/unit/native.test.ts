import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Guest, House, Runtime } from './runtime-topics.ts'

const publish = (house: House, frame: string, from?: Guest) => house.topics.publish('room:', 't', () => frame, from)

describe('the runtime serves', () => {
  test('all members at once, but not the sender, and the result counts them', () => {
    const house = new House(1000)
    const [ada, bob, eve] = [house.guest(['t']), house.guest(['t']), house.guest(['t'])]
    expect(publish(house, 'hello', eve)).toEqual({ sent: 2, dropped: 0 })
    expect(publish(house, 'all')).toEqual({ sent: 3, dropped: 0 })
    expect(publish(house, 'from outside', house.guest(['u']))).toEqual({ sent: 3, dropped: 0 })
    house.runtime.endTurn()
    expect(house.runtime.published).toEqual(['hello', 'all', 'from outside'])
    for (const { transport } of [ada, bob]) expect(transport.written).toEqual(['hello', 'all', 'from outside'])
    expect(eve.transport.written).toEqual(['all', 'from outside'])
  })

  test('not a topic of which only the sender is a member', () => {
    const house = new House(1000)
    const [ada, bob] = [house.guest(['t']), house.guest(['t'], { mayJoin: false })]
    expect(publish(house, 'hello', ada)).toEqual({ sent: 1, dropped: 0 })
    expect([house.runtime.published, bob.transport.written]).toEqual([[], ['hello']])
  })

  test('in order with what is sent to one of them', () => {
    const house = new House(1000)
    const ada = house.guest(['t'])
    publish(house, 'one')
    ada.outbox.send('two')
    publish(house, 'three')
    ada.membership.leave('t')
    publish(house, 'not for ada')
    house.runtime.endTurn()
    expect(ada.transport.written).toEqual(['one', 'two', 'three'])
  })

  test('under names that no other server of the process has, and no other room', () => {
    const runtime = new Runtime()
    const houses = [new House(1000, runtime, 'a:'), new House(1000, runtime, 'b:')]
    const guests = houses.map((house) => house.guest(['t']))
    houses[0].topics.join('other room:', 't', houses[0].guest([]))
    expect([...runtime.topics.keys()]).toEqual(['a:room:t', 'b:room:t', 'a:other room:t'])
    publish(houses[0], 'for a')
    runtime.endTurn()
    expect(guests.map(({ transport }) => transport.written)).toEqual([['for a'], []])
  })

  test('nobody who has left', () => {
    const house = new House(1000)
    const guests = [house.guest(['t', 'u']), house.guest(['t'], { mayJoin: false })]
    for (const { membership } of guests) membership.clear()
    expect([house.runtime.topics.size, house.topics.size]).toEqual([0, 0])
    expect(publish(house, 'hello')).toEqual({ sent: 0, dropped: 0 })
  })
})

describe('one by one is served', () => {
  test('a transport that cannot join', () => {
    const house = new House(1000)
    const [ada, bob] = [house.guest(['t']), house.guest(['t'], { mayJoin: false })]
    expect(publish(house, 'hello')).toEqual({ sent: 2, dropped: 0 })
    expect([ada.transport.written, bob.transport.written]).toEqual([[], ['hello']])
  })

  test('who is found to have unsent bytes when the turn ends, under its limit, until it has read', () => {
    const house = new House(1000)
    house.guest(['t'])
    const slow = house.guest(['t', 'u'], { network: 1, maxBufferedBytes: 20, slowReader: 'drop' })
    expect(publish(house, 'a'.repeat(10))).toEqual({ sent: 2, dropped: 0 })
    house.runtime.endTurn()
    expect([...house.runtime.topics].map(([, lines]) => lines.has(slow.transport))).toEqual([false])
    expect(house.ledger.total).toBe(9)
    expect([publish(house, 'b'.repeat(10)), publish(house, 'c'.repeat(10)), publish(house, 'd')]).toEqual([
      { sent: 2, dropped: 0 },
      { sent: 2, dropped: 0 },
      { sent: 1, dropped: 1 },
    ])
    while (slow.transport.bufferedAmount > 0) slow.transport.read()
    slow.transport.read()
    expect(publish(house, 'e')).toEqual({ sent: 2, dropped: 0 })
    expect(house.runtime.topics.get('id:room:t')?.has(slow.transport)).toBe(true)
    expect(house.ledger.total).toBe(0)
  })

  test('who has unsent bytes after a message of its own', () => {
    const house = new House(1000)
    const slow = house.guest(['t'], { network: 1 })
    slow.outbox.send('hello')
    expect(house.runtime.topics.size).toBe(0)
  })

  test('who has unsent bytes when it joins', () => {
    const house = new House(1000)
    const slow = house.guest([], { network: 1 })
    slow.transport.send('hello')
    slow.membership.join('t')
    expect(house.runtime.topics.size).toBe(0)
  })

  test('who has joined again since it had unsent bytes, once it has some again', () => {
    const house = new House(1000)
    const slow = house.guest(['t', 'u'], { network: 4 })
    slow.outbox.send('hello')
    slow.transport.read()
    slow.membership.leave('t')
    slow.membership.join('t')
    expect([...house.runtime.topics.keys()]).toEqual(['id:room:t'])
    publish(house, 'hello')
    house.runtime.endTurn()
    expect(house.runtime.topics.size).toBe(0)
  })

  test('who has left a topic of this turn and has unsent bytes, also in its other topics', () => {
    const house = new House(1000)
    const slow = house.guest(['t', 'u'], { network: 0 })
    publish(house, 'hello')
    slow.membership.leave('t')
    house.runtime.endTurn()
    expect([house.runtime.topics.size, house.ledger.total]).toEqual([0, 5])
  })

  test('a topic with messages that go faster so, by members who have joined nothing until a smaller one comes', () => {
    const house = new House(10_000, new Runtime(16))
    const [ada, bob] = [house.guest(['t']), house.guest(['t'])]
    const large = 'a'.repeat(16)
    publish(house, 'small', bob)
    expect(publish(house, large, bob)).toEqual({ sent: 1, dropped: 0 })
    expect([house.runtime.published, house.runtime.topics.size]).toEqual([['small'], 0])
    const eve = house.guest(['t'])
    expect(publish(house, large)).toEqual({ sent: 3, dropped: 0 })
    expect([house.runtime.published, house.runtime.topics.size]).toEqual([['small'], 0])
    expect(publish(house, 'first')).toEqual({ sent: 3, dropped: 0 })
    expect(publish(house, 'second')).toEqual({ sent: 3, dropped: 0 })
    expect([house.runtime.published, house.runtime.topics.size]).toEqual([['small', 'second'], 1])
    house.runtime.endTurn()
    expect(ada.transport.written).toEqual(['small', large, large, 'first', 'second'])
    expect(bob.transport.written).toEqual([large, 'first', 'second'])
    expect(eve.transport.written).toEqual([large, 'first', 'second'])
  })

  test('who would get more than half of its limit in one turn', () => {
    const house = new House(10_000)
    const [ada, bob] = [house.guest(['t']), house.guest(['t'], { maxBufferedBytes: 20 })]
    for (const frame of ['a'.repeat(10), 'b']) publish(house, frame)
    expect(house.runtime.published).toEqual(['a'.repeat(10)])
    house.runtime.endTurn()
    publish(house, 'c')
    house.runtime.endTurn()
    expect(house.runtime.published).toEqual(['a'.repeat(10), 'c'])
    for (const { transport } of [ada, bob]) expect(transport.written).toEqual(['a'.repeat(10), 'b', 'c'])
  })

  test('a message of which the copies are more than half of what may still wait in all', () => {
    const house = new House(80)
    for (let index = 0; index < 5; index++) house.guest(['t'])
    expect(publish(house, 'a'.repeat(9))).toEqual({ sent: 5, dropped: 0 })
    expect(publish(house, 'b'.repeat(8))).toEqual({ sent: 5, dropped: 0 })
    expect(house.runtime.published).toEqual(['b'.repeat(8)])
  })

  test('a message that is not the first of its turn, and of which the copies are more than an eighth of that', () => {
    const house = new House(80)
    for (let index = 0; index < 5; index++) house.guest(['t'])
    for (const frame of ['abc', 'def', 'gh']) expect(publish(house, frame)).toEqual({ sent: 5, dropped: 0 })
    expect(house.runtime.published).toEqual(['abc', 'gh'])
    house.runtime.endTurn()
    publish(house, 'ijk')
    expect(house.runtime.published).toEqual(['abc', 'gh', 'ijk'])
  })
})

test('members are looked at once a turn, if something was published to them', () => {
  const house = new House(300)
  const [ada, bob, eve] = [house.guest(['t']), house.guest(['t', 'u']), house.guest(['u'])]
  const looks = (act: () => void) => {
    for (const { transport } of [ada, bob, eve]) transport.looks = 0
    act()
    return [ada, bob, eve].map(({ transport }) => transport.looks)
  }
  for (let turn = 0; turn < 5; turn++) {
    expect(looks(() => [1, 2, 3].map(() => publish(house, 'x'.repeat(16))))).toEqual([0, 0, 0])
    expect(looks(() => house.runtime.endTurn())).toEqual([1, 1, 0])
  }
  publish(house, 'bob leaves')
  bob.membership.leave('t')
  expect(looks(() => house.runtime.endTurn())).toEqual([1, 1, 0])
  house.topics.publish('room:', 'u', () => 'next', bob)
  expect(looks(() => house.runtime.endTurn())).toEqual([0, 1, 1])
})

test('within a turn members are looked at before they are served one by one, if something was published to them since', () => {
  const house = new House(80)
  const guests = [1, 2, 3, 4, 5].map(() => house.guest(['t']))
  const looks = () => guests.map(({ transport }) => transport.looks)
  const before = looks()
  publish(house, 'abc')
  expect(looks()).toEqual(before)
  for (const frame of ['def', 'ghi']) publish(house, frame)
  expect(looks()).toEqual(before.map((count) => count + 1))
  expect(house.runtime.published).toEqual(['abc'])
})

test('within a turn all are looked at before more than may wait is published', () => {
  const house = new House(400)
  for (let index = 0; index < 4; index++) house.guest(['t'], { maxBufferedBytes: 1000 })
  const slow = house.guest(['t'], { maxBufferedBytes: 1000, network: 0 })
  for (let index = 0; index < 39; index++) publish(house, 'ab')
  expect(house.runtime.topics.get('id:room:t')?.has(slow.transport)).toBe(true)
  for (let index = 0; index < 3; index++) publish(house, 'ab')
  expect(house.runtime.topics.get('id:room:t')?.has(slow.transport)).toBe(false)
  expect(house.ledger.total).toBeGreaterThan(0)
})

test('whatever is sent, read, joined and left: all that is counted comes in order, and nobody goes over a limit', () => {
  const [limit, total, largest] = [60, 200, 20]
  const act = fc.record({
    what: fc.constantFrom('publish', 'publish', 'send', 'read', 'join', 'leave', 'end the turn'),
    who: fc.nat(4),
    size: fc.integer({ min: 4, max: largest }),
    topic: fc.constantFrom('t', 'u'),
  })
  let natively = 0
  fc.assert(
    fc.property(fc.array(act, { minLength: 20, maxLength: 120 }), (acts) => {
      const house = new House(total, new Runtime(largest - 2))
      const guests = [5, 40, 200, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY].map((network, index) =>
        house.guest(['t', 'u'], { network, maxBufferedBytes: limit, slowReader: 'drop', mayJoin: index < 4 }),
      )
      const counted = new Map<string, number>()
      for (const [index, { what, who, size, topic }] of [...acts, { ...acts[0], what: 'end the turn' }].entries()) {
        const guest = guests[who]
        const frame = String(index).padStart(size, '0')
        if (what === 'publish') {
          const from = guest.isOpen && size % 2 ? guest : undefined
          counted.set(frame, house.topics.publish('room:', topic, () => frame, from).sent)
        } else if (what === 'send' && guest.isOpen) guest.outbox.send(frame)
        else if (what === 'read') guest.transport.read()
        else if (what === 'join' && guest.isOpen) guest.membership.join(topic)
        else if (what === 'leave') guest.membership.leave(topic)
        else if (what === 'end the turn') house.runtime.endTurn()
        for (const { transport } of guests) expect(transport.accepted).toBeLessThan(limit + largest)
        if (what !== 'end the turn') continue
        expect(house.ledger.measure()).toBeLessThanOrEqual(total)
        const slow = guests.filter(({ transport }) => transport.bufferedAmount > 0)
        for (const lines of house.runtime.topics.values()) {
          for (const { transport } of slow) expect(lines.has(transport)).toBe(false)
        }
      }
      for (const { transport } of guests)
        expect(transport.written.map(Number)).toEqual(transport.written.map(Number).toSorted((a, b) => a - b))
      for (const [frame, sent] of counted) {
        expect(guests.filter(({ transport }) => transport.written.includes(frame)).length).toBe(sent)
      }
      natively += house.runtime.published.length
    }),
    { numRuns: 300 },
  )
  // One a life, by and large.
  expect(natively).toBeGreaterThan(300)
})
