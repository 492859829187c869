import type { Server, WebSocketHandler } from 'bun'
import { type App, createRouter, type ListenOptions, type Router } from '../../src/adapter.ts'
import { turnClock } from '../clock.ts'
import { type Handle, makeHandle } from '../handle.ts'
import { readAddress, startListening } from '../listen.ts'
import { webPlatform } from '../platform.ts'
import { closeOnSignals } from '../signals.ts'
import { BunTopics } from './topics.ts'
import { type BunTransport, encode, socketHandlers } from './transport.ts'
import { upgrade } from './upgrade.ts'

/** What `Bun.serve` takes, and what a module of Bun may export as its default. */
export interface BunServer {
  readonly port: number
  readonly hostname: string
  readonly tls?: ListenOptions['tls']
  readonly development: false
  readonly reusePort: false
  readonly idleTimeout: number
  fetch(request: Request, server: Server<BunTransport>): Promise<Response | undefined>
  readonly websocket: WebSocketHandler<BunTransport>
}

// Bun's own bound of a silent connection, in seconds: as long as it is by default, or as a handshake may take.
const idleSeconds = ({ settings }: Router): number =>
  Math.min(255, Math.max(10, Math.ceil(settings.handshakeTimeout / 1000)))

const bunServer = (app: App, options: ListenOptions): { router: Router; server: BunServer } => {
  const address = readAddress(options)
  const platform = webPlatform('bun', { now: turnClock(), encode, topics: new BunTopics() })
  const router = createRouter(app, platform, options)
  return { router, server: { ...address, ...(options.tls && { tls: options.tls }), ...handlers(router, options) } }
}

const handlers = (router: Router, { tls }: ListenOptions): Omit<BunServer, 'port' | 'hostname' | 'tls'> => ({
  idleTimeout: idleSeconds(router),
  // Bun's error page of development shows sources to whoever asks. Without it Bun 1.4 shares a taken port with the
  // other server, unless that is forbidden too.
  development: false,
  reusePort: false,
  async fetch(request, server) {
    const intake = {
      request,
      remoteAddress: server.requestIP(request)?.address,
      encrypted: tls !== undefined,
    }
    const outcome = await router.handle(intake, { server })
    return 'connection' in outcome ? upgrade(request, server, outcome) : outcome
  },
  websocket: {
    ...socketHandlers,
    maxPayloadLength: router.maxPayload,
    // The core's own limit comes first; this one bounds the pongs that Bun sends by itself.
    backpressureLimit: Math.min(router.maxBufferedBytes, 2 ** 31),
    // The core has a heartbeat of its own.
    idleTimeout: 0,
    sendPings: false,
    perMessageDeflate: false,
  },
})

/**
 * An app as the default export of a module that `bun` or `bun --hot` runs.
 *
 * @throws {JackfieldError} `duplicate_route` for two routes of one name, `invalid_option` for a bad option.
 * @see {@link https://bun.com/docs/runtime/http/server#export-default-syntax}
 * @example
 * ```ts
 * // Bun
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { handler } from 'jackfield/bun'
 *
 * const app = new Hono().get('/ws', upgradeWebSocket(() => ({ onOpen: (event, ws) => void ws.send('hello') })))
 * const server = Bun.serve(handler(app, { port: 0 })) // in a module of its own: export default handler(app)
 * await server.stop(true)
 * ```
 */
export const handler = (app: App, options: Omit<ListenOptions, 'signals'> = {}): BunServer =>
  bunServer(app, options).server

/**
 * Serves an app on Bun.
 *
 * @returns Once it listens.
 * @throws {JackfieldError} `address_in_use` or `address_forbidden` with what to do, `duplicate_route` for two routes of
 * one name, `invalid_option` for a bad option.
 * @see {@link https://bun.com/docs/runtime/http/websockets}
 * @example
 * ```ts
 * // Bun
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { serve } from 'jackfield/bun'
 *
 * const app = new Hono().get('/ws', upgradeWebSocket(() => ({ onOpen: (event, ws) => void ws.send('hello') })))
 * const server = await serve(app, { port: 0 })
 * console.log(`listening on ${server.url}`)
 * await server.close()
 * ```
 */
export const serve = async (app: App, options: ListenOptions = {}): Promise<Handle> => {
  const { router, server } = bunServer(app, options)
  const bun = await startListening(router, server, () => Bun.serve<BunTransport>(server))
  const handle = makeHandle(router, {
    encrypted: options.tls !== undefined,
    hostname: server.hostname,
    port: bun.port ?? server.port,
    async stop(ms) {
      const cut = setTimeout(() => void bun.stop(true), ms)
      await bun.stop()
      clearTimeout(cut)
    },
  })
  return closeOnSignals(handle, options, process)
}
