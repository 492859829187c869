// After https://hono.dev/docs/helpers/websocket#upgradewebsocket: each message is logged and answered, a close logged.
import { Hono } from 'hono'
import { upgradeWebSocket } from 'jackfield'

const app = new Hono()

app.get(
  '/ws',
  upgradeWebSocket((c) => {
    const client = c.req.query('name')
    return {
      onMessage(event, ws) {
        console.log(`${client} sent ${event.data}`)
        ws.send('Hello from server!')
      },
      onClose: () => {
        console.log(`${client} has closed`)
      },
    }
  }),
)

export default app
