// After https://hono.dev/docs/helpers/websocket#server-and-client: the routes are chained, for the client's types.
import { Hono } from 'hono'
import { upgradeWebSocket } from 'jackfield'

const app = new Hono().get(
  '/ws',
  upgradeWebSocket(() => {
    return {
      onMessage: (event) => {
        console.log(event.data)
      },
    }
  }),
)

export default app
