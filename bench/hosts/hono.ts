import { type Context, Hono } from 'hono'
import type { UpgradeWebSocket, WSContext, WSEvents } from 'hono/ws'
import { memory } from './process.ts'
import { roleOf } from './role.ts'
import { Topics } from './topics.ts'

/** A message as Hono's helpers for Node and Deno give it: its own type has room for more. */
type Data = string | ArrayBuffer

/** The app of Hono's helpers that leave topics to the app. */
export function honoApp(upgradeWebSocket: UpgradeWebSocket, app = new Hono()): Hono {
  return app
    .get('/memory', (c) => c.json(memory()))
    .get(
      '/echo',
      upgradeWebSocket(() => ({
        onMessage(event, ws) {
          ws.send(event.data as Data)
        },
      })),
    )
    .get('/:route{room|topics|camera}', upgradeWebSocket(relay))
}

const topics = new Topics<WSContext>()

function relay({ req }: Context): WSEvents {
  const { subscribes, publishes } = roleOf(req.url)
  return {
    onOpen(_, ws) {
      topics.join(ws, subscribes)
    },
    onMessage(event) {
      if (publishes === undefined) return
      for (const subscriber of topics.of(publishes)) subscriber.send(event.data as Data)
    },
    onClose(_, ws) {
      topics.leave(ws, subscribes)
    },
  }
}
