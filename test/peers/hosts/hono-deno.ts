import { upgradeWebSocket } from 'hono/deno'
import { contractApp } from '../../../src/testing/app/index.ts'
import { idleTimeout, listening } from './host.ts'

/** Its options are those of `Deno.upgradeWebSocket`. */
type Upgrade = (events: unknown, options: object) => unknown
const withIdleTimeout: Upgrade = (events, options) => (upgradeWebSocket as Upgrade)(events, { ...options, idleTimeout })

const { fetch } = contractApp(idleTimeout ? withIdleTimeout : upgradeWebSocket)
Deno.serve({ hostname: '127.0.0.1', port: 0, onListen: listening }, fetch)
