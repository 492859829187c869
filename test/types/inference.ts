// What `c` is in both call forms, and what `hc` makes of the route. Beside it, the same of Hono's own type.
import { type Context, Hono } from 'hono'
import { hc } from 'hono/client'
import { createMiddleware } from 'hono/factory'
import { validator } from 'hono/validator'
import type { UpgradeWebSocket as HonoUpgradeWebSocket } from 'hono/ws'
import { upgradeWebSocket } from 'jackfield'
import { assert, type Equal } from './equal.ts'

declare const hono: HonoUpgradeWebSocket
const authenticate = createMiddleware<{ Variables: { user: string } }>((_c, next) => next())
const page = validator('query', () => ({ page: 1 }))

// The handler form: params, variables and validated input are typed by Hono itself.
const handlers = new Hono()
  .get('/rooms/:room', authenticate, page, (c) => {
    const room = c.req.param('room')
    assert<Equal<typeof room, string>>()
    const user = c.get('user')
    const query = c.req.valid('query')
    assert<Equal<typeof user, string>>()
    assert<Equal<typeof query, { page: number }>>()
    const misspelt = c.req.param('rom')
    assert<Equal<typeof misspelt, string | undefined>>()
    // @ts-expect-error nothing set such a variable
    c.get('usr')
    return upgradeWebSocket(c, { onMessage: (event, ws) => ws.send(event.data) }, { room })
  })
  .get('/private', authenticate, async (c) => {
    if (c.get('user') === '') return c.json({ error: 'sign in first' }, 401)
    return upgradeWebSocket(c, {})
  })

// `$ws()` is kept, also where the handler may answer with something else.
const client = hc<typeof handlers>('http://localhost')
client.rooms[':room'].$ws({ param: { room: 'garden' }, query: { page: '1' } }) satisfies WebSocket
client.private.$ws() satisfies WebSocket
// @ts-expect-error there is no such route
client.romms

// Hono's own type loses it beside another answer: the union of the two output formats is not 'ws'.
const stock = new Hono()
  .get('/plain', (c) => hono(c, {}))
  .get('/private', async (c) => {
    if (c.req.query('user') === undefined) return c.json({ error: 'sign in first' }, 401)
    return hono(c, {})
  })
const stockClient = hc<typeof stock>('http://localhost')
stockClient.plain.$ws() satisfies WebSocket
// @ts-expect-error Hono's own type gives no $ws here
stockClient.private.$ws()

// Such a handler must be async: Hono takes no union of a response and a promise of one, whoever's the promise is.
// @ts-expect-error not async
new Hono().get('/', (c) => (c.req.query('user') ? upgradeWebSocket(c, {}) : c.text('no', 401)))
// @ts-expect-error not async
new Hono().get('/', (c) => (c.req.query('user') ? hono(c, {}) : c.text('no', 401)))

// The middleware form: `c` is as loose as Hono's own, whose overloads infer nothing there.
const middleware = new Hono()
  .get(
    '/rooms/:room',
    authenticate,
    upgradeWebSocket(
      (c) => {
        assert<Equal<typeof c, Context<any, any, any>>>()
        c.get('anything') satisfies string
        return {}
      },
      { room: (c) => c.req.param('room') ?? '' },
    ),
  )
  .get(
    '/stock/:room',
    authenticate,
    hono((c) => {
      assert<Equal<typeof c, Context>>()
      c.get('anything') satisfies string
      return {}
    }),
  )
const looseClient = hc<typeof middleware>('http://localhost')
looseClient.rooms[':room'].$ws({ param: { room: 'garden' } }) satisfies WebSocket
looseClient.stock[':room'].$ws({ param: { room: 'garden' } }) satisfies WebSocket
