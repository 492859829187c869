// What the compiler says to the mistakes that are likely with a client, in its own words.
import { Hono } from 'hono'
import { hc } from 'hono/client'
import { validator } from 'hono/validator'
import { upgradeWebSocket } from 'jackfield'
import { bytes, call, defineChannel } from 'jackfield/channel'
import { defineRoute } from 'jackfield/channels'
import { connect } from 'jackfield/client'
import { z } from 'zod'

const chat = defineChannel('chat', {
  client: {
    say: z.object({ text: z.string() }),
    frame: bytes(z.object({ camera: z.string() })),
    history: call(z.object({ limit: z.number() }), z.array(z.string())),
    count: call(z.undefined(), z.number()),
  },
  server: { said: z.string(), online: z.object({ count: z.number() }) },
})
const socket = connect(chat, 'wss://example.com/ws')

// A name that the server never sends, and one that only the client does.
// @ts-expect-error Argument of type '"sayd"' is not assignable to parameter of type '"online" | "said"'.
socket.on('sayd', () => {})
// @ts-expect-error Argument of type '"say"' is not assignable to parameter of type '"online" | "said"'.
socket.on('say', () => {})
// @ts-expect-error Property 'cuont' does not exist on type '{ count: number; }'. Did you mean 'count'?
socket.on('online', (online) => online.cuont)

// A misspelt message, wrong data, none, and no body.
// @ts-expect-error Argument of type '"sya"' is not assignable to parameter of type '"frame" | "say"'.
socket.send('sya', { text: 'hello' })
// @ts-expect-error Type 'number' is not assignable to type 'string'.
socket.send('say', { text: 1 })
// @ts-expect-error Expected 2 arguments, but got 1.
socket.send('say')
// @ts-expect-error Expected 3 arguments, but got 2.
socket.send('frame', { camera: 'door' })

// A call that is sent, and a message that is called.
// @ts-expect-error Argument of type '"history"' is not assignable to parameter of type '"frame" | "say"'.
socket.send('history', { limit: 1 })
// @ts-expect-error Argument of type '"say"' is not assignable to parameter of type '"count" | "history"'.
void socket.call('say', { text: 'hello' })
// @ts-expect-error Type 'string' is not assignable to type 'number'.
void socket.call('history', { limit: '1' })

// Why, of one that may be open, and a policy that there is not.
const { current } = socket.status
// @ts-expect-error 'current.why' is possibly 'undefined'.
current.why.message
// @ts-expect-error Type '"drop"' is not assignable to type 'FullQueue | undefined'.
connect(chat, '/ws', { queue: { full: 'drop' } })

// Routes of `hc`: of another channel, of none, and without the right params and query.
const news = defineChannel('news', { client: {}, server: { line: z.string() } })
const route = defineRoute(news, { on: {} })
const since = validator('query', () => ({ since: '0' }))
const app = new Hono()
  .get('/news/:topic', since, (c) => upgradeWebSocket(c, route, { room: c.req.param('topic') }))
  .get('/live', (c) => upgradeWebSocket(c, route))
  .get('/echo', (c) => upgradeWebSocket(c, {}))
  .get('/page', (c) => c.text('hello'))
const api = hc<typeof app>('/')
// @ts-expect-error "this route speaks another channel"'.
connect(chat, api.live)
// @ts-expect-error "this route speaks no channel"'.
connect(news, api.echo)
// @ts-expect-error "this route speaks no channel"'.
connect(news, api.page)
// @ts-expect-error Property 'line' does not exist on type
connect(news, api.line)
// @ts-expect-error Expected 3 arguments, but got 2.
connect(news, api.news[':topic'])
// @ts-expect-error Object literal may only specify known properties, but 'topics' does not exist in type '{ topic: string; }'. Did you mean to write 'topic'?
connect(news, api.news[':topic'], { param: { topics: 'sport' }, query: { since: '1' } })
// @ts-expect-error Type 'number' is not assignable to type 'string'.
connect(news, api.news[':topic'], { param: { topic: 1 }, query: { since: '1' } })
// @ts-expect-error Argument of type '{ param: { topic: string; }; }' is not assignable to parameter of type 'ConnectOptions & UrlPartsOf<{ query:
connect(news, api.news[':topic'], { param: { topic: 'sport' } })
// @ts-expect-error 'param' does not exist in type
connect(news, api.live, { param: { topic: 'sport' } })
// @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'Place'.
connect(news, 7)
// @ts-expect-error 'tokn' does not exist in type
connect(news, '/news', { tokn: 'token' })
