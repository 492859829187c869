import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Router } from '../../src/adapter.ts'
import { longestTimer } from '../platform.ts'
import { replayAsPlain } from './replay.ts'

type UpgradeListener = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void

const notFound = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

/** A GET, that is: the body of any other method is the app's to read, so it goes the way of a plain request. */
const asksForWebSocket = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'

const isOurs = (router: Router, { method = 'GET', url = '/', headers }: IncomingMessage): boolean => {
  const target = url.startsWith('/') ? `http://localhost${url}` : url
  if (!URL.canParse(target)) return false
  // Of the headers, the app's own getPath may ask for the host.
  return router.claims(method, new Request(target, { headers: { host: headers.host ?? '' } }))
}

/** Node has let go of the socket: an error that nobody listens for would end the process. */
const guard = (socket: Duplex): void => {
  if (socket.listenerCount('error', destroy) === 0) socket.on('error', destroy)
}

/** Somebody else listens from here on. */
export const unguard = (socket: Duplex): void => void socket.off('error', destroy)

function destroy(this: Duplex): void {
  this.destroy()
}

/** The response that a socket is busy with: of a request in front of this one on the same connection. */
const busyWith = (socket: Duplex): ServerResponse | undefined =>
  // Node's own name for it; there is no public one. https://github.com/nodejs/node/blob/main/lib/_http_outgoing.js
  (socket as { _httpMessage?: ServerResponse | null })._httpMessage ?? undefined

/**
 * Takes the upgrades that are ours from a server and leaves all others to its other listeners. An ordinary listener
 * would not do: each one sees every upgrade, and most answer or destroy what they do not know. So ours are taken
 * before `server.emit` shows them to anybody.
 */
export const claimUpgrades = (server: Server, router: Router, upgrade: UpgradeListener): (() => void) => {
  const patience = Math.min(router.settings.handshakeTimeout, longestTimer)

  /** Nobody reads the socket meanwhile, so the wait is bounded like a handshake's. */
  const waitFor = (inFront: ServerResponse, go: () => void, socket: Duplex): void => {
    const late = setTimeout(() => socket.destroy(), patience)
    inFront.once('close', () => {
      clearTimeout(late)
      if (!socket.destroyed) go()
    })
  }

  const take: UpgradeListener = (incoming, socket, head) => {
    const inFront = busyWith(socket)
    if (inFront) waitFor(inFront, () => take(incoming, socket, head), socket)
    else if (asksForWebSocket(incoming)) upgrade(incoming, socket, head)
    else replayAsPlain(server, incoming, socket, head)
  }

  // Node counts a request as an upgrade only where there is a listener. It also gets what nobody else will answer.
  const listener: UpgradeListener = (incoming, socket, head) => {
    guard(socket)
    if (server.listenerCount('upgrade') === 1) return take(incoming, socket, head)
    const { bytesWritten } = incoming.socket
    const left = setTimeout(() => {
      if (incoming.socket.bytesWritten === bytesWritten && !socket.destroyed) socket.end(notFound)
    }, patience)
    socket.once('close', () => clearTimeout(left))
  }

  const { emit } = server
  let released = false
  const claiming = function (this: Server, event: string | symbol, ...args: unknown[]): boolean {
    if (!released && event === 'upgrade' && server.listenerCount('upgrade') > 1) {
      const [incoming, socket, head] = args as Parameters<UpgradeListener>
      if (isOurs(router, incoming)) {
        guard(socket)
        take(incoming, socket, head)
        return true
      }
    }
    return (emit as (...args: unknown[]) => boolean).call(this, event, ...args)
  }
  server.emit = claiming as Server['emit']
  server.on('upgrade', listener)

  // Another wrapper may stand around this one by then: it stays, and lets all pass.
  return () => {
    released = true
    server.off('upgrade', listener)
    if (server.emit === claiming) server.emit = emit
  }
}
