import { Hono } from 'hono'
import { upgradeWebSocket } from 'jackfield'
import { handler } from 'jackfield/bun'

const app = new Hono().get(
  '/ws',
  upgradeWebSocket(() => ({
    onOpen: (_, ws) => void ws.send('first'),
    onMessage: ({ data }, ws) => void ws.send(`first ${data}`),
  })),
)

export default handler(app, { port: 0 })
