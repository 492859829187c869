import { createHook } from 'node:async_hooks'
import { afterEach, expect, test, vi } from 'vitest'
import type { Connection } from '../../src/seam.ts'
import { Tally } from './tally.ts'

// What the core does for a message and for a connection, in memory.

afterEach(() => void vi.unstubAllGlobals())

/** What is made of these while `act` runs. */
function madeBy(act: () => void): { events: number; promises: number } {
  const made = { events: 0, promises: 0 }
  for (const name of ['Event', 'MessageEvent'] as const) {
    const construct = (native: typeof Event, args: [string]) => {
      made.events++
      return Reflect.construct(native, args)
    }
    vi.stubGlobal(name, new Proxy(globalThis[name], { construct }))
  }
  const hook = createHook({ init: (_, type) => void (type === 'PROMISE' && made.promises++) }).enable()
  act()
  hook.disable()
  return made
}

const say = (connection: Connection, times: number): void => {
  for (let time = 0; time < times; time++) void connection.received('hello')
}

test('1,000 echoes are 1,000 frames and a look at the clock each, and nothing else is asked for', async () => {
  const tally = new Tally()
  const { connection } = await tally.connect('/echo')
  const { encode, now, ...more } = tally.of(() => say(connection, 1000))
  console.log(`1,000 echoes: ${now} looks at the clock`)
  expect({ encode, more }).toEqual({ encode: 1000, more: {} })
  expect(now).toBeLessThanOrEqual(1005)
})

test("1,000 echoes make none of the platform's events, and no promise", async () => {
  const { connection } = await new Tally().connect('/echo')
  expect(madeBy(() => say(connection, 1000))).toEqual({ events: 0, promises: 0 })
})

test('both would be seen', () => {
  expect(madeBy(() => new MessageEvent('message'))).toMatchObject({ events: 1 })
  expect(madeBy(() => void Promise.resolve())).toEqual({ events: 0, promises: 1 })
})

test('a message to 1,000 subscribers is one frame, and to none it is no frame', async () => {
  const tally = new Tally()
  for (let count = 0; count < 1000; count++) await tally.connect('/member')
  expect(tally.of(() => expect(tally.publish('member', 'all')).toBe(1000))).toEqual({ encode: 1 })
  expect(tally.of(() => expect(tally.publish('member', 'none')).toBe(0))).toEqual({})
})

test('1,000 idle connections wait on one timer', async () => {
  const tally = new Tally()
  for (let count = 0; count < 1000; count++) await tally.connect('/echo')
  expect(tally.timers.size).toBe(1)
})
