// Options that are wrong do not compile.
import { Hono } from 'hono'
import { type RouteOptions, type ServerOptions, upgradeWebSocket } from 'jackfield'
import { serve } from 'jackfield/testing'

const all: RouteOptions = {
  name: 'camera',
  room: (c) => c.req.param('room') ?? 'lobby',
  protocols: (offered, c) => offered.find((name) => name === c.req.query('protocol')),
  protocolOptional: true,
  origins: ['https://example.com'],
  maxPayload: 1024,
  heartbeat: { interval: 1_000, timeout: 500 },
  closeTimeout: 1_000,
  handlerTimeout: 1_000,
  concurrency: 1,
  maxPending: { messages: 8, bytes: 65_536 },
  maxRate: { perSecond: 10, burst: 100 },
  maxBufferedBytes: 65_536,
  slowReader: 'latest',
  expiryGrace: 0,
  token: {
    from: 'protocol',
    prefix: 'auth.',
    timeout: 1_000,
    verify: async (token, c) =>
      token === c.req.query('expected') ? { key: 'ada', expiresAt: 1, data: {} } : undefined,
  },
  key: (c) => c.req.query('user'),
  expiresAt: (c) => Number(c.req.query('until')),
}
upgradeWebSocket(() => ({}), all)
upgradeWebSocket(() => ({}), { heartbeat: false, protocols: ['chat.2', 'chat.1'], room: 'garden' })
upgradeWebSocket(() => ({}), { maxRate: false, origins: async (origin, c) => c.req.header('x-known') === origin })
upgradeWebSocket(() => ({}), { key: 'ada', expiresAt: 0, token: { from: 'message', verify: () => ({}) } })

// @ts-expect-error a misspelt option
upgradeWebSocket(() => ({}), { maxPayLoad: 1024 })
// @ts-expect-error both times of the heartbeat are needed
upgradeWebSocket(() => ({}), { heartbeat: { interval: 1_000 } })
// @ts-expect-error true says nothing: leave it out for the default
upgradeWebSocket(() => ({}), { heartbeat: true })
// @ts-expect-error a number of bytes
upgradeWebSocket(() => ({}), { maxPayload: '1 MiB' })
// @ts-expect-error a list
upgradeWebSocket(() => ({}), { origins: 'https://example.com' })
// @ts-expect-error one of three
upgradeWebSocket(() => ({}), { slowReader: 'ignore' })
// @ts-expect-error both numbers of the rate are needed
upgradeWebSocket(() => ({}), { maxRate: { perSecond: 10 } })
// @ts-expect-error not a bound of its own
upgradeWebSocket(() => ({}), { maxPending: 10 })
// @ts-expect-error date.getTime()
upgradeWebSocket(() => ({}), { expiresAt: new Date() })
// @ts-expect-error somebody has to look at the token
upgradeWebSocket(() => ({}), { token: { from: 'message' } })
// @ts-expect-error no such place
upgradeWebSocket(() => ({}), { token: { from: 'cookie', verify: () => ({}) } })
// @ts-expect-error true grants nothing that is known
upgradeWebSocket(() => ({}), { token: { from: 'message', verify: () => true } })
// @ts-expect-error a list, the best first, or a function
upgradeWebSocket(() => ({}), { protocols: 'chat.1' })
// @ts-expect-error a server's option is not a route's
upgradeWebSocket(() => ({}), { log: () => {} })
// @ts-expect-error the handler form takes the same options
new Hono().get('/', (c) => upgradeWebSocket(c, {}, { maxPayLoad: 1024 }))
// @ts-expect-error no such event
upgradeWebSocket(() => ({ onMesage() {} }))
// @ts-expect-error the events, not a function, beside a context
new Hono().get('/', (c) => upgradeWebSocket(c, () => ({})))

upgradeWebSocket(() => ({
  onMessage(event, ws) {
    ws.send(new Uint8Array(1))
    ws.send(new DataView(new ArrayBuffer(1)))
    ws.publish('lobby', event.data).dropped satisfies number
    // @ts-expect-error JSON.stringify() it
    ws.send({ text: 'hello' })
    // @ts-expect-error not a message
    ws.publish('lobby', 1)
    // @ts-expect-error a code comes before a reason
    ws.close('bye')
    ws.expiresAt = Date.now() + 60_000
    ws.expiresAt = undefined
    // @ts-expect-error date.getTime()
    ws.expiresAt = new Date()
    // @ts-expect-error whose it is was decided when it was let in
    ws.key = 'bob'
  },
}))

const server: ServerOptions = {
  onError: (error, ws) => console.error(ws.id, error),
  log: (line, { reason }) => console.log(line, reason),
  hosts: ['example.com'],
  trustedProxies: 1,
  maxConnections: { total: 10, perAddress: 5 },
  maxHandshakes: { total: 10, perAddress: 5 },
  maxUnsentBytes: { total: 2 ** 20, perRoom: 2 ** 20 },
}
void serve(new Hono(), server)
// @ts-expect-error a route's option is not a server's
void serve(new Hono(), { protocols: ['chat.1'] })
// @ts-expect-error a list, or how many there are
void serve(new Hono(), { trustedProxies: '10.0.0.0/8' })
// @ts-expect-error in all, and from one address
void serve(new Hono(), { maxConnections: 10 })

const handle = await serve(new Hono())
handle.disconnect({ key: 'ada', route: '/ws', room: '' }, { code: 4000, reason: 'bye' }) satisfies number
handle.stats().refused.origin_refused satisfies number | undefined
// @ts-expect-error no such target
handle.disconnect({ user: 'ada' })
// @ts-expect-error nobody writes the account
handle.stats().accepted = 1
await handle.close({ timeout: 1, spread: 0, code: 1012 })
// @ts-expect-error no code of a server's end
await handle.close({ code: 1000 })
