import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Socket } from 'node:net'
import process from 'node:process'
import type { Duplex } from 'node:stream'
import type { App, ListenOptions, Router } from '../../src/adapter.ts'
import { Roll } from '../../src/roll.ts'
import type { Handle } from '../handle.ts'
import { type Address, readAddress, startListening } from '../listen.ts'
import { longestTimer } from '../platform.ts'
import { closeOnSignals } from '../signals.ts'
import { nodeRouter, takeOver } from './attach.ts'
import { tellOfStrangers } from './strangers.ts'

/** What `serve` answers with on Node. */
export interface NodeHandle extends Handle {
  /** Node's own server. */
  readonly server: Server
}

// Before a request is whole, Node's own check bounds it: to the same time, as far as Node takes it, and the half
// second between two checks. https://nodejs.org/api/http.html#serverheaderstimeout
const timeouts = ({ settings }: Router) => ({
  headersTimeout: Math.ceil(Math.min(settings.handshakeTimeout, 300_000)),
  connectionsCheckingInterval: 500,
})

// The same of TLS, which is 120 s by default: https://nodejs.org/api/tls.html#tlscreateserveroptions-secureconnectionlistener
const tlsTimeout = ({ settings }: Router) => ({
  handshakeTimeout: Math.ceil(Math.min(settings.handshakeTimeout, longestTimer)),
})

const listen = (server: Server, { port, hostname }: Address): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, hostname, () => {
      server.off('error', reject)
      resolve()
    })
  })

const place: unique symbol = Symbol('jackfield.place')
type Placed = Socket & { [place]: number }

/**
 * The connections of a server that no session ends: those of plain requests, those whose handshake is not decided and
 * those in the midst of a TLS handshake. The server does not know the last two, but waits for them all when it closes.
 */
const connectionsOf = (server: Server) => {
  const sockets = new Roll<Placed, typeof place>(place)
  // One function for all of them: a connection costs no closure.
  function leave(this: Placed): void {
    sockets.delete(this)
  }
  server.on('connection', (socket: Placed) => {
    if (sockets.has(socket)) return
    sockets.add(socket)
    socket.on('close', leave)
  })
  return {
    /** A session ends it from here on. */
    release(socket: Duplex): void {
      if (sockets.delete(socket as Placed)) socket.off('close', leave)
    },
    cut(): void {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Stops listening; connections that are still there after so many milliseconds are cut. */
const stop = (server: Server, cutAll: () => void, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(cutAll, ms)
    // Node closes those that are idle when it is told to, but not those that become so later.
    const sweep = setInterval(() => server.closeIdleConnections(), 50)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(sweep)
      resolve()
    })
  })

/**
 * Serves an app on Node: HTTP by `@hono/node-server`, WebSocket frames by `ws`.
 *
 * @returns Once it listens.
 * @throws {JackfieldError} `address_in_use` or `address_forbidden` with what to do, `duplicate_route` for two routes of
 * one name, `invalid_option` for a bad option.
 * @see {@link https://nodejs.org/api/http.html}
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { serve } from 'jackfield/node'
 *
 * const app = new Hono().get('/ws', upgradeWebSocket(() => ({ onOpen: (event, ws) => void ws.send('hello') })))
 * const server = await serve(app, { port: 0 })
 * console.log(`listening on ${server.url}`)
 * await server.close()
 * ```
 */
export const serve = async (app: App, options: ListenOptions = {}): Promise<NodeHandle> => {
  const address = readAddress(options)
  const router = nodeRouter(app, options, 'serve')
  const server = options.tls
    ? createSecureServer({ ...timeouts(router), ...tlsTimeout(router), ...options.tls })
    : createServer(timeouts(router))
  tellOfStrangers(server, router)
  const connections = connectionsOf(server)
  const handle = takeOver(server, router, connections.release, (ms) => stop(server, connections.cut, ms))
  await startListening(router, address, () => listen(server, address))
  return closeOnSignals(Object.assign(handle, { server }), options, process)
}
