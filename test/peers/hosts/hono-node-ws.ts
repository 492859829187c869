import { serve } from '@hono/node-server'
import { createNodeWebSocket } from '@hono/node-ws'
import type { Hono } from 'hono'
import { contractApp } from '../../../src/testing/app/index.ts'
import { listening, serverOptions } from './host.ts'

const { injectWebSocket, upgradeWebSocket } = createNodeWebSocket({
  get app() {
    return app
  },
})
const app: Hono = contractApp(upgradeWebSocket)
injectWebSocket(serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0, serverOptions }, listening))
