import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { setCookie } from 'hono/cookie'
import { cors } from 'hono/cors'
import { etag } from 'hono/etag'
import { logger } from 'hono/logger'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { timing } from 'hono/timing'
import type { Kit } from './kit.ts'

/** Hono's own middleware that a WebSocket route may well stand behind, by the name in `GET /standard/:name`. */
export const standardMiddleware: Readonly<Record<string, () => MiddlewareHandler>> = {
  cors: () => cors(),
  etag: () => etag(),
  logger: () => logger(() => {}),
  requestId: () => requestId(),
  secureHeaders: () => secureHeaders(),
  timing: () => timing(),
}

/** Where `nestedApp` is reached below `/handshake`, by how it got there. */
export const nestings: readonly string[] = ['/routed', '/mounted', '/copied', '/dropped']

/**
 * More routes of the handshake cases, below `/handshake`.
 *
 * | route | what it does |
 * | --- | --- |
 * | `GET /headers` | socket; headers and cookies are set before and after `next()`, and in the factory |
 * | `GET /standard/:name` | socket behind one of Hono's middlewares |
 * | `GET <nesting>/base/rooms/:room` | socket that sends its param and a variable when it opens |
 */
export function headersApp(kit: Kit): Hono {
  const { upgradeWebSocket } = kit
  const app = new Hono()

  app.use('/headers', async (c, next) => {
    c.header('x-before', 'before')
    setCookie(c, 'before', '1')
    setCookie(c, 'before-too', '2')
    await next()
    c.header('x-after', 'after')
    c.res.headers.append('set-cookie', 'after=3; Path=/')
  })
  const inFactory = (c: Context) => {
    c.header('x-factory', 'factory')
    return {}
  }
  app.get('/headers', upgradeWebSocket(inFactory))

  for (const [name, middleware] of Object.entries(standardMiddleware)) {
    app.get(
      `/standard/${name}`,
      middleware(),
      upgradeWebSocket(() => ({})),
    )
  }

  const nested = nestedApp(kit)
  app.route('/routed', nested)
  app.mount('/mounted', nested.fetch)
  app.mount('/copied', (request, env) => nested.fetch(request, { ...env, EXTRA: 'more' }))
  app.mount('/dropped', (request) => nested.fetch(request))
  return app
}

function nestedApp({ upgradeWebSocket }: Kit): Hono<{ Variables: { user: string } }> {
  const app = new Hono<{ Variables: { user: string } }>().basePath('/base')
  app.use('/rooms/*', async (c, next) => {
    c.set('user', 'ann')
    await next()
  })
  app.get(
    '/rooms/:room',
    upgradeWebSocket((c) => {
      const text = `${c.req.param('room')} ${c.get('user')}`
      return { onOpen: (_, ws) => void ws.send(text) }
    }),
  )
  return app
}
