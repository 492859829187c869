import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scopeOf } from '../../src/scope.ts'
import type { Frame, SendResult } from '../../src/seam.ts'
import { assertTopic, type Subscriber, Topics } from '../../src/topics.ts'

class Ear implements Subscriber {
  readonly heard: Frame[] = []
  readonly #result: SendResult
  constructor(result: SendResult = 'sent') {
    this.#result = result
  }
  deliver(frame: Frame): SendResult {
    this.heard.push(frame)
    return this.#result
  }
}

const name = fc.oneof(fc.string(), fc.stringMatching(/^[0-9:]{0,6}$/))

test('no two places have one key, whatever their names', () => {
  const place = fc.tuple(name, name, name)
  fc.assert(
    fc.property(place, place, ([routeA, roomA, topicA], [routeB, roomB, topicB]) => {
      const same = routeA === routeB && roomA === roomB && topicA === topicB
      expect(scopeOf(routeA, roomA) + topicA === scopeOf(routeB, roomB) + topicB).toBe(same)
    }),
    { numRuns: 2_000 },
  )
})

test('a name that looks like a length moves no border', () => {
  expect(`${scopeOf('a', 'b')}0:x`).not.toBe(`${scopeOf('a1:b', '')}x`)
  expect(scopeOf('a', '1:b')).not.toBe(scopeOf('a1:', 'b'))
  expect(`${scopeOf('', '')}1:a`).not.toBe(`${scopeOf('', 'a')}`)
})

describe('a publish', () => {
  test('reaches each subscriber once, but not the one who sent it', () => {
    const topics = new Topics()
    const [ada, bob, eve] = [new Ear(), new Ear(), new Ear()]
    for (const ear of [ada, bob, bob, eve]) topics.join('s', 't', ear)
    expect(topics.publish('s', 't', () => 'frame', eve)).toEqual({ sent: 2, dropped: 0 })
    expect([ada.heard, bob.heard, eve.heard]).toEqual([['frame'], ['frame'], []])
  })

  test('counts what was dropped', () => {
    const topics = new Topics()
    for (const result of ['sent', 'queued', 'dropped', 'dropped'] as const) topics.join('s', 't', new Ear(result))
    expect(topics.publish('s', 't', () => 'frame')).toEqual({ sent: 2, dropped: 2 })
  })

  test('encodes once, and only for somebody', () => {
    const topics = new Topics()
    const [ada, bob] = [new Ear(), new Ear()]
    let encoded = 0
    const frame = () => ++encoded
    topics.publish('s', 't', frame)
    topics.join('s', 't', ada)
    topics.publish('s', 't', frame, ada)
    expect(encoded).toBe(0)
    topics.join('s', 't', bob)
    topics.publish('s', 't', frame)
    expect([encoded, ada.heard, bob.heard]).toEqual([1, [1], [1]])
  })

  test('by one who does not subscribe reaches a lone subscriber', () => {
    const topics = new Topics()
    const ear = new Ear()
    topics.join('s', 't', ear)
    expect(topics.publish('s', 't', () => 'frame', new Ear())).toEqual({ sent: 1, dropped: 0 })
  })

  test('reaches no other scope and no other topic', () => {
    const topics = new Topics()
    const ear = new Ear()
    topics.join(scopeOf('a', ''), 't', ear)
    topics.publish(scopeOf('a', 'x'), 't', () => 'frame')
    topics.publish(scopeOf('b', ''), 't', () => 'frame')
    topics.publish(scopeOf('a', ''), 'u', () => 'frame')
    expect(ear.heard).toEqual([])
  })
})

test('after any joins and leaves exactly the members hear, and an emptied topic holds no memory', () => {
  const ears = [new Ear(), new Ear(), new Ear()]
  const step = fc.record({ join: fc.boolean(), topic: fc.constantFrom('a', 'b'), ear: fc.nat(2) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const topics = new Topics()
      const model = new Map([
        ['a', new Set<Ear>()],
        ['b', new Set<Ear>()],
      ])
      for (const { join, topic, ear } of steps) {
        topics[join ? 'join' : 'leave']('s', topic, ears[ear])
        model.get(topic)?.[join ? 'add' : 'delete'](ears[ear])
      }
      for (const [topic, members] of model) {
        expect(topics.publish('s', topic, () => 0)).toEqual({ sent: members.size, dropped: 0 })
      }
      expect(topics.size).toBe([...model.values()].filter(({ size }) => size > 0).length)
    }),
  )
})

test.each([
  ['', '""'],
  [undefined, 'undefined'],
  [null, 'null'],
  [{ a: 1 }, '{"a":1}'],
  [() => {}, 'function'],
  ['\ud800', '"\\ud800"'],
])('%o is no topic', (topic, said) => {
  expect(() => assertTopic(topic as string)).toThrow(
    new TypeError(`a topic is a well-formed string of at least one character, not ${said}`),
  )
})
