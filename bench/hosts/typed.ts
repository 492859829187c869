import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { defineChannel } from '../../src/channel/index.ts'
import { defineRoute } from '../../src/channels/index.ts'
import { upgradeWebSocket } from '../../src/index.ts'

const Line = z.object({ from: z.string().min(1).max(100), text: z.string().max(500) })

const channel = defineChannel('echo', { client: { echo: Line }, server: { echo: Line } })
const route = defineRoute(channel, {
  on: {
    echo: (socket, line) => void socket.send('echo', line),
  },
})

/** A typed channel that checks what comes and what goes. */
export const channelApp = (): Hono => new Hono().get('/echo', (c: Context) => upgradeWebSocket(c, route))

const Message = z.object({ type: z.literal('echo'), data: Line })

/** The same by hand, for servers whose library knows frames alone. */
export function answer(frame: string): string {
  const { type, data } = Message.parse(JSON.parse(frame))
  return JSON.stringify(Message.parse({ type, data }))
}
