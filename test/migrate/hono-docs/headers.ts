// What https://hono.dev/docs/helpers/websocket#upgradewebsocket warns of: middleware that sets headers on the route.
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { secureHeaders } from 'hono/secure-headers'
import { upgradeWebSocket } from 'jackfield'

const app = new Hono()

app.use('/ws', cors({ origin: 'http://localhost:5173' }), secureHeaders(), async (c, next) => {
  await next()
  c.header('x-late', 'set after the route')
})
app.get(
  '/ws',
  upgradeWebSocket(() => ({
    onMessage: (event, ws) => ws.send(event.data),
  })),
)

export default app
