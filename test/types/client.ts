// What a channel's definition makes of its client.

import { Hono } from 'hono'
import { hc } from 'hono/client'
import { validator } from 'hono/validator'
import { upgradeWebSocket } from 'jackfield'
import { bytes, call, defineChannel } from 'jackfield/channel'
import { defineRoute } from 'jackfield/channels'
import { type ChannelError, type ClientSocket, connect, type Status } from 'jackfield/client'
import { z } from 'zod'
import { assert, type Equal } from './equal.ts'

const chat = defineChannel('chat', {
  client: {
    say: z.object({ text: z.string(), at: z.coerce.date() }),
    leave: z.undefined(),
    frame: bytes(z.object({ camera: z.string() })),
    history: call(z.object({ limit: z.number() }), z.array(z.string().transform(Number))),
    count: call(z.undefined(), z.number()),
  },
  server: { said: z.string().transform((text) => text.length), frame: bytes(z.object({ camera: z.string() })) },
  presence: z.object({ name: z.string() }),
})
const socket = connect(chat, 'wss://example.com/ws')

// Handlers get what the schema makes of a message; what a binary one gets has a head and a body.
const undo = socket.on('said', (length) => assert<Equal<typeof length, number>>())
assert<Equal<typeof undo, () => void>>()
socket.on('frame', ({ head, body }) => {
  assert<Equal<typeof head, { camera: string }>>()
  assert<Equal<typeof body, Uint8Array<ArrayBuffer>>>()
})

// Messages go out as the schema takes them.
const sent = socket.send('say', { text: 'hello', at: '2026-01-01' })
assert<Equal<typeof sent, 'sent' | 'queued' | 'dropped'>>()
socket.send('leave')
socket.send('frame', { camera: 'door' }, new Uint8Array())
socket.send('frame', { camera: 'door' }, new ArrayBuffer(1))

// Calls resolve with what the schema makes of the reply.
const lines = socket.call('history', { limit: 1 }, { timeout: 1000, signal: new AbortController().signal })
assert<Equal<typeof lines, Promise<number[]>>>()
const count = socket.call('count')
assert<Equal<typeof count, Promise<number>>>()

const member = socket.members.current.list[0]
assert<Equal<typeof member, { readonly id: string; readonly data: { name: string } } | undefined>>()
const { current } = socket.status
assert<Equal<typeof current, Status>>()
if (current.state === 'waiting') current.why.message satisfies string
const reason = current.why?.message
assert<Equal<typeof reason, string | undefined>>()
const { bufferedAmount } = socket
assert<Equal<typeof bufferedAmount, number>>()
const refreshed = socket.refresh()
assert<Equal<typeof refreshed, Promise<void>>>()

// Options, and what is asked at each attempt.
connect(chat, async () => new URL('wss://example.com'), {
  token: async () => 'token',
  tokenIn: 'protocol',
  protocols: () => ['app.1'],
  queue: { size: 10, full: 'error' },
  calls: 'reject',
  lazy: { grace: 5_000 },
  ping: false,
  onFault: (fault) => fault satisfies ChannelError,
})
connect(chat, '/ws', { lazy: true, ping: { timeout: 5_000 } })

// A channel's route of an app, as `hc` knows it: its params and query go with the options.
const news = defineChannel('news', { client: {}, server: { line: z.string() } })
const route = defineRoute(news, { on: {} })
const since = validator('query', () => ({ since: '0' }))
const app = new Hono()
  .get('/news', (c) => upgradeWebSocket(c, route))
  .get('/form', upgradeWebSocket(route))
  .get('/news/:topic', since, (c) => upgradeWebSocket(c, route, { room: c.req.param('topic') }))
  .get('/private', async (c) => (c.req.header('cookie') ? upgradeWebSocket(c, route) : c.json({ error: 'who?' }, 401)))
const api = hc<typeof app>('/')
const read = connect(news, api.news, { onFault: (fault) => fault satisfies ChannelError })
assert<Equal<typeof read, ClientSocket<typeof news>>>()
connect(news, api.private)
connect(news, api.form)
connect(news, api.news[':topic'], { param: { topic: 'sport' }, query: { since: '1' }, token: 'token' })
