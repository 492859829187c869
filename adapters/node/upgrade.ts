import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Upgrade } from '../../src/adapter.ts'
import { longestTimer } from '../platform.ts'
import { listen, NodeTransport } from './transport.ts'

// Of what `ws` takes as a 32-bit number.
const most = 2 ** 31 - 1

/** Performs the native upgrades of one server. */
export class Upgrader {
  readonly #servers = new Map<string, WebSocketServer>()
  #protocol = ''

  /** Answers the handshake with 101 and opens the connection. All of it happens before this returns. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, upgrade: Upgrade): void {
    const { connection, headers, policy, protocol } = upgrade
    const server = this.#serverFor(policy)
    const addHeaders = (lines: string[]) => void lines.push(...[...headers].map(([name, value]) => `${name}: ${value}`))
    let opened = false
    this.#protocol = protocol
    server.once('headers', addHeaders)
    server.handleUpgrade(incoming, socket, head, (raw) => {
      opened = true
      listen(raw, connection)
      void connection.opened(new NodeTransport(raw))
    })
    server.off('headers', addHeaders)
    if (!opened) void connection.closed(1006, '', false)
  }

  // `ws` takes one maxPayload and one closeTimeout a server. The types of 8.18 do not know the second, which is of 8.23.
  #serverFor({ maxPayload, closeTimeout }: Upgrade['policy']): WebSocketServer {
    const key = `${maxPayload} ${closeTimeout}`
    const known = this.#servers.get(key)
    if (known) return known
    const patience = { closeTimeout: Math.min(closeTimeout, longestTimer) }
    const server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      // A fragment and a chunk cost hundreds of bytes, however short they are.
      maxFragments: Math.min(Math.max(1024, Math.ceil(maxPayload / 1024)), most),
      maxBufferedChunks: Math.min(Math.max(4096, Math.ceil(maxPayload / 256)), most),
      perMessageDeflate: false,
      // A pong waits like any message for a peer that does not read: the core says whether there is room.
      autoPong: false,
      maxPayload,
      ...patience,
      handleProtocols: () => this.#protocol || false,
    })
    this.#servers.set(key, server)
    return server
  }
}
