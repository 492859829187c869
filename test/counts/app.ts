import { Hono } from 'hono'
import { type ServerOptions, type Socket, upgradeWebSocket } from '../../src/index.ts'

const any = { total: 1_000_000, perAddress: 1_000_000 }

/** All else is as it comes: only that all clients have one address here. */
export const options: ServerOptions = { maxConnections: any, maxHandshakes: any }

/** What is published at once by a socket of `/member` that says anything. */
export const burst = 1000

/** `/echo` and `/later` echo, the latter after a promise; `/member` is in `all`; what connects to `/free` is kept. */
export function countedApp(): { app: Hono; free: Socket[] } {
  const free: Socket[] = []
  const app = new Hono()
    .get(
      '/echo',
      upgradeWebSocket(() => ({ onMessage: (event, ws) => void ws.send(event.data) })),
    )
    .get(
      '/later',
      upgradeWebSocket(() => ({
        async onMessage(event, ws) {
          await undefined
          ws.send(event.data)
        },
      })),
    )
    .get(
      '/member',
      upgradeWebSocket(
        () => ({
          onOpen: (_, ws) => ws.subscribe('all'),
          onMessage(event, ws) {
            for (let count = 0; count < burst; count++) ws.publish('all', event.data)
          },
        }),
        { name: 'member' },
      ),
    )
    .get(
      '/free',
      upgradeWebSocket(() => ({ onOpen: (_, ws) => void free.push(ws) }), { name: 'free' }),
    )
  return { app, free }
}
