import crossws from 'crossws/adapters/node'
import { onCrossws } from './crossws.ts'
import { idleTimeout, listening, options, serverOptions } from './host.ts'
import { serve } from './node-server.ts'

const limits = { idleTimeout, ...(options.maxPayload && { serverOptions: { maxPayload: options.maxPayload } }) }
const { app, ws } = onCrossws((hooks) => crossws({ hooks, ...limits }))
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0, serverOptions }, listening)
server.on('upgrade', ws.handleUpgrade)
