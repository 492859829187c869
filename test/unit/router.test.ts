import { Hono } from 'hono'
import { serve } from 'jackfield/testing'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { Clock } from '../../adapters/memory/clock.ts'
import { createRouter } from '../../src/adapter.ts'
import { type LogEvent, type RouteOptions, type ServerOptions, upgradeWebSocket } from '../../src/index.ts'
import { handshakeHeaders } from './context.ts'
import { platformOn } from './platform.ts'

const running: { close(options: { timeout: number }): Promise<void>; clock: { advance(ms: number): Promise<void> } }[] =
  []

const start = async (app: Hono, options: ServerOptions = {}) => {
  const logged: LogEvent[] = []
  const server = await serve(app, { log: (_, event) => logged.push(event), ...options })
  running.push(server)
  return Object.assign(server, { logged })
}

afterEach(async () => {
  for (const server of running.splice(0)) {
    const closed = server.close({ timeout: 1 })
    await server.clock.advance(2_000)
    await closed
  }
})

const socketRoute = (options?: RouteOptions) => upgradeWebSocket(() => ({}), options)
const echo = new Hono().get('/ws', socketRoute())

describe('what cannot be served fails at once', () => {
  test.each([undefined, null, {}, 'app'])('%j is no app', async (app) => {
    await expect(serve(app as unknown as Hono)).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid_option',
        message: 'The first argument is not the app itself: serve(app, { port }).',
      }),
    )
  })

  test('two routes of one name', async () => {
    const app = new Hono().get('/a', socketRoute({ name: 'x' })).get('/b', socketRoute({ name: 'x' }))
    await expect(serve(app)).rejects.toMatchObject({ code: 'duplicate_route', message: expect.stringContaining('"x"') })
  })

  test('two routes of one name, though one function makes the events of both', async () => {
    const events = () => ({})
    const app = new Hono()
      .get('/a', upgradeWebSocket(events, { name: 'x' }))
      .get('/b', upgradeWebSocket(events, { name: 'x' }))
    await expect(start(app)).rejects.toMatchObject({ code: 'duplicate_route' })
  })

  test('two routes of one name, one of them in a sub-app with its own onError', async () => {
    const sub = new Hono().get('/b', socketRoute({ name: 'x' })).onError((_, c) => c.text('own', 500))
    const app = new Hono().get('/a', socketRoute({ name: 'x' })).route('/sub', sub)
    await expect(serve(app)).rejects.toMatchObject({ code: 'duplicate_route' })
  })

  test('a limit of a route, where it is declared', () => {
    expect(() => socketRoute({ maxPayload: -1 })).toThrow('maxPayload is -1; it takes a number above 0')
  })

  test('and leaves no server behind', async () => {
    await expect(serve(echo, { maxPayload: -1 })).rejects.toThrow()
    const answer = await echo.request('/ws', { headers: handshakeHeaders() })
    expect(answer.status).toBe(500)
    expect(await answer.text()).toContain('no jackfield server runs in this process')
  })
})

describe('one name', () => {
  test('is fine for one route on several paths', async () => {
    const route = socketRoute({ name: 'x' })
    const server = await start(new Hono().get('/a', route).get('/b', route))
    expect((await server.connect('/a')).status).toBe(101)
    expect((await server.connect('/b')).status).toBe(101)
  })

  test("of two routes in the handler form is found with the second one's first request", async () => {
    const app = new Hono()
      .get('/a', (c) => upgradeWebSocket(c, {}, { name: 'x' }))
      .get('/b', (c) => upgradeWebSocket(c, {}, { name: 'x' }))
      .onError((error, c) => c.text(error.message, 500))
    const server = await start(app)
    expect((await server.connect('/a')).status).toBe(101)
    expect((await server.connect('/a')).status).toBe(101)
    const second = await server.connect('/b')
    expect([second.status, second.body]).toEqual([500, expect.stringContaining('have the name "x"')])
  })
})

describe('the time for a handshake', () => {
  const gated = () => {
    const gate = Promise.withResolvers<void>()
    const app = new Hono()
      .get('/ws', (_, next) => gate.promise.then(next), socketRoute())
      .get('/page', async (c) => {
        await gate.promise
        return c.text('page')
      })
    return { app, gate }
  }

  test('over: 503, once logged, and an answer that comes later upgrades nothing', async () => {
    const { app, gate } = gated()
    const server = await start(app, { handshakeTimeout: 100 })
    const connecting = server.connect('/ws')
    await server.clock.advance(99)
    const early = await Promise.race([connecting, 'undecided'])
    expect(early).toBe('undecided')
    await server.clock.advance(1)
    const peer = await connecting
    expect([peer.status, peer.headers.get('retry-after'), peer.headers.get('connection')]).toEqual([503, '1', 'close'])
    expect(peer.body).toBe('The app did not decide on this handshake within 100 ms.\n')
    gate.resolve()
    await server.clock.advance(0)
    expect(server.logged.map(({ reason }) => reason)).toEqual(['handshake_timeout'])
  })

  test('decided in time it leaves no timer behind', async () => {
    const { app, gate } = gated()
    const server = await start(app, { handshakeTimeout: 100 })
    const connecting = server.connect('/ws')
    await server.clock.advance(99)
    gate.resolve()
    expect((await connecting).status).toBe(101)
    await server.clock.advance(1_000)
    expect(server.logged).toEqual([])
  })

  test('bounds no plain request', async () => {
    const { app, gate } = gated()
    const server = await start(app, { handshakeTimeout: 100 })
    const answer = server.fetch('/page')
    await server.clock.advance(1_000)
    gate.resolve()
    expect(await (await answer).text()).toBe('page')
  })
})

describe('the drain', () => {
  test('answers new handshakes 503 and plain requests as ever', async () => {
    const app = new Hono().get('/ws', socketRoute()).get('/page', (c) => c.text('page'))
    const server = await start(app)
    const peer = await server.connect('/ws')
    const closed = server.close({ timeout: 100 })
    const late = await server.connect('/ws')
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await (await server.fetch('/page')).text()).toBe('page')
    expect(await peer.closed).toEqual({ code: 1001, reason: 'the server is going away' })
    await closed
  })

  test('refuses a handshake that was under way when it began', async () => {
    const gate = Promise.withResolvers<void>()
    const server = await start(new Hono().get('/ws', (_, next) => gate.promise.then(next), socketRoute()))
    const connecting = server.connect('/ws')
    const closed = server.close({ timeout: 100 })
    gate.resolve()
    expect((await connecting).status).toBe(503)
    await closed
  })

  test('a second close waits for the first', async () => {
    const server = await start(echo)
    const ended: string[] = []
    const closes = ['first', 'second'].map((name) => server.close().then(() => ended.push(name)))
    expect(ended).toEqual([])
    await Promise.all(closes)
    expect(ended).toEqual(['first', 'second'])
    await server.close()
  })
})

describe('the final response decides', () => {
  test.each([
    ['of another status', () => new Response('no', { status: 401 })],
    ['of another status and no body', () => new Response(null, { status: 401 })],
    ['of our status with a body', () => new Response('no', { status: 299 })],
  ])('one %s is the answer, without our mark', async (_, replacement) => {
    const app = new Hono().use(async (c, next) => {
      await next()
      c.res = replacement()
    })
    const server = await start(app.get('/ws', socketRoute()))
    const peer = await server.connect('/ws')
    expect([peer.status, peer.body]).toEqual([replacement().status, await replacement().text()])
    expect([...peer.headers.keys()].filter((name) => name.includes('jackfield'))).toEqual([])
  })

  test.each([
    ['in place of the route', false],
    ['in place of its answer', true],
  ])('one that was made for another handshake, %s, is refused', async (_, goesOn) => {
    let kept: Response | undefined
    const app = new Hono().use(async (c, next) => {
      if (!kept || goesOn) await next()
      const answer = new Response(null, kept ?? c.res)
      kept ??= answer.clone()
      // Unless it is taken away first, Hono copies the headers of the replaced one, mark and all.
      c.res = undefined
      c.res = answer
    })
    const server = await start(app.get('/ws', socketRoute()))
    expect((await server.connect('/ws')).status).toBe(101)
    const replay = await server.connect('/ws')
    expect(replay.status).toBe(500)
    expect(replay.body).toContain('no cache may keep it')
  })

  test('a response that cannot be copied harms nobody', async () => {
    const router = createRouter({ fetch: () => Response.error() }, platformOn(new Clock()), { log: () => {} })
    onTestFinished(() => router.drain())
    const request = new Request('http://example.com/ws', { headers: handshakeHeaders() })
    const outcome = await router.handle({ request, encrypted: false }, {})
    expect((outcome as Response).status).toBeOneOf([0, 500])
  })
})

test.each([
  [
    'throws',
    () => {
      throw new Error('boom')
    },
  ],
  ['rejects', () => Promise.reject(new Error('boom'))],
  ['answers with nothing', () => undefined as unknown as Response],
])('an app that %s is 500, and logged', async (_, fetch) => {
  const logged: LogEvent[] = []
  const router = createRouter({ fetch }, platformOn(new Clock()), { log: (_line, event) => logged.push(event) })
  onTestFinished(() => router.drain())
  const request = new Request('http://example.com/page')
  const outcome = await router.handle({ request, encrypted: false }, {})
  expect((outcome as Response).status).toBe(500)
  expect(logged).toEqual([expect.objectContaining({ level: 'error', event: 'app.failed' })])
})

test('maxPayload is the largest of the server and its routes', async () => {
  const app = new Hono().get('/a', socketRoute({ maxPayload: 10 })).get('/b', socketRoute({ maxPayload: 2_000_000 }))
  const [large, small] = [
    createRouter(app, platformOn(new Clock())),
    createRouter(echo, platformOn(new Clock()), { maxPayload: 5 }),
  ]
  expect(large.maxPayload).toBe(2_000_000)
  expect(small.maxPayload).toBe(5)
  await Promise.all([large.drain(), small.drain()])
})

test('a maxPayload that is known too late for the server is a mistake of the app', async () => {
  const app = new Hono()
    .get('/ws', (c) => upgradeWebSocket(c, {}, { maxPayload: 2_000_000 }))
    .onError((error, c) => c.text(error.message, 500))
  const server = await start(app)
  expect((await server.connect('/ws')).body).toBe(
    "This route's maxPayload is 2000000, the server's 1048576: give the server one as large, or name it the channel's route: { routes: [chatRoute] }.",
  )
})

test('a foreign origin is logged once, with what to do', async () => {
  const server = await start(echo)
  const from = (origin: string) => server.connect('/ws', { headers: { Origin: origin, Host: 'example.com' } })
  for (const origin of ['https://a.example', 'https://a.example', 'https://b.example']) {
    expect((await from(origin)).status).toBe(403)
  }
  const warnings = server.logged.filter(({ level }) => level === 'warn')
  expect(warnings.map(({ reason, message }) => [reason, message])).toEqual(
    ['https://a.example', 'https://b.example'].map((origin) => [
      'origin_refused',
      `GET /ws: Origin "${origin}" is not that of Host "example.com". If its pages may connect, list it: origins: ["${origin}"]. ` +
        'If a proxy rewrote Host, keep it. With nginx: proxy_set_header Host $http_host; with HAProxy: no rule that sets Host.',
    ]),
  )
})

test('a log hook that throws harms nobody, and its events go to the console', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  const error = vi.spyOn(console, 'error').mockReturnValue()
  const log = () => {
    throw new Error('disk full')
  }
  const server = await start(echo, { log })
  const peer = await server.connect('/ws', { headers: { Origin: 'https://a.example' } })
  expect(peer.status).toBe(403)
  expect(warn.mock.calls).toEqual([[expect.stringContaining('origin_refused')]])
  expect(error.mock.calls).toEqual([[expect.stringMatching(/hook\.failed: log failed: Error: disk full/)]])
  vi.restoreAllMocks()
})
