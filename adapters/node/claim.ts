import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Router } from '../../src/adapter.ts'
import { replayAsPlain } from './replay.ts'

type UpgradeListener = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void

const notFound = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

const asksForWebSocket = ({ headers }: IncomingMessage): boolean =>
  (headers.upgrade ?? '').split(',').some((token) => token.trim().toLowerCase() === 'websocket')

const isOurs = (router: Router, { method, url = '/' }: IncomingMessage): boolean => {
  const target = `http://localhost${url.startsWith('/') ? '' : '/'}${url}`
  return URL.canParse(target) && router.claims(new Request(target, { method }))
}

/**
 * Takes the upgrades that are ours from a server and leaves all others to its other listeners. An ordinary listener
 * would not do: each one sees every upgrade, and most answer or destroy what they do not know. So ours are taken
 * before `server.emit` shows them to anybody.
 */
export const claimUpgrades = (server: Server, router: Router, upgrade: UpgradeListener): (() => void) => {
  const take: UpgradeListener = (incoming, socket, head) => {
    if (asksForWebSocket(incoming)) return upgrade(incoming, socket, head)
    replayAsPlain(server, incoming, socket, head)
  }

  // Node counts a request as an upgrade only where there is a listener. It also gets what nobody else will answer.
  const listener: UpgradeListener = (incoming, socket, head) => {
    if (server.listenerCount('upgrade') === 1) return take(incoming, socket, head)
    const { bytesWritten } = incoming.socket
    const left = setTimeout(() => {
      if (incoming.socket.bytesWritten === bytesWritten && !socket.destroyed) socket.end(notFound)
    }, router.settings.handshakeTimeout)
    socket.once('close', () => clearTimeout(left))
  }

  const { emit } = server
  let released = false
  const claiming = function (this: Server, event: string | symbol, ...args: unknown[]): boolean {
    if (!released && event === 'upgrade' && server.listenerCount('upgrade') > 1) {
      const [incoming, socket, head] = args as Parameters<UpgradeListener>
      if (isOurs(router, incoming)) {
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
