import { upgradeWebSocket } from 'hono/deno'
import { honoApp } from '../hono.ts'
import { address, listening } from '../process.ts'

Deno.serve({ ...address, onListen: listening }, honoApp(upgradeWebSocket).fetch)
