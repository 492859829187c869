import { WebSocket } from 'ws'
import type { Connection } from '../../src/adapter.ts'
import type { NodeTransport } from './transport.ts'

/**
 * A socket of `ws` that tells its transport what happens, before it tells those who listen: with listeners for it each idle
 * connection would take 280 bytes more.
 */
export class NodeSocket extends WebSocket {
  #transport: NodeTransport | undefined

  /** Tells a transport from here on. */
  tell(transport: NodeTransport): void {
    this.#transport = transport
    this.binaryType = 'arraybuffer'
    // Node makes the table for the first listener where there is none: https://github.com/nodejs/node/blob/main/lib/events.js
    if (this.eventNames().length === 0) Object.assign(this, { _events: undefined })
  }

  override close(code?: number, data?: string | Buffer): void {
    // What `ws` closes for by itself comes without words, and the other runtimes have some. An app's own has a text.
    super.close(code, code === 1009 && data === undefined ? 'message too big' : data)
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    const teller = tellers.get(event)
    if (!teller || !this.#transport) return super.emit(event, ...args)
    teller(this.#transport, this, args)
    // An error that nobody listens for would be thrown.
    return this.listenerCount(event) === 0 || super.emit(event, ...args)
  }
}

type Teller = (transport: NodeTransport, raw: WebSocket, args: readonly unknown[]) => void

const tellers: ReadonlyMap<string | symbol, Teller> = new Map<string, Teller>([
  [
    'message',
    (transport, _, [data, isBinary]) => {
      void transport.connection.received(isBinary ? (data as ArrayBuffer) : String(data))
      // The next frame may be a close, which `ws` answers at once.
      transport.handOver()
    },
  ],
  [
    'ping',
    ({ connection }, raw, [data]) => {
      if (connection.pinged()) raw.pong(data)
    },
  ],
  ['pong', ({ connection }) => connection.pong()],
  ['error', ({ connection }, _, [error]) => connection.failed(error, reasonOf(error as Error))],
  [
    'close',
    ({ connection }, _, [code, reason]) => void connection.closed(code as number, String(reason), code !== 1006),
  ],
])

/** What `ws` closes a connection for by itself: https://github.com/websockets/ws/blob/master/doc/ws.md#error-codes */
const reasonOf = ({ code }: NodeJS.ErrnoException): Parameters<Connection['failed']>[1] => {
  if (!code?.startsWith('WS_ERR_')) return undefined
  return /TOO_MANY|MESSAGE_LENGTH/.test(code) ? 'payload_too_big' : 'protocol_error'
}
