// `hc` meets `connect`: a channel's route by the types of its app.
import { Hono } from 'hono'
import { hc } from 'hono/client'
import { validator } from 'hono/validator'
import { upgradeWebSocket } from 'jackfield'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { serve } from '../../adapters/node/index.ts'
import { defineChannel } from '../../src/channel/index.ts'
import { defineRoute } from '../../src/channels/index.ts'
import { connect } from '../../src/client/index.ts'
import { within } from '../../src/testing/expect.ts'
import { World } from './client-world.ts'
import { restoreGlobals } from './node-globals.ts'

restoreGlobals()

const news = defineChannel('news', {
  client: {},
  server: { hello: z.object({ topic: z.string(), since: z.string(), tags: z.array(z.string()).readonly() }) },
})
const Query = z.object({ since: z.string(), tag: z.union([z.string(), z.array(z.string())]) })
const route = defineRoute(news, {
  data: z.object({ since: z.string(), tags: z.array(z.string()).readonly() }),
  onOpen: (socket) => void socket.send('hello', { topic: socket.room, ...socket.data }),
  on: {},
})
const app = new Hono().basePath('/api').get(
  '/news/:topic',
  validator('query', (query) => Query.parse(query)),
  (c) => {
    const { since, tag } = c.req.valid('query')
    return upgradeWebSocket(c, route, { room: c.req.param('topic'), data: { since, tags: [tag].flat() } })
  },
)

const parts = { param: { topic: 'a b' }, query: { since: 'über', tag: ['x', 'y&z'] } }

test('a route of hc is connected to, with its params and query', async () => {
  const server = await serve(app, { port: 0, log: () => {} })
  onTestFinished(() => server.close({ timeout: 500 }))
  const api = hc<typeof app>(server.url)
  const socket = connect(news, api.api.news[':topic'], { ...parts, diagnose: false })
  onTestFinished(() => socket.close())
  const hello = new Promise((resolve) => socket.on('hello', resolve))
  expect(await within(hello, 'hello')).toEqual({ topic: 'a b', since: 'über', tags: ['x', 'y&z'] })
})

test.each([
  ['/', 'wss://example.com/api/news/sport?since=1&tag=x'],
  ['https://other.example/v1', 'wss://other.example/v1/api/news/sport?since=1&tag=x'],
])('a base of "%s" is taken as a page takes it', async (base, url) => {
  const world = new World('https://example.com/room/')
  const socket = connect(news, hc<typeof app>(base).api.news[':topic'], {
    param: { topic: 'sport' },
    query: { since: '1', tag: 'x' },
    environment: world.environment,
  })
  await world.pass()
  expect(world.socket.url).toBe(url)
  socket.close()
})

test('each attempt asks hc for the URL again, and fetches nothing', async () => {
  const world = new World('https://example.com/')
  let fetched = 0
  const query = { since: '1', tag: 'x' }
  const api = hc<typeof app>('/', { fetch: () => Promise.resolve(new Response(String((fetched += 1)))) })
  const options = { param: { topic: 'sport' }, query, environment: world.environment, diagnose: false }
  const socket = connect(news, api.api.news[':topic'], options)
  await world.pass()
  query.since = '2'
  world.socket.end()
  socket.retry()
  await world.pass()
  expect(world.sockets.map(({ url }) => new URL(url).searchParams.get('since'))).toEqual(['1', '2'])
  expect(fetched).toBe(0)
  socket.close()
})
