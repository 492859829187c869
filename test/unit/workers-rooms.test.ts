import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ObjectRooms } from '../../adapters/workers/rooms.ts'
import type { ObjectResponse } from '../../adapters/workers/runtime.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Rooms whose objects answer so. */
const roomsThat = (answer: (signal: AbortSignal) => Promise<ObjectResponse>): ObjectRooms => {
  const rooms = new ObjectRooms('ROOMS', 500)
  const fetch = (_: string, init?: RequestInit) => answer(init?.signal as AbortSignal)
  rooms.bind({ ROOMS: { idFromName: () => ({}), get: () => ({ fetch }) } })
  return rooms
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

const late = "The room's Durable Object has not answered for 500 ms (roomTimeout)."

test('a room that has answered, or failed, leaves no timer: a Worker may have only so many', async () => {
  const well = roomsThat(async () => Response.json({ sent: 1, dropped: 0 }))
  expect(await well.publish('room', 'news', 'hello')).toEqual({ sent: 1, dropped: 0 })
  const ill = roomsThat(async () => new Response(null, { status: 500 }))
  await expect(ill.count('room', 'news')).rejects.toThrow('answered 500')
  const dead = roomsThat(async () => {
    throw new Error('gone')
  })
  await expect(dead.list('room', 'news')).rejects.toThrow('gone')
  expect(vi.getTimerCount()).toBe(0)
})

test.each([
  ['at all', aborted],
  ['to its end', async (signal: AbortSignal) => ({ ok: true, status: 200, json: () => aborted(signal) })],
])('a room that does not answer %s is waited for so long', async (_, answer) => {
  const refused = expect(roomsThat(answer).disconnect('room', undefined, {})).rejects.toThrow(late)
  await vi.advanceTimersByTimeAsync(500)
  await refused
})
