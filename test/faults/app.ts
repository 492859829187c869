import { type Context, Hono } from 'hono'
import { publish, upgradeWebSocket, type WSEvents } from '../../src/index.ts'
import type { SlowReader } from '../../src/options.ts'
import { failingApp } from '../fire/failing-app.ts'
import { endingsApp } from './endings/app.ts'
import { flood, type Told } from './flood.ts'

export const policies: readonly SlowReader[] = ['close', 'drop', 'latest']

/** What a host knows of its runtime. */
interface Runtime {
  collect(): void
  /** Bytes that the heap uses, where the runtime tells. */
  heap(): number | undefined
  /** `server.stats()`, where there is a handle. */
  stats(): unknown
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const millisecondsOf = ({ req }: Context): number => Number(req.query('ms') ?? 3_600_000)

const echo: WSEvents = { onMessage: ({ data }, ws) => void ws.send(data) }

/**
 * The app that the attacks are made on.
 *
 * | path | what it does |
 * | --- | --- |
 * | `GET /probe` | answers `{}` |
 * | `POST /collect` | collects garbage and answers what is left |
 * | `GET /stats` | the server's own counters, or `null` |
 * | `GET /told` | what the floods were told, and how often a connection closed with each code |
 * | `GET /echo` | socket that echoes |
 * | `GET /sink` | socket that reads and forgets; `POST /sink` reads a body |
 * | `GET /reader/:policy` | socket in the topic `flood`; a number that it says is how many bytes are sent to it, by `send` |
 * | `POST /flood/:policy?bytes=` | publishes so much to all those |
 * | `GET /slow?ms=` | socket whose handler takes so long over each message, and holds it |
 * | `GET /hanging?ms=` | socket whose factory takes so long |
 * | `GET /failing/...` | sockets whose handlers fail, of `test/fire` |
 * | `GET /endings/...` | what the tests of endings speak with, of `endings/app.ts` |
 */
export function faultsApp(runtime: Runtime) {
  const told: Told = { offered: 0, refused: 0, closes: {} }
  const counted = (events: WSEvents): WSEvents => ({
    ...events,
    onClose: ({ code }) => void (told.closes[code] = (told.closes[code] ?? 0) + 1),
  })
  const { app: failing, onError } = failingApp()

  const app = new Hono()
  app.get('/probe', (c) => c.json({}))
  app.post('/collect', (c) => {
    runtime.collect()
    return c.json({ heap: runtime.heap() })
  })
  app.get('/stats', (c) => c.json(runtime.stats() ?? null))
  app.get('/told', (c) => c.json(told))
  app.get(
    '/echo',
    upgradeWebSocket(() => counted(echo)),
  )
  app.get(
    '/sink',
    upgradeWebSocket(() => counted({})),
  )
  app.post('/sink', async (c) => c.json((await c.req.arrayBuffer()).byteLength))
  app.get(
    '/slow',
    upgradeWebSocket((c) => counted({ onMessage: ({ data }) => sleep(millisecondsOf(c)).then(() => data) })),
  )
  app.get(
    '/hanging',
    upgradeWebSocket((c) => sleep(millisecondsOf(c)).then(() => counted(echo))),
  )
  for (const slowReader of policies) {
    const route = `/reader/${slowReader}`
    const reader = counted({
      onOpen: (_, ws) => ws.subscribe('flood'),
      onMessage: ({ data }, ws) => flood(told, Number(data), (bytes) => ws.send(bytes)),
    })
    app.get(
      route,
      upgradeWebSocket(() => reader, { name: route, slowReader }),
    )
    app.post(`/flood/${slowReader}`, async (c) => {
      const target = { route, topic: 'flood' }
      await flood(told, Number(c.req.query('bytes')), async (bytes) => (await publish(c, target, bytes)).dropped === 0)
      return c.json(told)
    })
  }
  app.route('/failing', failing).route('/endings', endingsApp())
  return { app, onError }
}
