import { address, listening, memory } from '../process.ts'
import { type Role, roleOf } from '../role.ts'
import { Topics } from '../topics.ts'

const topics = new Topics<Bun.ServerWebSocket<Role>>()

const server = Bun.serve<Role>({
  ...address,
  routes: { '/memory': () => Response.json(memory()) },
  fetch(request, server) {
    if (server.upgrade(request, { data: roleOf(request.url) })) return
    return new Response('a WebSocket is expected', { status: 426 })
  },
  websocket: {
    open(ws) {
      topics.join(ws, ws.data.subscribes)
    },
    message(ws, message) {
      const { publishes } = ws.data
      if (publishes === undefined) return void ws.send(message)
      for (const subscriber of topics.of(publishes)) subscriber.send(message)
    },
    close(ws) {
      topics.leave(ws, ws.data.subscribes)
    },
  },
})
listening(server)
