import { Clock } from '../adapters/memory/clock.ts'
import { type MemoryServer, start } from '../adapters/memory/serve.ts'
import type { App, ServerOptions } from '../src/adapter.ts'
import type { AnyChannel } from '../src/channel/index.ts'
import { type Asked, type ClientSocket, type ConnectOptions, connect, type Environment } from '../src/client/index.ts'
import { MemorySocket } from './socket.ts'

/** The options of a client in a test: those of `connect`, and the headers of its handshake, such as a cookie. */
export interface TestConnectOptions extends Omit<ConnectOptions, 'environment'> {
  readonly headers?: Record<string, string>
}

/** An app and its clients, in one process, by one clock. */
export interface TestClient {
  /** Connects as `connect` of `jackfield/client` does. A URL is relative to the app's. */
  connect<Ch extends AnyChannel>(channel: Ch, url: Asked<string | URL>, options?: TestConnectOptions): ClientSocket<Ch>
  /** The server, for plain requests, and for what only it can do. */
  readonly server: MemoryServer
  /** Lets so many milliseconds pass, for the app and its clients; without any, what is under way comes to its end. */
  pass(ms?: number): Promise<void>
  /** Cuts all connections, as a network does; for so many milliseconds there are no others. */
  cut(ms?: number): void
  /** Ends the clients and the server. */
  close(): Promise<void>
}

/** A turn of the event loop, by the real clock also where a test has put another in its place. */
const turn = (
  (later) => () =>
    new Promise<void>((resolve) => later(resolve, 0))
)(setTimeout)

/**
 * Serves an app in memory, for clients of its channels in the same process: the server is the one of every runtime, and
 * the clients are those of `jackfield/client`. Time stands still until `pass` lets it go on, and a client that has lost
 * its connection comes back after half of the longest delay.
 *
 * @throws {JackfieldError} `duplicate_route` or `invalid_option`, like every adapter.
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { defineChannel } from 'jackfield/channel'
 * import { defineRoute } from 'jackfield/channels'
 * import { testClient } from 'jackfield/testing'
 * import { z } from 'zod'
 *
 * const chat = defineChannel('chat', { client: { say: z.string() }, server: { said: z.string() } })
 * const route = defineRoute(chat, {
 *   onOpen: (socket) => socket.subscribe('all'),
 *   on: { say: (socket, text) => socket.publish('all', 'said', text) },
 * })
 * const app = new Hono().get('/ws', (c) => upgradeWebSocket(c, route))
 *
 * const client = testClient(app)
 * const [bob, ada] = [client.connect(chat, '/ws'), client.connect(chat, '/ws')]
 * const heard: string[] = []
 * bob.on('said', (text) => heard.push(text))
 * await client.pass()
 * ada.send('say', 'hello')
 * await client.pass()
 * client.cut()
 * ada.send('say', 'still there?')
 * await client.pass(1000)
 * if (heard.join() !== 'hello,still there?') throw new Error('both came back')
 * await client.close()
 * ```
 */
export const testClient = (app: App, options: ServerOptions = {}): TestClient => {
  const clock = new Clock()
  const began = Date.now()
  const server = start(app, options, clock, began)
  const sockets = new Set<MemorySocket>()
  const clients = new Set<ClientSocket<AnyChannel>>()
  let awayUntil = 0
  // A client loads it when it needs it: then it is there.
  const loaded = import('../src/client/later.ts')

  /** Where a URL leads in the app. */
  const reach = (url: string): string => {
    const { protocol, pathname, search } = new URL(url)
    if (clock.now() < awayUntil || /^(https|wss):/.test(protocol)) throw new TypeError('nobody answers')
    return pathname + search
  }

  const environmentOf = (headers: Record<string, string>): Environment => ({
    WebSocket: class extends MemorySocket {
      constructor(url: string, protocols: string[]) {
        super(async () => server.connect(reach(url), { protocols, headers }))
        sockets.add(this)
        this.addEventListener('close', () => sockets.delete(this))
      }
    },
    Date: { now: () => began + clock.now() },
    Math: { random: () => 0.5 },
    setTimeout: (callback, ms) => clock.timer(callback, ms),
    clearTimeout: (stop) => (stop as (() => void) | undefined)?.(),
    fetch: async (url, { headers: own, signal }) =>
      server.fetch(reach(url), { headers: { ...headers, ...(own as Record<string, string>) }, signal: signal ?? null }),
    console,
    location: { href: server.url },
  })

  const pass = async (ms = 0) => {
    await loaded
    await clock.advance(ms)
    await turn()
    await clock.advance(0)
  }

  return {
    connect(channel, url, { headers = {}, ...given } = {}) {
      const client = connect(channel, url, { ...given, environment: environmentOf(headers) })
      clients.add(client as unknown as ClientSocket<AnyChannel>)
      return client
    },
    server,
    pass,
    cut(ms = 0) {
      awayUntil = clock.now() + ms
      for (const socket of sockets) socket.cut()
    },
    async close() {
      for (const client of clients) client.close()
      await pass()
      const closed = server.close({ timeout: 1 })
      await pass(2_000)
      await closed
    },
  }
}
