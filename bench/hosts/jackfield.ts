import { type Context, Hono } from 'hono'
import { type ServerOptions, upgradeWebSocket, type WSEvents } from '../../src/index.ts'
import { roleOf } from './role.ts'

/** All else is as it comes: only that all clients are one address, and a fast publisher is no flood. */
const many = { total: 1_000_000, perAddress: 1_000_000 }
export const options: ServerOptions = { maxConnections: many, maxHandshakes: many, maxRate: false }

/** The app on every runtime. */
export function jackfieldApp(memory: () => object): Hono {
  return new Hono()
    .get('/memory', (c) => c.json(memory()))
    .get(
      '/echo',
      upgradeWebSocket(() => ({
        onMessage(event, ws) {
          ws.send(event.data)
        },
      })),
    )
    .get('/room', upgradeWebSocket(relay))
    .get('/topics', upgradeWebSocket(relay))
    .get('/camera', upgradeWebSocket(relay, { slowReader: 'latest' }))
}

function relay({ req }: Context): WSEvents {
  const { subscribes, publishes } = roleOf(req.url)
  return {
    onOpen(_, ws) {
      for (const topic of subscribes) ws.subscribe(topic)
    },
    onMessage(event, ws) {
      if (publishes !== undefined) ws.publish(publishes, event.data)
    },
  }
}
