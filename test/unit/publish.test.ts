import { Hono } from 'hono'
import { type PublishTarget, publish, upgradeWebSocket } from 'jackfield'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type MemoryServer, serve } from '../../adapters/memory/index.ts'
import type { LogEvent } from '../../src/log.ts'

const subscriber = upgradeWebSocket(
  (c) => ({
    onOpen(_, ws) {
      ws.subscribe(c.req.query('topic') ?? 'news')
      ws.send('subscribed')
    },
    onMessage: ({ data }, ws) => void ws.send(JSON.stringify(ws.publish('news', data))),
  }),
  { room: (c) => c.req.query('room') ?? '' },
)

const app = new Hono()
  .get('/a', subscriber)
  .get(
    '/b',
    upgradeWebSocket(() => ({ onOpen: (_, ws) => ws.subscribe('news') }), { name: 'second' }),
  )
  .post('/publish', async (c) => c.json(await publish(c, await c.req.json<PublishTarget>(), 'from http')))
  .mount('/bare', (request) => bare.fetch(request))
const bare = new Hono()
  .post('/publish', async (c) => c.json(await publish(c, { route: '/a', topic: 'news' }, 'bare')))
  .onError((error, c) => c.text(error.message, 500))

const logged: LogEvent[] = []
let server: MemoryServer

beforeEach(async () => {
  logged.length = 0
  server = await serve(app, { log: (_, event) => logged.push(event) })
})
afterEach(() => server.close())

const listen = async (path: string) => {
  const peer = await server.connect(path)
  expect(await peer.next()).toBe('subscribed')
  return peer
}

const post = async (target: PublishTarget) => {
  const response = await server.fetch('/publish', { method: 'POST', body: JSON.stringify(target) })
  return response.json()
}

test('from a handler: all subscribers of the room get it', async () => {
  const [ada, bob, eve] = [await listen('/a'), await listen('/a'), await listen('/a?room=other')]
  expect(await post({ route: '/a', topic: 'news' })).toEqual({ sent: 2, dropped: 0 })
  expect([await ada.next(), await bob.next()]).toEqual(['from http', 'from http'])
  expect(await post({ route: '/a', room: 'other', topic: 'news' })).toEqual({ sent: 1, dropped: 0 })
  expect(await eve.next()).toBe('from http')
})

test.each([42, null, ['ab']])('a room that is %o is none, and reaches into no other', async (room) => {
  const eve = await server.connect('/a?room=a&topic=bc')
  expect(await eve.next()).toBe('subscribed')
  const target = { route: '/a', room: room as unknown as string, topic: 'c' }
  expect(() => server.publish(target, 'stray')).toThrow(/a room that is a string, not (number|object)$/)
  server.publish({ route: '/a', room: 'a', topic: 'bc' }, 'hers')
  expect(await eve.next()).toBe('hers')
})

test('from the handle, and from a socket to all but itself', async () => {
  const [ada, bob] = [await listen('/a'), await listen('/a')]
  expect(server.publish({ route: '/a', topic: 'news' }, 'from a timer')).toEqual({ sent: 2, dropped: 0 })
  expect([await ada.next(), await bob.next()]).toEqual(['from a timer', 'from a timer'])
  ada.send('hello')
  expect(await bob.next()).toBe('hello')
  expect(await ada.next()).toBe('{"sent":1,"dropped":0}')
})

test('a route goes by its name, and its path is not one', async () => {
  await server.connect('/b')
  expect(await post({ route: '/b', topic: 'news' })).toEqual({ sent: 0, dropped: 0 })
  expect(await post({ route: 'second', topic: 'news' })).toEqual({ sent: 1, dropped: 0 })
  expect(logged.map(({ reason, message }) => [reason, message])).toEqual([
    ['unknown_route', 'a publish went to "/b", but no route is named so; known are: /a, second'],
  ])
})

test('a route that nobody knows is told to who publishes there, and to who disconnects', () => {
  server.publish({ route: '/c', topic: 'news' }, 'x')
  expect(server.disconnect({ route: '/d', key: 'ada' })).toBe(0)
  expect(server.disconnect({ key: 'ada' })).toBe(0)
  expect(logged.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^a publish went to "\/c", but no route is named so; known are: /),
    expect.stringMatching(/^disconnect looked for "\/d", but no route is named so; known are: /),
  ])
})

test('another topic, and one that was left by closing, reach nobody', async () => {
  const peer = await listen('/a?topic=sports')
  expect(await post({ route: '/a', topic: 'news' })).toEqual({ sent: 0, dropped: 0 })
  expect(await post({ route: '/a', topic: 'sports' })).toEqual({ sent: 1, dropped: 0 })
  peer.close()
  await peer.closed
  await server.clock.advance(0)
  expect(await post({ route: '/a', topic: 'sports' })).toEqual({ sent: 0, dropped: 0 })
})

test('data that no socket could send is a TypeError, also where nobody listens', () => {
  expect(() => server.publish({ route: '/a', topic: 'news' }, {} as string)).toThrow(TypeError)
  expect(() => server.publish({ route: '/a', topic: '' }, 'x')).toThrow(TypeError)
})

test('a misspelt name is told, and nobody of another room hears of it', () => {
  const target = { route: '/a', rooom: 'garden', topic: 'news' }
  expect(() => server.publish(target, 'x')).toThrow('publish goes to { route, room, topic }, and knows no rooom')
})

describe('where the env was dropped', () => {
  const postBare = () => server.fetch('/bare/publish', { method: 'POST' })

  test('the only server of the process is the one', async () => {
    const peer = await listen('/a')
    expect(await (await postBare()).json()).toEqual({ sent: 1, dropped: 0 })
    expect(await peer.next()).toBe('bare')
  })

  test('of two servers none is guessed', async () => {
    const another = await serve(new Hono())
    const guessed = await postBare()
    await another.close()
    expect(await guessed.text()).toContain('this request did not come through a jackfield server')
    expect(await (await postBare()).json()).toEqual({ sent: 0, dropped: 0 })
  })
})

test('without any server it names the line to write', async () => {
  await server.close()
  const lonely = new Hono()
    .post('/', async (c) => c.json(await publish(c, { route: '/a', topic: 'news' }, 'x')))
    .onError((error, c) => c.text(error.message, 500))
  const response = await lonely.request('/', { method: 'POST' })
  expect(await response.text()).toContain("import { serve } from 'jackfield/node'")
})

test('a type and its data take the route itself', () => {
  const publish = server.publish as (...args: unknown[]) => unknown
  expect(() => publish({ route: '/a', topic: 'news' }, 'said', { text: 'x' })).toThrow(
    "publish(c, { route: chatRoute, room }, 'said', data) takes the route itself, not its name",
  )
})

test.each([
  [{ topic: 'news' }, "publish goes to { route: '...', topic: '...' }; route is missing"],
  [{ route: '/a', room: 'b' }, "publish goes to { route: '...', topic: '...' }; topic is missing"],
  [{ route: {}, topic: 'news' }, "publish goes to { route: '...', topic: '...' }; route is missing"],
])('of %o it says what is missing', (target, words) => {
  expect(() => server.publish(target as unknown as PublishTarget, 'rain')).toThrow(new TypeError(words))
})
