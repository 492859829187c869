// Options that are wrong do not compile.
import { Hono } from 'hono'
import { type RouteOptions, type ServerOptions, upgradeWebSocket } from 'jackfield'
import { serve } from 'jackfield/testing'

const all: RouteOptions = {
  name: 'camera',
  room: (c) => c.req.param('room') ?? 'lobby',
  protocols: (offered, c) => offered.find((name) => name === c.req.query('protocol')),
  protocolOptional: true,
  origins: ['https://example.com'],
  maxPayload: 1024,
  heartbeat: { interval: 1_000, timeout: 500 },
  closeTimeout: 1_000,
  concurrency: 1,
  maxPending: { messages: 8, bytes: 65_536 },
}
upgradeWebSocket(() => ({}), all)
upgradeWebSocket(() => ({}), { heartbeat: false, protocols: ['chat.2', 'chat.1'], room: 'garden' })

// @ts-expect-error a misspelt option
upgradeWebSocket(() => ({}), { maxPayLoad: 1024 })
// @ts-expect-error both times of the heartbeat are needed
upgradeWebSocket(() => ({}), { heartbeat: { interval: 1_000 } })
// @ts-expect-error true says nothing: leave it out for the default
upgradeWebSocket(() => ({}), { heartbeat: true })
// @ts-expect-error a number of bytes
upgradeWebSocket(() => ({}), { maxPayload: '1 MiB' })
// @ts-expect-error a list
upgradeWebSocket(() => ({}), { origins: 'https://example.com' })
// @ts-expect-error a list, the best first, or a function
upgradeWebSocket(() => ({}), { protocols: 'chat.1' })
// @ts-expect-error a server's option is not a route's
upgradeWebSocket(() => ({}), { log: () => {} })
// @ts-expect-error the handler form takes the same options
new Hono().get('/', (c) => upgradeWebSocket(c, {}, { maxPayLoad: 1024 }))
// @ts-expect-error no such event
upgradeWebSocket(() => ({ onMesage() {} }))
// @ts-expect-error the events, not a function, beside a context
new Hono().get('/', (c) => upgradeWebSocket(c, () => ({})))

upgradeWebSocket(() => ({
  onMessage(event, ws) {
    ws.send(new Uint8Array(1))
    ws.send(new DataView(new ArrayBuffer(1)))
    ws.publish('lobby', event.data).dropped satisfies number
    // @ts-expect-error JSON.stringify() it
    ws.send({ text: 'hello' })
    // @ts-expect-error not a message
    ws.publish('lobby', 1)
    // @ts-expect-error a code comes before a reason
    ws.close('bye')
  },
}))

const server: ServerOptions = { onError: (error, ws) => console.error(ws.id, error), log: (line) => console.log(line) }
void serve(new Hono(), server)
// @ts-expect-error a route's option is not a server's
void serve(new Hono(), { protocols: ['chat.1'] })
