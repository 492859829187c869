import { upgradeWebSocket } from 'hono/cloudflare-workers'
import { contractApp } from '../../../src/testing/app/index.ts'

export default contractApp(upgradeWebSocket)
