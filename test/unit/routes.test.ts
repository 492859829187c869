import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { type App, declaredRoutes, hasHandler, RouteNames } from '../../src/routes.ts'
import { upgradeWebSocket } from '../../src/upgrade.ts'

const middleware = () => upgradeWebSocket(() => ({}))

const names = (app: App) => declaredRoutes(app).map(({ name }) => name)

describe('the routes that an app declares', () => {
  test('go by their path, or by the name that they are given', () => {
    const app = new Hono()
      .get('/page', (c) => c.text('page'))
      .get('/ws', middleware())
      .get(
        '/ws/:room',
        (_, next) => next(),
        upgradeWebSocket(() => ({}), { name: 'rooms' }),
      )
    expect(names(app)).toEqual(['/ws', 'rooms'])
  })

  test('are found in sub-apps, below a base path, and in those with an onError of their own', () => {
    const plain = new Hono().get('/a', middleware())
    const guarded = new Hono().get('/b', middleware()).onError((_, c) => c.text('own', 500))
    const deep = new Hono().route('/deep', guarded).onError((_, c) => c.text('deep', 500))
    const app = new Hono().basePath('/api').route('/', plain).route('/sub', guarded).route('/sub', deep)
    expect(names(app)).toEqual(['/api/a', '/api/sub/b', '/api/sub/deep/b'])
  })

  test('are none where there is only a fetch', () => {
    expect(names({ fetch: () => new Response() })).toEqual([])
  })

  test('keep the path as their name also where nothing is known but the request', async () => {
    const app = new Hono().get('/ws', (c) => upgradeWebSocket(c, {}))
    expect(names(app)).toEqual([])
  })
})

describe('names', () => {
  test('are claimed once, and again by their owner', () => {
    const routes = new RouteNames()
    const [mine, theirs] = [() => {}, () => {}]
    expect(routes.has('chat')).toBe(false)
    routes.claim('chat', mine)
    routes.claim('chat', mine)
    expect(routes.has('chat')).toBe(true)
    expect(() => routes.claim('chat', theirs)).toThrow(
      expect.objectContaining({
        code: 'duplicate_route',
        message:
          'Two WebSocket routes have the name "chat", and topics are told apart by it. ' +
          "Give one of them a name of its own: upgradeWebSocket(createEvents, { name: '...' }), defineRoute(channel, { name: '...' }).",
      }),
    )
  })
})

describe('a path has a handler', () => {
  const app = new Hono()
    .use(async (_, next) => next())
    .use('/logged/*', async (_, next) => next())
    .get('/page', (c) => c.text('page'))
    .post('/form', (c) => c.text('form'))
    .all('/all', (c) => c.text('all'))
    .all('/ws-all', middleware())
    .get('/ws/:room', middleware())
    .get('/guarded', async (_, next) => next())
    .route(
      '/sub',
      new Hono().get('/ws', middleware()).onError((_, c) => c.text('own', 500)),
    )

  test.each(['/page', '/all', '/ws-all', '/ws/garden', '/ws/garden?x=1', '/guarded', '/sub/ws'])('%s', (path) => {
    expect(hasHandler(app, 'GET', new Request(`http://localhost${path}`))).toBe(true)
  })

  test.each(['/', '/form', '/logged/in', '/ws', '/ws/', '/ws/a/b', '/nowhere'])('%s has none for a GET', (path) => {
    expect(hasHandler(app, 'GET', new Request(`http://localhost${path}`))).toBe(false)
  })

  test("the app's own getPath decides what the path is", () => {
    const byHost = new Hono({ getPath: ({ url }) => `/${new URL(url).hostname}` }).get('/unused', middleware())
    byHost.get('/here.example', middleware())
    expect(hasHandler(byHost, 'GET', new Request('http://here.example/any'))).toBe(true)
    expect(hasHandler(byHost, 'GET', new Request('http://there.example/unused'))).toBe(false)
  })

  test('getPath may ask for the host and for the env, as in the documentation of Hono', () => {
    const host = new Hono({ getPath: (request) => `/${request.headers.get('host')}${new URL(request.url).pathname}` })
    host.get('/here.example/ws', middleware())
    const request = new Request('http://localhost/ws', { headers: { host: 'here.example' } })
    expect(hasHandler(host, 'GET', request)).toBe(true)
    const env = new Hono({ getPath: (_, options) => `/${Object.keys(options?.env ?? { missing: 1 }).length}` })
    env.get('/0', middleware())
    expect(hasHandler(env, 'GET', request)).toBe(true)
  })

  test('of an app that shows no router nothing is known', () => {
    expect(hasHandler({ fetch: () => new Response() }, 'GET', new Request('http://localhost/ws'))).toBe(false)
  })
})
