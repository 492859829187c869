import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { headersApp } from './headers.ts'
import type { ContractEvents, Kit } from './kit.ts'

/**
 * Routes of the handshake cases, below `/handshake`. A socket route notes `factory`, `open` and `close`, and echoes.
 *
 * | route | what it does |
 * | --- | --- |
 * | `GET /echo`, `ALL /all`, `ALL /all-or-post` | socket; the last has a handler for `POST` behind it |
 * | `GET /page`, `GET /alone` | socket behind a middleware that notes `middleware`; the first has a page behind it |
 * | `GET /plain`, `POST /body` | no sockets: 203 with a header and a text; the request's body |
 * | `/only-middleware/*` | no handler: a middleware that notes `middleware` |
 * | `GET /guarded/:how` | socket behind a middleware that answers or throws first |
 * | `GET /after/:how` | socket behind a middleware that changes, replaces or throws after `next()` |
 * | `GET /protocol/:how` | socket that sends `ws.protocol` when it opens |
 * | `GET /slow`, `GET /slow-middleware` | socket whose factory, or middleware, waits for `gate(id)` |
 * | `GET /wait` | no socket: answers when `gate(id)` opens |
 * | `GET /micro` | socket whose factory awaits microtasks |
 * | `GET /listed` | socket that lists `https://listed.example` in `origins` |
 * | `/headers`, `/standard`, `/nested`, ... | see `headersApp` and `nestedApp` |
 */
export function handshakeApp(kit: Kit): Hono {
  const { upgradeWebSocket } = kit
  const echo = (c: Context) => echoEvents(kit, c)
  const note: MiddlewareHandler = async (c, next) => {
    kit.noteOf(c)('middleware')
    c.header('x-middleware', 'ran')
    await next()
  }

  const app = new Hono()
  app.get('/echo', upgradeWebSocket(echo))
  app.all('/all', upgradeWebSocket(echo))
  app.all('/all-or-post', upgradeWebSocket(echo), (c) => c.text('posted'))
  app.get('/page', note, upgradeWebSocket(echo), (c) => c.html('<h1>page</h1>'))
  app.get('/alone', note, upgradeWebSocket(echo, { protocols: ['spoken'], protocolOptional: true }))
  app.get('/strict', upgradeWebSocket(echo, { protocols: ['spoken'] }))
  app.get('/listed', upgradeWebSocket(echo, { origins: ['https://listed.example'] }))

  app.get('/plain', (c) => c.text('a plain answer', 203, { 'x-plain': 'yes' }))
  app.post('/body', async (c) => c.text(`got ${await c.req.text()}`))

  app.use('/only-middleware/*', note)

  app.get('/guarded/:how', (c, next) => guards[c.req.param('how')]?.(c) ?? next(), upgradeWebSocket(echo))
  app.use('/after/:how', async (c, next) => {
    await next()
    changes[c.req.param('how')]?.(c)
  })
  app.get('/after/:how', upgradeWebSocket(echo))

  const tell = () => ({
    onOpen: (_: Event, ws: { protocol: string | null; send(data: string): unknown }) =>
      void ws.send(`<${ws.protocol}>`),
  })
  app.get('/protocol/named', upgradeWebSocket(tell, { protocols: ['chat.v2', 'chat.v1'] }))
  const ours = (offered: string[]) => offered.find((name) => name.startsWith('x-'))
  app.get('/protocol/function', upgradeWebSocket(tell, { protocols: ours }))
  app.get('/protocol/optional', upgradeWebSocket(tell, { protocols: ['chat.v1'], protocolOptional: true }))
  app.get('/protocol/none', upgradeWebSocket(tell))

  const wait = async (c: Context) => {
    const noted = kit.noteOf(c)
    noted('waiting')
    c.req.raw.signal.addEventListener('abort', () => noted('aborted'))
    await kit.gate(c.req.query('id') ?? '')
    noted('waited')
  }
  app.get('/wait', async (c) => {
    await wait(c)
    return c.text('waited')
  })
  app.get(
    '/slow',
    upgradeWebSocket(async (c) => {
      await wait(c)
      return echo(c)
    }),
  )
  app.get(
    '/slow-middleware',
    async (c, next) => {
      await wait(c)
      await next()
    },
    upgradeWebSocket(echo),
  )
  app.get(
    '/micro',
    upgradeWebSocket(async (c) => {
      for (let turn = 0; turn < 10; turn++) await Promise.resolve()
      return echo(c)
    }),
  )

  app.route('/', headersApp(kit))
  return app
}

/** Notes what happens, and sends every message back. */
export function echoEvents(kit: Kit, c: Context): ContractEvents {
  const note = kit.noteOf(c)
  note('factory')
  return {
    onOpen: () => note('open'),
    onMessage(event, ws) {
      note('message', { data: typeof event.data === 'string' ? event.data : '(binary)' })
      ws.send(event.data)
    },
    onClose: (event) => note('close', { code: event.code }),
  }
}

const guards: Record<string, (c: Context) => Response | undefined> = {
  401: (c) => c.json({ error: 'who are you' }, 401, { 'www-authenticate': 'Basic' }),
  403: (c) => c.text('not for you', 403),
  429: (c) => c.text('slow down', 429, { 'retry-after': '7' }),
  redirect: (c) => c.redirect('/elsewhere', 302),
  throw: () => {
    throw new HTTPException(403, { message: 'thrown at you' })
  },
}

const changes: Record<string, (c: Context) => void> = {
  403: (c) => replace(c, new Response('replaced', { status: 403 })),
  200: (c) => replace(c, new Response('all is well', { status: 200 })),
  204: (c) => replace(c, new Response(null, { status: 204 })),
  // As `c.res = ...` alone does: Hono copies the old headers onto the new response.
  merged: (c) => {
    c.res = new Response('merged', { status: 200, headers: { 'x-merged': 'yes' } })
  },
  'merged-204': (c) => {
    c.res = new Response(null, { status: 204 })
  },
  'merged-299': (c) => {
    c.res = new Response('merged', { status: 299 })
  },
  throw: () => {
    throw new Error('thrown after next()')
  },
  rebuilt: (c) => {
    c.res = new Response(c.res.body, { status: c.res.status, headers: c.res.headers })
    c.header('x-changed', 'rebuilt')
  },
  cloned: (c) => {
    c.res = c.res.clone()
    c.header('x-changed', 'cloned')
  },
  decorated: (c) => {
    replace(c, new Response(c.res.body, c.res))
    c.header('x-changed', 'decorated')
  },
}

function replace(c: Context, response: Response): void {
  c.res = undefined
  c.res = response
}
