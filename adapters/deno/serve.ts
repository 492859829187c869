import {
  type App,
  createRouter,
  type ListenOptions,
  type Router,
  type ServerOptions,
  type Upgrade,
} from '../../src/adapter.ts'
import { isPromised } from '../../src/eventual.ts'
import { type Handle, makeHandle } from '../handle.ts'
import { readAddress, startListening } from '../listen.ts'
import { webPlatform } from '../platform.ts'
import { closeOnSignals, type Process } from '../signals.ts'
import { Bindings, handshakeOf, intakeOf } from './request.ts'
import { DenoTopics } from './topics.ts'
import { encode } from './transport.ts'
import { upgrade } from './upgrade.ts'

/** What a module may export as its default for `deno serve`. */
export interface DenoServer {
  fetch(request: Request, info: Deno.ServeHandlerInfo): Response | Promise<Response>
}

const denoRouter = (app: App, options: ServerOptions): Router =>
  createRouter(app, webPlatform('deno', { encode, topics: new DenoTopics() }), options)

const conclude = (request: Request, outcome: Response | Upgrade): Response =>
  'connection' in outcome ? upgrade(request, outcome) : outcome

/** Upgrading a request whose client has left leaks its descriptor (Deno 2.9). */
const wait = async (
  request: Request,
  signal: AbortSignal | undefined,
  promised: Promise<Response | Upgrade>,
): Promise<Response> => {
  const outcome = await promised
  if (!('connection' in outcome && signal?.aborted)) return conclude(request, outcome)
  void outcome.connection.closed(1006, '', false)
  return new Response(null, { status: 400 })
}

const denoServer = (router: Router): DenoServer => ({
  fetch(request, info) {
    // Deno closes a request's headers once it is upgraded, but not those that were listed before: `has` lists them all.
    const isHandshake = request.headers.has('upgrade') && request.method === 'GET'
    const bindings = new Bindings(info)
    const intake = intakeOf(isHandshake ? handshakeOf(request) : request, bindings.remoteAddr)
    const outcome = router.handle(intake, bindings)
    if (!isPromised(outcome)) return conclude(request, outcome)
    // Deno 2.9 leaks the descriptor of a client that leaves early, unless somebody has asked for the request's signal.
    return wait(request, isHandshake ? request.signal : undefined, outcome)
  },
})

/**
 * An app as the default export of a module that `deno serve` runs.
 *
 * @throws {JackfieldError} `duplicate_route` for two routes of one name, `invalid_option` for a bad option.
 * @see {@link https://docs.deno.com/runtime/reference/cli/serve/}
 * @example
 * ```ts
 * // Deno
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { handler } from 'jackfield/deno'
 *
 * const app = new Hono().get('/ws', upgradeWebSocket(() => ({ onOpen: (event, ws) => void ws.send('hello') })))
 * const { fetch } = handler(app) // in a module of its own: export default handler(app)
 * const server = Deno.serve({ port: 0 }, fetch)
 * await server.shutdown()
 * ```
 */
export const handler = (app: App, options: ServerOptions = {}): DenoServer => denoServer(denoRouter(app, options))

/**
 * Serves an app on Deno.
 *
 * @returns Once it listens.
 * @throws {JackfieldError} `address_in_use` or `address_forbidden` with what to do, `duplicate_route` for two routes of
 * one name, `invalid_option` for a bad option.
 * @see {@link https://docs.deno.com/api/deno/~/Deno.serve}
 * @example
 * ```ts
 * // Deno
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { serve } from 'jackfield/deno'
 *
 * const app = new Hono().get('/ws', upgradeWebSocket(() => ({ onOpen: (event, ws) => void ws.send('hello') })))
 * const server = await serve(app, { port: 0 })
 * console.log(`listening on ${server.url}`)
 * await server.close()
 * ```
 */
export const serve = async (app: App, options: ListenOptions = {}): Promise<Handle> => {
  const address = readAddress(options)
  const router = denoRouter(app, options)
  const { fetch } = denoServer(router)
  const listening: TcpOptions = { ...address, ...options.tls, onListen: () => {} }
  const server = await startListening(router, address, () => Deno.serve(listening, fetch))
  const handle = makeHandle(router, {
    encrypted: options.tls !== undefined,
    hostname: address.hostname,
    port: server.addr.port,
    // Deno 2.9 throws out of reach of any handler when a server's signal aborts during its shutdown: so requests that
    // do not end are left to themselves.
    async stop(ms) {
      let late: ReturnType<typeof setTimeout> | undefined
      const timeout = new Promise<void>((resolve) => {
        late = setTimeout(resolve, ms)
      })
      await Promise.race([server.shutdown(), timeout])
      clearTimeout(late)
      server.unref()
    },
  })
  return closeOnSignals(handle, options, signals)
}

const signals: Process = {
  on: (signal, listener) => Deno.addSignalListener(signal, listener),
  off: (signal, listener) => Deno.removeSignalListener(signal, listener),
  exit: (code) => Deno.exit(code),
  // The idle check of a dropped socket keeps a timer for up to half of its time (Deno 2.9, ext/websocket/01_websocket.js).
  ended: () => Deno.exit(),
}

type TcpOptions = Deno.ServeTcpOptions & Partial<Deno.TlsCertifiedKeyPem>
