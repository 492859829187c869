import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Room } from '../../adapters/workers/room.ts'
import type { ObjectSocket } from '../../adapters/workers/runtime.ts'
import { done, joining, leaving, publishing, readPublishing, scattered } from '../../adapters/workers/wire.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Sent = string | ArrayBuffer

/** A link that outlived the room's sleep. */
class FakeLink implements ObjectSocket {
  readonly sent: Sent[] = []
  readonly readyState = 1
  readonly #topics: readonly string[]

  constructor(...topics: string[]) {
    this.#topics = topics
  }

  send(message: Sent): void {
    this.sent.push(message)
  }

  close(): void {}
  serializeAttachment(): void {}

  deserializeAttachment(): unknown {
    return { topics: this.#topics }
  }

  /** All that was said so far, one by one, as the connection takes it. */
  get heard(): unknown[] {
    return this.sent.flatMap(scattered).map((data) => (data === done ? 'done' : contentOf(data)))
  }
}

const contentOf = (data: Sent) => {
  const { message } = readPublishing(data)
  return typeof message === 'string' ? message : [...message]
}

/** A room with these links, and one who publishes to it. */
const roomOf = (...links: FakeLink[]) => {
  const publisher = new FakeLink()
  const room = new Room({ acceptWebSocket() {}, getWebSockets: () => [...links, publisher] })
  const publish = (message: string | Uint8Array<ArrayBuffer>, topic = 'news') => {
    const data = publishing({ topic, message })
    room.webSocketMessage(publisher, typeof data === 'string' ? data : data.buffer)
  }
  return { room, publish }
}

test('a lone message goes out at once, and the texts behind it as one when the turn ends', () => {
  const [ada, bob] = [new FakeLink('news'), new FakeLink('news')]
  const { publish } = roomOf(ada, bob)
  for (const text of ['one', 'two', 'three']) publish(text)
  for (const link of [ada, bob]) expect(link.heard).toEqual(['one'])
  vi.runAllTimers()
  for (const link of [ada, bob]) {
    expect(link.heard).toEqual(['one', 'two', 'three'])
    expect(link.sent).toHaveLength(2)
  }

  publish('four')
  expect(ada.heard).toEqual(['one', 'two', 'three', 'four'])
  expect(ada.sent).toHaveLength(3)
})

test('each gets its own, at once if it is the first of the turn to get there', () => {
  const [ada, bob, eve] = [new FakeLink('weather', 'news'), new FakeLink('news', 'sports'), new FakeLink('news')]
  const { publish } = roomOf(ada, bob, eve)
  publish('rain', 'weather')
  publish('one')
  publish('two')
  publish('goal', 'sports')
  expect([ada.heard, bob.heard, eve.heard]).toEqual([['rain'], ['one'], ['one']])
  vi.runAllTimers()
  expect([ada.heard, bob.heard, eve.heard]).toEqual([
    ['rain', 'one', 'two'],
    ['one', 'two', 'goal'],
    ['one', 'two'],
  ])
})

test('the answer to a change comes behind what was published before it', () => {
  const link = new FakeLink('news')
  const { room, publish } = roomOf(link)
  publish('one')
  publish('two')
  room.webSocketMessage(link, joining('weather'))
  publish('rain', 'weather')
  room.webSocketMessage(link, leaving('news'))
  publish('three')
  expect(link.heard).toEqual(['one', 'two', 'done', 'rain', 'done'])
  vi.runAllTimers()
  expect(link.sent).toHaveLength(5)
})

test('bytes, and texts that would make it more than 64 Ki characters, go out at once behind what is gathered', () => {
  const link = new FakeLink('news')
  const { publish } = roomOf(link)
  publish('one')
  publish('two')
  publish(Uint8Array.of(3))
  expect(link.heard).toEqual(['one', 'two', [3]])
  const [half, more] = ['4'.repeat(40_000), '5'.repeat(40_000)]
  publish(half)
  expect(link.sent).toHaveLength(3)
  publish(more)
  publish('six')
  expect(link.heard).toEqual(['one', 'two', [3], half, more])
  vi.runAllTimers()
  expect(link.heard.at(-1)).toBe('six')
})

test('who has left gets nothing more, and disturbs nobody', () => {
  const [ada, bob] = [new FakeLink('news'), new FakeLink('news')]
  const { room, publish } = roomOf(ada, bob)
  publish('one')
  ada.send = () => {
    throw new Error('closed')
  }
  publish('two')
  room.webSocketClose(ada)
  publish('three')
  vi.runAllTimers()
  expect([ada.heard, bob.heard]).toEqual([['one'], ['one', 'two', 'three']])
})
