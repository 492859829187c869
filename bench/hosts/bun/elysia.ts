import { Elysia } from 'elysia'
import { address, listening, memory } from '../process.ts'
import { roleOf } from '../role.ts'

const app = new Elysia()
  .get('/memory', () => memory())
  .ws('/echo', {
    message(ws, message) {
      ws.send(message)
    },
  })
  .derive(({ request }) => ({ role: roleOf(request.url) }))
  .ws('/:route', {
    open(ws) {
      for (const topic of ws.data.role.subscribes) ws.subscribe(topic)
    },
    message(ws, message) {
      const { publishes } = ws.data.role
      if (publishes !== undefined) app.server?.publish(publishes, message as string | Uint8Array)
    },
  })
  .listen(address, listening)
