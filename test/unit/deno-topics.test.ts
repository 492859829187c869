import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DenoTopics } from '../../adapters/deno/topics.ts'
import type { DenoTransport, Message } from '../../adapters/deno/transport.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.restoreAllMocks().useRealTimers())

/** Topics of so many sockets, and what each of them was sent. */
function roomOf(count: number) {
  const topics = new DenoTopics()
  const written: Message[][] = Array.from({ length: count }, () => [])
  const transports = written.map(
    (sent) => ({ raw: { send: (it: Message) => sent.push(it) } }) as unknown as DenoTransport,
  )
  for (const transport of transports) topics.join(transport, 't')
  return { topics, written, transports }
}

test('all who have joined get a message, but one', () => {
  const { topics, written, transports } = roomOf(3)
  topics.publish('t', 'one', transports[1])
  topics.leave(transports[0], 't')
  topics.publish('t', 'two', undefined)
  for (const transport of transports) topics.leave(transport, 't')
  topics.publish('t', 'three', undefined)
  expect(written).toEqual([['one'], ['two'], ['one', 'two']])
})

test('who keeps up is looked at later, and all messages of that while by one look', () => {
  const { topics } = roomOf(1024)
  const look = vi.fn()
  topics.settled(look)
  topics.publish('t', 'little', undefined)
  topics.publish('t', 'more', undefined)
  vi.advanceTimersByTime(99)
  expect(look).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(look).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1000)
  expect(look).toHaveBeenCalledTimes(1)
})

test('once more than 4 MiB were sent it is looked right behind the turn, by one look, which what follows does not put off', () => {
  const { topics } = roomOf(1024)
  const look = vi.fn()
  const timer = vi.spyOn(globalThis, 'setTimeout')
  for (let times = 1; times <= 3; times++) {
    topics.settled(look)
    topics.publish('t', new ArrayBuffer(4095), undefined)
    topics.publish('t', 'x', undefined)
    vi.advanceTimersByTime(0)
    expect(look).toHaveBeenCalledTimes(times - 1)
    timer.mockClear()
    for (const message of ['y', new ArrayBuffer(4096)]) topics.publish('t', message, undefined)
    expect(timer).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(0)
    expect(look).toHaveBeenCalledTimes(times)
  }
  vi.advanceTimersByTime(1000)
  expect(look).toHaveBeenCalledTimes(3)
})
