import { Hono } from 'hono'
import { clientOf, upgradeWebSocket } from '../../../src/index.ts'

let checks = 0

/** What every host of these tests serves: it tells a client what it takes it for, and echoes. */
export const app = new Hono()
  .get('/health', (c) => {
    checks++
    return c.text('well')
  })
  .get('/checks', (c) => c.text(String(checks)))
  .get('/client', (c) => c.json(clientOf(c)))
  .get(
    '/ws',
    upgradeWebSocket((c) => ({
      onOpen: (_, ws) => void ws.send(JSON.stringify({ ...clientOf(c), remoteAddress: ws.remoteAddress, url: ws.url })),
      onMessage: ({ data }, ws) => void ws.send(data),
    })),
  )
