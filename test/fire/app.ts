import { type Context, Hono } from 'hono'
import { publish, upgradeWebSocket, type WSEvents } from '../../src/index.ts'

/** What has happened since the server started. */
export interface Counts {
  /** Handshakes that were held up, in middleware or in a factory. */
  held: number
  /** How many clients of those left, as far as the runtime tells. */
  gone: number
  opens: number
  /** How many connections closed with each code. */
  closes: Record<string, number>
  /** Events out of order: a second open or close, anything before the open or after the close. */
  strays: number
}

const topic = 'everybody'
const routes = ['/echo', '/middleware', '/factory']

/**
 * The app that is fired at. It keeps 64 KiB for each open connection, so that one that is not let go shows.
 *
 * | path | what it does |
 * | --- | --- |
 * | `GET /counts` | what has happened so far |
 * | `POST /release` | lets all go on that are held up |
 * | `GET /echo` | socket that joins a topic, unless it is `?quiet=1`, and echoes; `close` makes it close with 4002, `terminate` cut the connection |
 * | `GET /members` | how many sockets are in that topic |
 * | `GET /middleware` | the same, behind middleware that holds the handshake up |
 * | `GET /factory` | the same, from a factory that holds the handshake up |
 * | `POST /body` | no socket: the length of the body |
 */
export function fireApp(): Hono {
  const counts: Counts = { held: 0, gone: 0, opens: 0, closes: {}, strays: 0 }
  let releases = 0

  // Polled, because a Worker may not settle a promise of another request.
  const hold = async ({ req }: Context) => {
    const before = releases
    req.raw.signal.addEventListener('abort', () => counts.gone++)
    counts.held++
    while (releases === before) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  const makeEvents = (c: Context): WSEvents => {
    let state: 'new' | 'open' | 'closed' = 'new'
    const from = (expected: typeof state) => {
      if (state !== expected) counts.strays++
    }
    return {
      onOpen(_, ws) {
        from('new')
        state = 'open'
        if (!c.req.query('quiet')) ws.subscribe(topic)
        ws.data = new Array(8192).fill(0)
        counts.opens++
      },
      onMessage({ data }, ws) {
        from('open')
        if (data === 'close') ws.close(4002, 'by server')
        else if (data === 'terminate') ws.terminate()
        else ws.send(data)
      },
      onError() {
        counts.strays++
      },
      onClose({ code }) {
        from('open')
        state = 'closed'
        counts.closes[code] = (counts.closes[code] ?? 0) + 1
      },
    }
  }

  const app = new Hono()
  // A request that is cut while its body is read fails the handler that reads it.
  app.onError((_, c) => c.text('failed', 500))
  app.get('/counts', (c) => c.json(counts))
  app.get('/members', async (c) => {
    const counted = routes.map((route) => publish(c, { route, topic }, 'to all'))
    return c.json((await Promise.all(counted)).reduce((sum, { sent, dropped }) => sum + sent + dropped, 0))
  })
  app.post('/release', (c) => c.json(++releases))
  app.post('/body', async (c) => c.text(`${(await c.req.text()).length}`))
  app.use('/middleware', async (c, next) => {
    await hold(c)
    await next()
  })
  for (const path of ['/echo', '/middleware']) app.get(path, upgradeWebSocket(makeEvents, { name: path }))
  app.get(
    '/factory',
    upgradeWebSocket(
      async (c) => {
        await hold(c)
        return makeEvents(c)
      },
      { name: '/factory' },
    ),
  )
  return app
}
