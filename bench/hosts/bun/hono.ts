import { type Context, Hono } from 'hono'
import { upgradeWebSocket, websocket } from 'hono/bun'
import type { WSEvents } from 'hono/ws'
import { address, listening, memory } from '../process.ts'
import { roleOf } from '../role.ts'

/** A message as the helper gives it: the type has room for more. */
type Data = string | ArrayBuffer

const app = new Hono()
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

function relay({ req }: Context): WSEvents<Bun.ServerWebSocket> {
  const { subscribes, publishes } = roleOf(req.url)
  return {
    onOpen(_, ws) {
      for (const topic of subscribes) ws.raw?.subscribe(topic)
    },
    onMessage(event) {
      if (publishes !== undefined) server.publish(publishes, event.data as Data)
    },
  }
}

const server = Bun.serve({ ...address, fetch: app.fetch, websocket })
listening(server)
