import { Hono } from 'hono'
import { upgradeWebSocket } from 'hono/cloudflare-workers'
import { collect } from './collect.ts'

// Echo alone: the helper calls no onOpen, so that a socket could join nothing before it has spoken.
export default new Hono()
  .get('/memory', (c) => c.json(collect()))
  .get(
    '/echo',
    upgradeWebSocket(() => ({
      async onMessage({ data }, ws) {
        // Nor does it let the binary type be chosen before the first message.
        ws.send(data instanceof Blob ? await data.arrayBuffer() : (data as string))
      },
    })),
  )
