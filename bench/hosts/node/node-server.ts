import { serve, upgradeWebSocket } from 'node-server-2'
import { WebSocketServer } from 'ws'
import { honoApp } from '../hono.ts'
import { address, listening } from '../process.ts'

const websocket = { server: new WebSocketServer({ noServer: true }) }
serve({ fetch: honoApp(upgradeWebSocket).fetch, websocket, ...address }, listening)
