import { upgradeWebSocket, websocket } from 'hono/bun'
import { contractApp } from '../../../src/testing/app/index.ts'
import { idleTimeout, listening, options } from './host.ts'

const { fetch } = contractApp(upgradeWebSocket)
const limits = {
  ...(options.maxPayload && { maxPayloadLength: options.maxPayload }),
  ...(idleTimeout && { idleTimeout }),
}
listening(Bun.serve({ fetch, hostname: '127.0.0.1', port: 0, websocket: { ...websocket, ...limits } }))
