import { address, listening, memory } from '../process.ts'
import { type Role, roleOf } from '../role.ts'

const server = Bun.serve<Role>({
  ...address,
  routes: { '/memory': () => Response.json(memory()) },
  fetch(request, server) {
    if (server.upgrade(request, { data: roleOf(request.url) })) return
    return new Response('a WebSocket is expected', { status: 426 })
  },
  websocket: {
    open(ws) {
      for (const topic of ws.data.subscribes) ws.subscribe(topic)
    },
    message(ws, message) {
      const { publishes } = ws.data
      if (publishes === undefined) ws.send(message)
      else server.publish(publishes, message)
    },
  },
})
listening(server)
