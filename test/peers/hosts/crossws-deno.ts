import crossws from 'crossws/adapters/deno'
import { onCrossws } from './crossws.ts'
import { idleTimeout, listening } from './host.ts'

const { app, ws } = onCrossws((hooks) => crossws({ hooks, idleTimeout }))
Deno.serve({ hostname: '127.0.0.1', port: 0, onListen: listening }, (request, info) => {
  if (request.headers.get('upgrade')?.toLowerCase() === 'websocket') return ws.handleUpgrade(request, info)
  return app.fetch(request)
})
