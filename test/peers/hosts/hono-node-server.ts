import { WebSocketServer } from 'ws'
import { contractApp } from '../../../src/testing/app/index.ts'
import { listening, options, serverOptions } from './host.ts'
import { serve, upgradeWebSocket } from './node-server.ts'

const { fetch } = contractApp(upgradeWebSocket)
const server = new WebSocketServer({ noServer: true, ...(options.maxPayload && { maxPayload: options.maxPayload }) })
serve({ fetch, hostname: '127.0.0.1', port: 0, serverOptions, websocket: { server } }, listening)
