import { serve } from '@hono/node-server'
import { createNodeWebSocket } from '@hono/node-ws'
import { Hono } from 'hono'
import { honoApp } from '../hono.ts'
import { address, listening } from '../process.ts'

const app = new Hono()
const { injectWebSocket, upgradeWebSocket } = createNodeWebSocket({ app })
injectWebSocket(serve({ fetch: honoApp(upgradeWebSocket, app).fetch, ...address }, listening))
