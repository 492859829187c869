import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Room } from '../../adapters/workers/room.ts'
import type { ObjectSocket } from '../../adapters/workers/runtime.ts'
import {
  asking,
  departing,
  done,
  identifying,
  joining,
  missed,
  readTelling,
  showing,
} from '../../adapters/workers/wire.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A link as the object's runtime keeps it: with what was left at it. */
class FakeLink implements ObjectSocket {
  readonly readyState = 1
  readonly #told: string[] = []
  #kept: unknown = null
  changes = 0
  isBroken = false

  send(message: string): void {
    if (this.isBroken) throw new TypeError('it cannot be sent')
    if (message === done) this.changes++
    else this.#told.push(readTelling(message) ?? 'something else')
  }

  close(): void {}

  serializeAttachment(value: unknown): void {
    this.#kept = structuredClone(value)
  }

  deserializeAttachment(): unknown {
    return this.#kept
  }

  /** What was told since the last look. */
  heard(): { type: string; data: { id?: string; data?: unknown; members?: { id: string }[]; count: number } }[] {
    return this.#told.splice(0).map((text) => JSON.parse(text))
  }
}

/** An object whose room has these links: all of them new, or those that it had before it slept. */
const wake = (...links: FakeLink[]) => new Room({ acceptWebSocket() {}, getWebSockets: () => links })

const show = (room: Room, link: FakeLink, key: string, shown: unknown) => {
  room.webSocketMessage(link, identifying({ id: `${key}'s`, key }))
  room.webSocketMessage(link, joining(''))
  room.webSocketMessage(link, showing(shown === undefined ? '' : JSON.stringify(shown)))
}

const ask = async (room: Room, path: string) => (await room.fetch(new Request(`http://room/${path}`))).json()

test('who comes is told who is there, and who is there of who comes, changes and leaves', () => {
  const [ada, bob, eve] = [new FakeLink(), new FakeLink(), new FakeLink()]
  const room = wake(ada, bob, eve)
  show(room, ada, 'ada', 'here')
  const [list] = ada.heard()
  const id = list?.data.members?.[0]?.id
  expect(list).toEqual({ type: 'presence', data: { members: [{ id, data: 'here' }], count: 1 } })
  show(room, eve, 'eve', undefined)
  expect([ada.heard(), eve.heard()]).toEqual([[], [list]])
  show(room, bob, 'bob', 'new')
  const [joined] = eve.heard()
  expect([ada.heard(), joined]).toEqual([
    [joined],
    { type: 'joined', data: { id: joined?.data.id, data: 'new', count: 2 } },
  ])
  room.webSocketMessage(bob, departing(2_500))
  room.webSocketClose(bob)
  vi.advanceTimersByTime(2_499)
  expect(ada.heard()).toEqual([])
  vi.advanceTimersByTime(1)
  expect(ada.heard()).toEqual([{ type: 'left', data: { id: joined?.data.id, count: 1 } }])
  expect([ada.changes, bob.changes]).toEqual([3, 4])
})

test('who has gone without a word is waited for as long as it may take to come back', () => {
  const [ada, bob, back] = [new FakeLink(), new FakeLink(), new FakeLink()]
  const room = wake(ada, bob, back)
  show(room, ada, 'ada', 1)
  show(room, bob, 'bob', 2)
  ada.heard()
  room.webSocketError(bob)
  vi.advanceTimersByTime(31_000)
  show(room, back, 'bob', 2)
  vi.advanceTimersByTime(60_000)
  expect(ada.heard()).toEqual([])
  room.webSocketClose(back)
  vi.advanceTimersByTime(32_000)
  expect(ada.heard()).toMatchObject([{ type: 'left', data: { count: 1 } }])
  expect(vi.getTimerCount()).toBe(0)
})

test('who comes to a room that is empty is told of those who may come back', () => {
  const [ada, bob, late, eve] = [new FakeLink(), new FakeLink(), new FakeLink(), new FakeLink()]
  const room = wake(ada, bob, late, eve)
  show(room, ada, 'ada', 1)
  show(room, bob, 'bob', 2)
  for (const link of [ada, bob]) {
    room.webSocketMessage(link, departing(2_500))
    room.webSocketClose(link)
  }
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(2_499)
  show(room, late, 'ada', 1)
  expect(late.heard()).toMatchObject([{ type: 'presence', data: { count: 2 } }])
  vi.advanceTimersByTime(1)
  expect(late.heard()).toMatchObject([{ type: 'left', data: { count: 1 } }])

  room.webSocketMessage(late, departing(2_500))
  vi.advanceTimersByTime(2_500)
  show(room, eve, 'eve', 4)
  expect(eve.heard()).toMatchObject([{ type: 'presence', data: { count: 1, members: [{ data: 4 }] } }])
})

test('after a sleep all are there under the names that they had, and nobody is told anything', async () => {
  const [ada, bob, cyd] = [new FakeLink(), new FakeLink(), new FakeLink()]
  const before = wake(ada, bob)
  show(before, ada, 'ada', { name: 'ada' })
  show(before, bob, 'bob', undefined)
  const members = ada.heard()[0]?.data.members
  bob.heard()
  expect(vi.getTimerCount()).toBe(0)

  const room = wake(ada, bob, cyd)
  expect([ada.heard(), bob.heard()]).toEqual([[], []])
  show(room, cyd, 'cyd', { name: 'cyd' })
  expect(cyd.heard()[0]?.data).toEqual({
    members: [...(members ?? []), { id: expect.any(String), data: { name: 'cyd' } }],
    count: 2,
  })
  expect([ada.heard(), bob.heard()]).toMatchObject([[{ type: 'joined' }], [{ type: 'joined' }]])
  expect(await ask(room, asking('list', ''))).toEqual([
    { id: "ada's", key: 'ada', shown: '{"name":"ada"}' },
    { id: "bob's", key: 'bob', shown: '' },
    { id: "cyd's", key: 'cyd', shown: '{"name":"cyd"}' },
  ])
})

test('after a sleep of more than are listed, the next change tells all of them who is listed now', () => {
  const crowd = Array.from({ length: 101 }, () => new FakeLink())
  const before = wake(...crowd)
  for (const [index, link] of crowd.entries()) show(before, link, `${index}`, index)
  vi.runAllTimers()
  for (const link of crowd) link.heard()

  const room = wake(...crowd.reverse())
  for (const link of crowd) expect(link.heard()).toEqual([])
  const [first] = crowd
  if (first) show(room, first, '100', 'changed')
  vi.runAllTimers()
  for (const link of crowd) {
    expect(link.heard()).toMatchObject([{ type: 'presence', data: { members: { length: 100 }, count: 101 } }])
  }
})

test('who could not be told who is there is told a second later', () => {
  const [ada, bob] = [new FakeLink(), new FakeLink()]
  const room = wake(ada, bob)
  show(room, ada, 'ada', 1)
  ada.heard()
  bob.isBroken = true
  show(room, bob, 'bob', 2)
  bob.isBroken = false
  vi.advanceTimersByTime(1_000)
  expect([ada.heard(), bob.heard()]).toMatchObject([[{ type: 'joined' }], [{ type: 'presence', data: { count: 2 } }]])
})

test('who has missed something is told all of it again; of a topic it is told who is there, and how many', async () => {
  const [ada, bob] = [new FakeLink(), new FakeLink()]
  const room = wake(ada, bob)
  show(room, ada, 'ada', 1)
  show(room, bob, 'bob', 2)
  room.webSocketMessage(bob, joining('50 % #1'))
  ada.heard()
  room.webSocketMessage(ada, missed)
  room.webSocketMessage(ada, missed)
  vi.advanceTimersByTime(1_000)
  expect(ada.heard()).toMatchObject([{ type: 'presence', data: { count: 2 } }])
  expect(await Promise.all(['', '50 % #1', 'c'].map((topic) => ask(room, asking('count', topic))))).toEqual([2, 1, 0])
  expect(await ask(room, asking('list', '50 % #1'))).toEqual([{ id: "bob's", key: 'bob', shown: '2' }])
  room.webSocketMessage(ada, departing(0))
  vi.runAllTimers()
  room.webSocketMessage(ada, missed)
  expect([vi.getTimerCount(), ada.heard()]).toEqual([0, []])
})
