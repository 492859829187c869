import type { IncomingMessage } from 'node:http'
import process from 'node:process'
import { type Duplex, Writable } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Upgrade } from '../../src/adapter.ts'
import { longestTimer } from '../platform.ts'
import { Batch } from './batch.ts'
import { readDirectly } from './reader.ts'
import { listen, NodeTransport } from './transport.ts'

// Of what `ws` takes as a 32-bit number.
const most = 2 ** 31 - 1

/**
 * `ws` 8.23 ends its receiver when the socket ends and again when that closes, and for the second time Node makes an error
 * with a stack that nobody gets: https://github.com/websockets/ws/blob/8.23.0/lib/websocket.js. A tenth of a handshake.
 */
const endOnce = (raw: WebSocket): void => {
  const receiver: unknown = Reflect.get(raw, '_receiver')
  if (receiver instanceof Writable) receiver.end = end
}

function end(this: Writable): Writable {
  return this.writableEnded ? this : Reflect.apply(Writable.prototype.end, this, [])
}

// What the last turn of a process has sent leaves, too.
const batch = new Batch()
process.once('exit', () => batch.flush())

/** Performs the native upgrades of one server. */
export class Upgrader {
  readonly #servers = new Map<string, WebSocketServer>()
  // Of the handshake at hand.
  #protocol = ''
  #headers: Headers | undefined

  /** Answers the handshake with 101 and opens the connection. All of it happens before this returns. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, upgrade: Upgrade): void {
    const { connection, headers, policy, protocol } = upgrade
    const server = this.#serverFor(policy)
    let opened = false
    this.#protocol = protocol
    this.#headers = headers
    server.handleUpgrade(incoming, socket, head, (raw) => {
      opened = true
      const transport = new NodeTransport(raw, socket, connection, batch, policy.maxBufferedBytes)
      listen(raw, transport)
      endOnce(raw)
      readDirectly(raw, socket, policy.maxPayload, transport)
      void connection.opened(transport)
    })
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
    server.on('headers', (lines) => {
      for (const [name, value] of this.#headers ?? []) lines.push(`${name}: ${value}`)
    })
    this.#servers.set(key, server)
    return server
  }
}
