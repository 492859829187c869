// An app written for one of Hono's helpers compiles with ours in its place.
import { Hono } from 'hono'
import type { WSEvents as HonoEvents, UpgradeWebSocket as HonoUpgradeWebSocket, WSContext } from 'hono/ws'
import { type Socket, upgradeWebSocket, type WSEvents } from 'jackfield'

// Wherever Hono's type is asked for, with the type arguments that its helpers give it.
upgradeWebSocket satisfies HonoUpgradeWebSocket
upgradeWebSocket satisfies HonoUpgradeWebSocket<WebSocket>
upgradeWebSocket satisfies HonoUpgradeWebSocket<WebSocket, never, Omit<HonoEvents<WebSocket>, 'onOpen'>>

function routes(upgrade: HonoUpgradeWebSocket) {
  return new Hono()
    .get(
      '/factory',
      upgrade((c) => ({ onMessage: (event, ws) => ws.send(c.req.path + event.data) })),
    )
    .get(
      '/async',
      upgrade(async () => ({ onClose() {} })),
    )
    .get('/handler', (c) => upgrade(c, { onOpen: (event, ws) => ws.close(1000, event.type) }))
}
routes(upgradeWebSocket)

// Events that were written down with Hono's types, in both call forms.
declare const events: HonoEvents
declare const bunEvents: HonoEvents<{ cork(): void }>
upgradeWebSocket(() => events)
upgradeWebSocket(async () => bunEvents)
new Hono().get('/', (c) => upgradeWebSocket(c, events)).get('/bun', (c) => upgradeWebSocket(c, bunEvents))

// Our socket goes into what was written for Hono's.
const members = new Set<WSContext>()
upgradeWebSocket(() => ({
  onOpen: (_event, ws) => members.add(ws),
  onMessage: (event, ws) => ws.send(event.data),
  onClose: (event, ws) => members.delete(ws) && event.wasClean,
}))

// Handlers may be async, and their types are exported.
const echo: WSEvents = {
  async onMessage(event, ws) {
    const accepted: boolean = ws.send(event.data)
    await Promise.resolve(accepted)
  },
  onError(event, ws: Socket) {
    throw new Error(ws.id, { cause: event.error })
  },
}
upgradeWebSocket(() => echo)
