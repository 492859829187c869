import type { Server, ServerWebSocket, WebSocketHandler } from 'bun'
import type { Connection, Platform, SendResult, Transport } from '../../src/adapter.ts'

/** What Bun's sockets take. */
export type Message = string | ArrayBuffer | Uint8Array<ArrayBuffer>

/** A message for many, in memory of its own: one that waits for a slow peer does not change with the app's buffer. */
export const encode: Platform['encode'] = (data) => (typeof data === 'string' ? data : data.slice())

const isEmpty = (message: Message): boolean => (typeof message === 'string' ? message.length : message.byteLength) === 0

/** A Bun socket as the core sees it, and what the socket carries: the core's side of it. */
export class BunTransport implements Transport {
  readonly connection: Connection
  readonly protocol: string
  readonly server: Server<BunTransport>
  /** There when it opens. */
  declare raw: ServerWebSocket<BunTransport>

  constructor(connection: Connection, protocol: string, server: Server<BunTransport>) {
    this.connection = connection
    this.protocol = protocol
    this.server = server
  }

  get bufferedAmount(): number {
    return this.raw.getBufferedAmount()
  }

  // Bun answers -1 for what waits, and 0 for what it threw away, but also for an empty message that it sent:
  // https://bun.com/docs/runtime/http/websockets#backpressure
  send(frame: unknown): SendResult {
    const message = frame as Message
    const written = typeof message === 'string' ? this.raw.sendText(message) : this.raw.sendBinary(message)
    if (written > 0) return 'sent'
    if (written < 0) return 'queued'
    return isEmpty(message) ? 'sent' : 'dropped'
  }

  // Bun sends it as it is.
  sendMessage(message: string | Uint8Array | ArrayBuffer): SendResult {
    return this.send(message)
  }

  // Without a code Bun sends 1000, for 1005 a close frame without one: https://bun.com/reference/bun/ServerWebSocket/close
  close(code = 1005, reason?: string): void {
    this.raw.close(code, reason)
  }

  terminate(): void {
    this.raw.terminate()
  }

  ping(): void {
    this.raw.ping()
  }
}

/** Tells the core what happens on the sockets. */
export const socketHandlers: Pick<
  WebSocketHandler<BunTransport>,
  'open' | 'message' | 'ping' | 'pong' | 'drain' | 'close'
> = {
  open(raw) {
    if (!raw.data?.connection) return raw.close(1011, "upgraded by another library: import from 'jackfield'")
    raw.binaryType = 'arraybuffer'
    raw.data.raw = raw
    void raw.data.connection.opened(raw.data)
  },
  message(raw, message) {
    void raw.data?.connection?.received(message as string | ArrayBuffer)
  },
  ping(raw) {
    raw.data?.connection?.pinged()
  },
  pong(raw) {
    raw.data?.connection?.pong()
  },
  drain(raw) {
    raw.data?.connection?.drained()
  },
  close(raw, code, reason) {
    const connection = raw.data?.connection
    if (code !== 1006) return void connection?.closed(code, reason, true)
    // The words are Bun's own: it says what broke the protocol.
    if (reason) connection?.failed(new Error(reason), /too big/i.test(reason) ? 'payload_too_big' : 'protocol_error')
    void connection?.closed(1006, '', false)
  },
}
