import process from 'node:process'
import { type Context, type Handler, Hono } from 'hono'
import { JackfieldError, type RouteOptions, upgradeWebSocket, type WSEvents } from 'jackfield'
import { type MemoryServer, serve } from 'jackfield/testing'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'

let server: MemoryServer
afterEach(() => server.close())

const start = async (app: Hono) => {
  server = await serve(
    app.onError((error, c) => c.text(error.message, 500)),
    { log: () => {} },
  )
}

test('a route that makes its middleware anew for each request is one route', async () => {
  await start(new Hono().get('/ws', (c, next) => upgradeWebSocket(() => ({}))(c, next)))
  expect((await server.connect('/ws')).status).toBe(101)
  expect((await server.connect('/ws')).status).toBe(101)
})

test.each([undefined, null, 'handlers'])(
  'a factory that makes %o in place of handlers is an HTTP answer',
  async (made) => {
    await start(
      new Hono().get(
        '/ws',
        upgradeWebSocket(() => made as unknown as WSEvents),
      ),
    )
    const peer = await server.connect('/ws')
    expect(peer.status).toBe(500)
    expect(peer.body).toContain(`made ${made} in place of handlers`)
  },
)

test.each([
  ['onmessage', 'onMessage'],
  ['onMesage', 'onMessage'],
  ['OnOpen', 'onOpen'],
  ['onClosed', 'onClose'],
])('a misspelt handler %s would never be called, and is an HTTP answer', async (name, meant) => {
  await start(
    new Hono().get(
      '/ws',
      upgradeWebSocket(() => ({ [name]() {} })),
    ),
  )
  const peer = await server.connect('/ws')
  expect([peer.status, peer.body]).toEqual([
    500,
    expect.stringContaining(`${name}, which nobody calls; did you mean ${meant}`),
  ])
})

test('handlers may have helpers and state beside them', async () => {
  const events = { onMessage() {}, online: true, onPing() {}, message: '', closed: false, handleMessage() {} }
  await start(
    new Hono().get(
      '/ws',
      upgradeWebSocket(() => events),
    ),
  )
  expect((await server.connect('/ws')).status).toBe(101)
})

test('a handler that forgets to return the upgrade is noticed', async () => {
  const forgetful = (c: Context) => void upgradeWebSocket(c, {})
  await start(new Hono().get('/ws', forgetful as unknown as Handler).get('/no', (c) => c.notFound()))
  expect([(await server.connect('/ws')).status, (await server.connect('/no')).status]).toEqual([404, 404])
  expect(server.stats().noticed).toEqual({ not_returned: 1 })
})

test('a route that is served by somebody else says so on the console, once', async () => {
  await start(new Hono())
  await server.close()
  vi.resetModules()
  const { upgradeWebSocket } = await import('jackfield')
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  const app = new Hono().get(
    '/ws',
    upgradeWebSocket(() => ({})),
  )
  expect((await app.request('/ws')).status).toBe(500)
  await app.request('/ws')
  expect(error.mock.calls).toEqual([
    [expect.stringMatching(/^jackfield error refused no_adapter: .*\n.*jackfield\/node/)],
  ])
  error.mockRestore()
})

test('arguments in the wrong order are told at the call', () => {
  const swapped = upgradeWebSocket as unknown as (...args: unknown[]) => unknown
  expect(() => swapped({ name: 'x' }, () => ({}))).toThrow(/the function that makes the handlers, then the options/)
  expect(() => swapped()).toThrow(TypeError)
})

test('a room that is no string is refused, and merges with no other', async () => {
  const room = (async () => 'a') as unknown as RouteOptions['room']
  await start(
    new Hono().get(
      '/ws',
      upgradeWebSocket(() => ({}), { room }),
    ),
  )
  const peer = await server.connect('/ws')
  expect([peer.status, peer.body]).toEqual([500, expect.stringContaining('room is [object Promise]')])
})

test.each(['key', 'room', 'expiresAt', 'protocols'])(
  'what is promised for %s is refused, and may reject',
  async (name) => {
    const unheard = vi.fn()
    process.on('unhandledRejection', unheard)
    onTestFinished(() => void process.off('unhandledRejection', unheard))
    const promised = async () => {
      throw new Error('too late')
    }
    await start(
      new Hono().get(
        '/ws',
        upgradeWebSocket(() => ({}), { [name]: promised }),
      ),
    )
    expect((await server.connect('/ws', { protocols: ['chat'] })).status).toBe(500)
    await new Promise((resolve) => setImmediate(resolve))
    expect(unheard).not.toHaveBeenCalled()
  },
)

test('an error with a code of nobody closes like any other', async () => {
  const fail = () => {
    throw new JackfieldError('no_such_code' as 'internal', 'odd')
  }
  await start(
    new Hono().get(
      '/ws',
      upgradeWebSocket(() => ({ onMessage: fail })),
    ),
  )
  const peer = await server.connect('/ws')
  peer.send('x')
  expect((await peer.closed).code).toBe(1011)
})

describe('a plain request', () => {
  test.each([false, true])("gets the final handler's own 404, also below a sub-app with onError: %o", async (own) => {
    const sub = new Hono()
      .get(
        '/ws',
        upgradeWebSocket(() => ({})),
      )
      .get('/ws', (c) => c.text('mine', 404))
    if (own) sub.onError((_, c) => c.text('own', 500))
    await start(new Hono().route('/', sub))
    const answer = await server.fetch('/ws')
    expect([answer.status, await answer.text()]).toEqual([404, 'mine'])
  })

  test('of HEAD gets the status that GET gets', async () => {
    await start(
      new Hono().get(
        '/ws',
        upgradeWebSocket(() => ({})),
      ),
    )
    expect((await server.fetch('/ws', { method: 'HEAD' })).status).toBe(426)
  })

  test('that answers with an upgrade of its own making is refused, and nothing opens', async () => {
    let opened = 0
    const app = new Hono().get(
      '/ws',
      upgradeWebSocket(() => ({ onOpen: () => opened++ })),
    )
    const headers = { connection: 'upgrade', upgrade: 'websocket', host: 'memory', 'sec-websocket-version': '13' }
    const key = { 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' }
    app.get('/inner', (c) => app.request('/ws', { headers: { ...headers, ...key } }, c.env))
    await start(app)
    const answer = await server.fetch('/inner')
    expect([answer.status, answer.headers.get('x-jackfield-intent'), opened]).toEqual([500, null, 0])
  })
})
