import { type App, createRouter, type ServerOptions } from '../../src/adapter.ts'
import type { ConnectOptions, Peer } from '../../src/testing/target.ts'
import { type Handle, makeHandle } from '../handle.ts'
import { webPlatform } from '../platform.ts'
import { Clock } from './clock.ts'
import { MemoryPeer } from './peer.ts'
import { upgrade } from './upgrade.ts'

/** A server without a wire and with a clock of its own. */
export interface MemoryServer extends Handle {
  /** A plain request to the app. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** A WebSocket handshake; answers also when it is refused. */
  connect(path: string, options?: ConnectOptions): Promise<Peer>
  /** Timeouts and heartbeats pass only as this is advanced. */
  readonly clock: Pick<Clock, 'now' | 'advance'>
}

const host = 'memory'

/** What {@link serve} does, at once, and by a clock that others go by too. */
export const start = (app: App, options: ServerOptions, clock: Clock, began: number): MemoryServer => {
  const platform = webPlatform('memory', {
    now: () => clock.now(),
    date: () => began + clock.now(),
    timer: (fn, ms) => clock.timer(fn, ms),
  })
  const router = createRouter(app, platform, options)

  const send = (path: string, { headers: given, ...init }: RequestInit = {}) => {
    const headers = withHost(given)
    const base = `http://${headers.get('host')}`
    const request = new Request(new URL(path, URL.canParse(base) ? base : `http://${host}`), { ...init, headers })
    return router.handle({ request, remoteAddress: '127.0.0.1', encrypted: false }, {})
  }

  const handle = makeHandle(router, { encrypted: false, hostname: host, port: 80, stop: async () => {} })
  return Object.assign(handle, {
    clock,
    async fetch(path: string, init?: RequestInit) {
      const outcome = await send(path, init)
      if (!('connection' in outcome)) return outcome
      void outcome.connection.closed(1006, '', false)
      throw new TypeError(`fetch(${JSON.stringify(path)}) was a WebSocket handshake: use connect`)
    },
    async connect(path: string, options: ConnectOptions = {}) {
      const outcome = await send(path, { headers: handshakeHeaders(options) })
      if ('connection' in outcome) return upgrade(outcome, options)
      return new MemoryPeer(outcome.status, outcome.headers, await outcome.text(), '')
    },
  })
}

/**
 * Serves an app in memory, on the same core as on every runtime: for tests that need no network and wait for no clock.
 *
 * @throws {JackfieldError} `duplicate_route` or `invalid_option`, like every adapter.
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { serve } from 'jackfield/testing'
 *
 * const app = new Hono().get('/echo', upgradeWebSocket(() => ({ onMessage: (event, ws) => ws.send(event.data) })))
 * const server = await serve(app)
 * const peer = await server.connect('/echo')
 * peer.send('hello')
 * if ((await peer.next()) !== 'hello') throw new Error('no echo')
 * await server.close()
 * ```
 */
export const serve = async (app: App, options: ServerOptions = {}): Promise<MemoryServer> =>
  start(app, options, new Clock(), Date.now())

const withHost = (init?: HeadersInit): Headers => {
  const headers = new Headers(init)
  if (!headers.has('host')) headers.set('host', host)
  return headers
}

/** A browser's handshake, with the caller's headers in place of its own. */
const handshakeHeaders = ({ protocols = [], headers = {} }: ConnectOptions): Headers => {
  const all = new Headers({
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)))),
    ...(protocols.length > 0 && { 'sec-websocket-protocol': protocols.join(', ') }),
  })
  for (const [name, value] of new Headers(headers)) all.set(name, value)
  return all
}
