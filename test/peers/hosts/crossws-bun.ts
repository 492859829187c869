import crossws from 'crossws/adapters/bun'
import { onCrossws } from './crossws.ts'
import { idleTimeout, listening, options } from './host.ts'

const { app, ws } = onCrossws((hooks) => crossws({ hooks, idleTimeout }))
const limits = options.maxPayload ? { maxPayloadLength: options.maxPayload } : {}
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  websocket: { ...ws.websocket, ...limits },
  fetch(request, bun) {
    if (request.headers.get('upgrade')?.toLowerCase() === 'websocket') return ws.handleUpgrade(request, bun)
    return app.fetch(request)
  },
})
listening(server)
