import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener, type HttpBindings, type ServerType } from '@hono/node-server'
import { type App, createRouter, type Router, type ServerOptions, type Upgrade } from '../../src/adapter.ts'
import { isPromised } from '../../src/eventual.ts'
import { type Handle, type Listener, makeHandle } from '../handle.ts'
import { longestTimer, webPlatform } from '../platform.ts'
import { claimUpgrades, unguard } from './claim.ts'
import { encodeFrame } from './frame.ts'
import { PendingHandshake } from './pending.ts'
import { HandshakeBindings, hostname, intakeOf, makeAsk } from './request.ts'
import { Upgrader } from './upgrade.ts'

/** What `attach` answers with. */
export interface AttachedHandle extends Handle {
  /** The app's plain requests, for a server that has a request listener of its own: `express.use(handle.listener)`. */
  readonly listener: RequestListener
}

/** The core's side of a server on Node. */
export const nodeRouter = (app: App, options: ServerOptions, call: 'serve' | 'attach'): Router =>
  createRouter(app, webPlatform('node', { encode: encodeFrame }), options, call)

type Release = (socket: Duplex) => void

/** Takes requests and handshakes through the app. */
const makeListener = (router: Router, release: Release) => {
  const upgrader = new Upgrader()
  const patience = Math.min(2 * router.settings.handshakeTimeout, longestTimer)

  const handle = (request: Request, incoming: IncomingMessage, env: object) =>
    router.handle(intakeOf(request, incoming), env)

  const answer = async (request: Request, { incoming, outgoing }: HttpBindings): Promise<Response> => {
    const outcome = await handle(request, incoming, { incoming, outgoing })
    if ('connection' in outcome) throw new Error('a plain request cannot be upgraded')
    return outcome
  }

  const act = (outcome: Response | Upgrade, handshake: PendingHandshake): void => {
    const { incoming } = handshake
    if ('connection' in outcome) {
      const { socket, head } = handshake.release()
      unguard(socket)
      release(socket)
      upgrader.upgrade(incoming, socket, head, outcome)
    } else {
      void getRequestListener(() => outcome, { hostname })(incoming, handshake.outgoing)
    }
  }

  const decide = async (outcome: Promise<Response | Upgrade>, handshake: PendingHandshake): Promise<void> => {
    handshake.watch()
    act(await outcome, handshake)
  }

  const listener = getRequestListener((request, env) => answer(request, env as HttpBindings), { hostname })
  const ask = makeAsk((request, handshake) => handle(request, handshake.incoming, new HandshakeBindings(handshake)))
  const upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const handshake = new PendingHandshake(incoming, socket, head, patience)
    const outcome = ask(handshake)
    if (!outcome) return void listener(incoming, handshake.outgoing)
    if (isPromised(outcome)) void decide(outcome, handshake)
    else act(outcome, handshake)
  }
  return { listener, upgrade }
}

/**
 * Takes requests and handshakes from a server; `release` is told of a socket that becomes a connection's, and `stop` decides
 * what the handle's close means for the server.
 */
export const takeOver = (
  server: Server,
  router: Router,
  release: Release = () => {},
  stop: Listener['stop'] = async () => {},
): AttachedHandle => {
  const { listener, upgrade } = makeListener(router, release)
  const detach = claimUpgrades(server, router, upgrade)
  const plain: RequestListener = (incoming, outgoing) => {
    if (server.listenerCount('request') === 1) void listener(incoming, outgoing)
  }
  server.on('request', plain)
  let last: Partial<AddressInfo> = {}
  const address = (): Partial<AddressInfo> => {
    last = (server.address() as AddressInfo | null) ?? last
    return last
  }
  const handle = makeHandle(router, {
    encrypted: 'setSecureContext' in server,
    get hostname() {
      return address().address ?? ''
    },
    get port() {
      return address().port ?? 0
    },
    async stop(ms) {
      await stop(ms)
      detach()
      server.off('request', plain)
    },
  })
  return Object.assign(handle, { listener })
}

/**
 * Puts an app's WebSocket routes on a server that exists already, beside whatever else listens there: upgrades whose
 * path has a handler in the app are the app's, all others stay with the other listeners. Plain requests stay with the
 * server's own request listener, and are the app's if there is none.
 *
 * `close()` of the handle drains the app's connections and detaches it; the server itself goes on.
 *
 * @throws {JackfieldError} `duplicate_route` for two routes of one name, `invalid_option` for a bad option.
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { attach } from 'jackfield/node'
 *
 * const app = new Hono().get('/ws', upgradeWebSocket(() => ({ onOpen: (event, ws) => void ws.send('hello') })))
 * const server = createServer((request, response) => response.end('theirs'))
 * const handle = attach(server, app)
 * await handle.close()
 * ```
 */
export const attach = (server: ServerType, app: App, options: ServerOptions = {}): AttachedHandle =>
  // An HTTP/2 server that lets HTTP/1 in emits the same events for it.
  takeOver(server as Server, nodeRouter(app, options, 'attach'))
