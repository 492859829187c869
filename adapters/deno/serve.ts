import { type App, createRouter, type ListenOptions, type Router, type ServerOptions } from '../../src/adapter.ts'
import { type Handle, makeHandle } from '../handle.ts'
import { readAddress, startListening } from '../listen.ts'
import { webPlatform } from '../platform.ts'
import { closeOnSignals, type Process } from '../signals.ts'
import { DenoTopics } from './topics.ts'
import { upgrade } from './upgrade.ts'

/** What a module may export as its default for `deno serve`. */
export interface DenoServer {
  fetch(request: Request, info: Deno.ServeHandlerInfo): Promise<Response>
}

const denoRouter = (app: App, options: ServerOptions): Router =>
  createRouter(app, webPlatform('deno', { encode: (data) => data, topics: new DenoTopics() }), options)

const isHandshake = ({ method, headers }: Request): boolean => method === 'GET' && headers.has('upgrade')

/**
 * A handshake as the app sees it. Deno closes a request's headers once it is upgraded, and handlers may read them in
 * every event: so the app gets a copy, and the native upgrade the original.
 */
const lasting = ({ url, headers, signal }: Request): [request: Request, settle: () => void] => {
  // Deno 2.9 leaks the descriptor of a client that leaves early unless somebody listens on the request's own signal.
  const gone = new AbortController()
  const leave = () => gone.abort()
  signal.addEventListener('abort', leave)
  return [
    // Of a Host that is none Deno makes a URL that is none; the core refuses it, whatever stands here.
    new Request(URL.canParse(url) ? url : 'http://localhost', { headers, signal: gone.signal }),
    () => signal.removeEventListener('abort', leave),
  ]
}

const denoServer = (router: Router): DenoServer => ({
  async fetch(original, { remoteAddr, completed }) {
    const [request, settle] = isHandshake(original) ? lasting(original) : [original, () => {}]
    const outcome = await router.handle(
      {
        request,
        remoteAddress: 'hostname' in remoteAddr ? remoteAddr.hostname : undefined,
        encrypted: request.url.startsWith('https:'),
        get signal() {
          return request.signal
        },
      },
      { remoteAddr, completed },
    )
    settle()
    return 'connection' in outcome ? upgrade(original, outcome) : outcome
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
