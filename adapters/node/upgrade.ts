import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import process from 'node:process'
import { type Duplex, Writable } from 'node:stream'
import { type Server, type WebSocket, WebSocketServer } from 'ws'
import type { Upgrade } from '../../src/adapter.ts'
import { longestTimer } from '../platform.ts'
import { accept } from './accept.ts'
import { Batch } from './batch.ts'
import { readDirectly } from './reader.ts'
import { NodeSocket } from './socket.ts'
import { NodeTransport } from './transport.ts'

// Of what `ws` takes as a 32-bit number.
const most = 2 ** 31 - 1

const socketKey: unique symbol = Symbol('jackfield.socket')
type Receiver = Writable & { [socketKey]: Duplex }

/**
 * `ws` 8.23 ends its receiver when the socket ends and again when that closes, and for the second time Node makes an error
 * with a stack that nobody gets: https://github.com/websockets/ws/blob/8.23.0/lib/websocket.js. A tenth of a handshake.
 */
const watchEnd = (raw: WebSocket, socket: Duplex): void => {
  const { _receiver: receiver } = raw as WebSocket & { readonly _receiver?: unknown }
  if (!(receiver instanceof Writable)) return
  receiver.end = end as Writable['end']
  ;(receiver as Receiver)[socketKey] = socket
}

function end(this: Receiver): Writable {
  if (this.writableEnded) return this
  const socket = this[socketKey]
  // The peer has ended its side, and now `ws` would end the other one, and Node close the socket when that is done. Where
  // nothing waits, to close it says the same to the peer, with a system call and two turns less: some percent of a handshake.
  if (socket.readableEnded && socket.writableLength === 0 && isPlain(socket)) socket.destroy()
  return Reflect.apply(Writable.prototype.end, this, [])
}

// TLS has an alert to send before it closes.
const isPlain = (socket: Duplex): boolean => socket instanceof Socket && !('encrypted' in socket)

const linesOf = (headers: Headers): string[] => {
  const lines: string[] = []
  for (const [name, value] of headers) lines.push(`${name}: ${value}`)
  return lines
}

// What the last turn of a process has sent leaves, too.
const batch = new Batch()
process.once('exit', () => batch.flush())

/** Performs the native upgrades of one server. */
export class Upgrader {
  readonly #servers = new Map<string, Server<typeof NodeSocket>>()
  // Of the handshake before: most have the same.
  #policy: Upgrade['policy'] | undefined
  #server: Server<typeof NodeSocket> | undefined
  // Of the handshake at hand.
  #protocol = ''
  #lines: readonly string[] = []

  /** Answers the handshake with 101 and opens the connection. All of it happens before this returns. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, upgrade: Upgrade): void {
    const { connection, policy } = upgrade
    const raw = this.#answer(incoming, socket, head, upgrade)
    if (!raw) return void connection.closed(1006, '', false)
    const transport = new NodeTransport(raw, socket, connection, batch, policy.maxBufferedBytes)
    raw.tell(transport)
    watchEnd(raw, socket)
    readDirectly(raw, socket, policy.maxPayload, transport)
    void connection.opened(transport)
  }

  #answer(incoming: IncomingMessage, socket: Duplex, head: Buffer, upgrade: Upgrade): NodeSocket | undefined {
    const server = this.#serverFor(upgrade.policy)
    this.#protocol = upgrade.protocol
    this.#lines = linesOf(upgrade.headers)
    let raw = accept(server, incoming, socket, head, this.#lines)
    if (!raw) {
      server.handleUpgrade(incoming, socket, head, (opened) => {
        raw = opened
      })
    }
    return raw
  }

  #serverFor(policy: Upgrade['policy']): Server<typeof NodeSocket> {
    if (!this.#server || policy !== this.#policy) this.#server = this.#findServer(policy)
    this.#policy = policy
    return this.#server
  }

  // `ws` takes one maxPayload and one closeTimeout a server. The types of 8.18 do not know the second, which is of 8.23.
  #findServer({ maxPayload, closeTimeout }: Upgrade['policy']): Server<typeof NodeSocket> {
    const key = `${maxPayload} ${closeTimeout}`
    const known = this.#servers.get(key)
    if (known) return known
    const patience = { closeTimeout: Math.min(closeTimeout, longestTimer) }
    const server = new WebSocketServer({
      WebSocket: NodeSocket,
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
      lines.push(...this.#lines)
    })
    this.#servers.set(key, server)
    return server
  }
}
