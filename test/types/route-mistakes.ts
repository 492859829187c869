// What the compiler says to the likely mistakes of a route: as in channel-mistakes.ts.
import { Hono } from 'hono'
import { hc } from 'hono/client'
import { publish, upgradeWebSocket } from 'jackfield'
import { bytes, call, defineChannel } from 'jackfield/channel'
import { defineRoute } from 'jackfield/channels'
import { z } from 'zod'

const Line = z.object({ from: z.string(), text: z.string() })
const chat = defineChannel('chat', {
  client: {
    say: z.object({ text: z.string() }),
    history: call(z.object({ limit: z.number() }), z.array(Line)),
    picture: bytes(z.object({ camera: z.string() })),
  },
  server: { said: Line, tick: z.undefined(), picture: bytes(z.object({ camera: z.string() })) },
})
const data = z.object({ user: z.string() })
const on = { say() {}, history: () => [], picture() {} }
const route = defineRoute(chat, { data, on })

// A handler that is missing, misspelt, or wrongly typed.
// @ts-expect-error Property 'picture' is missing in type '{ say(): void; history: () => never[]; }' but required in type
defineRoute(chat, { on: { say() {}, history: () => [] } })
// @ts-expect-error Object literal may only specify known properties, and 'sya' does not exist in type
defineRoute(chat, { on: { sya() {}, history: () => [], picture() {} } })
// @ts-expect-error Type 'string' is not assignable to type '{ from: string; text: string; }[] | Promise<{ from: string; text: string; }[]>'.
defineRoute(chat, { on: { ...on, history: () => 'nothing' } })
// @ts-expect-error Property 'txt' does not exist on type '{ text: string; }'.
defineRoute(chat, { on: { ...on, say: (_socket, { txt }) => txt } })

// What is sent.
defineRoute(chat, {
  onOpen(socket) {
    // @ts-expect-error Argument of type '"siad"' is not assignable to parameter of type '"picture" | "said" | "tick"'.
    socket.send('siad', { from: 'ada', text: 'hello' })
    // @ts-expect-error Property 'text' is missing in type '{ from: string; }' but required in type '{ from: string; text: string; }'.
    socket.publish('lines', 'said', { from: 'ada' })
    // @ts-expect-error Expected 3 arguments, but got 2.
    socket.send('picture', { camera: 'door' })
    socket.send('tick')
    socket.send('picture', { camera: 'door' }, new Uint8Array(1))
  },
  on,
})
new Hono().post('/', async (c) => {
  // @ts-expect-error Property 'text' is missing in type '{ from: string; }' but required in type '{ from: string; text: string; }'.
  await publish(c, { route, topic: 'lines' }, 'said', { from: 'ada' })
  // @ts-expect-error Argument of type '"say"' is not assignable to parameter of type '"picture" | "said" | "tick"'.
  await publish(c, { route }, 'say', { text: 'hello' })
  // @ts-expect-error Type 'string' is not assignable to type 'ChannelRoute<AnyChannel, never>'.
  await publish(c, { route: '/chat', room: 'garden' }, 'said', { from: 'ada', text: 'hello' })
  // @ts-expect-error Did you mean to write 'topic'?
  await publish(c, { route: '/chat', tpic: 'lines' }, 'hello')
  return c.json(await publish(c, { route, room: 'garden' }, 'said', { from: 'ada', text: 'hello' }))
})

// What a connection keeps.
defineRoute(chat, {
  data,
  onOpen(socket) {
    // @ts-expect-error Cannot assign to 'user' because it is a read-only property.
    socket.data.user = 'eve'
    // @ts-expect-error Type 'number' is not assignable to type 'string'.
    socket.data = { user: 1 }
    socket.data = { ...socket.data, user: 'bob' }
    // @ts-expect-error 'socket.env' is of type 'unknown'.
    socket.env.DB
  },
  on,
})
defineRoute(chat, {
  data: z.object({ user: z.string().brand<'User'>() }),
  onOpen: ({ data }) => data.user satisfies string,
  on,
})
defineRoute<{ readonly DB: string }>()(chat, { onOpen: ({ env }) => env.DB.length, on })
// @ts-expect-error Property 'BD' does not exist on type '{ readonly DB: string; }'.
defineRoute<{ readonly DB: string }>()(chat, { onOpen: ({ env }) => env.BD, on })

const at = z.coerce.date()
// @ts-expect-error "data: a connection keeps JSON, which cannot carry a Date: keep what it is made of"'.
defineRoute(chat, { data: z.object({ at }), on })
defineRoute(chat, { data: z.object({ at: z.iso.datetime(), more: z.json().optional(), any: z.unknown() }), on })

// What is seen of it.
const room = defineChannel('room', { client: {}, server: {}, presence: data })
// @ts-expect-error on: {}; }' but required in type '{ readonly presence: unknown; }'.
defineRoute(room, { data, on: {} })
// @ts-expect-error Property 'usr' does not exist on type '{ readonly user: string; }'. Did you mean 'user'?
defineRoute(room, { data, presence: (socket) => ({ user: socket.data.usr }), on: {} })

// What it is given.
// @ts-expect-error Type 'number' is not assignable to type 'string'.
new Hono().get('/', (c) => upgradeWebSocket(c, route, { data: { user: 1 } }))
// @ts-expect-error or a route; what that keeps goes with it: upgradeWebSocket(c, route, { data })
new Hono().get('/', (c) => upgradeWebSocket(c, route))
// @ts-expect-error is not assignable to parameter of type '"handlers of a connection (onOpen, onMessage, onClose, onError),
new Hono().get('/', (c) => upgradeWebSocket(c, { onmessage() {} }))
new Hono().get('/', (c) => upgradeWebSocket(c, route, { data: { user: 'ada' }, key: undefined, room: 'garden' }))
new Hono().get('/', (c) => upgradeWebSocket(c, defineRoute(chat, { on })))
new Hono().get('/', upgradeWebSocket(defineRoute(chat, { on })))
// @ts-expect-error a route that keeps nothing; what this one keeps is given in a handler: (c) => upgradeWebSocket(c, route, { data })
new Hono().get('/', upgradeWebSocket(route))

// A token may grant what it keeps.
const guarded = defineRoute(chat, {
  data,
  token: { from: 'message', verify: (token) => ({ key: token, data: { user: token } }) },
  on,
})
new Hono().get('/', (c) => upgradeWebSocket(c, guarded))
new Hono().get('/', upgradeWebSocket(guarded))

const verify = (user: string) => ({ key: user, data: { usr: user } })
// @ts-expect-error Property 'user' is missing in type '{ usr: string; }' but required in type '{ user: string; }'.
defineRoute(chat, { data, token: { from: 'message', verify }, on })

// `hc` knows the route of either form.
const app = new Hono().get('/a', upgradeWebSocket(guarded)).get('/b', (c) => upgradeWebSocket(c, guarded))
const client = hc<typeof app>('http://localhost')
client.a.$ws() satisfies WebSocket
client.b.$ws() satisfies WebSocket
