import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Upgrade } from '../../src/adapter.ts'
import { longestTimer } from '../platform.ts'
import { listen, NodeTransport } from './transport.ts'

// The core bounds the wait for a close frame itself. The types of `ws` 8.18 do not know this option of 8.23.
const patient = { closeTimeout: longestTimer }

/** Performs the native upgrades of one server. */
export class Upgrader {
  readonly #servers = new Map<number, WebSocketServer>()
  #protocol = ''

  /** Answers the handshake with 101 and opens the connection. All of it happens before this returns. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, upgrade: Upgrade): void {
    const { connection, headers, policy, protocol } = upgrade
    const server = this.#serverFor(policy.maxPayload)
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

  // `ws` takes one maxPayload a server.
  #serverFor(maxPayload: number): WebSocketServer {
    const known = this.#servers.get(maxPayload)
    if (known) return known
    const server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload,
      ...patient,
      handleProtocols: () => this.#protocol || false,
    })
    this.#servers.set(maxPayload, server)
    return server
  }
}
