import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Connection, SendResult, Transport } from '../../src/adapter.ts'
import type { Batch } from './batch.ts'
import type { Payload } from './frame.ts'
import { Outgoing } from './outgoing.ts'
import type { MessageSink } from './reader.ts'

/** A `ws` socket as the core sees it: its frames, heads and all, are written past `ws`, those of one turn together. */
export class NodeTransport extends Outgoing implements Transport, MessageSink {
  readonly connection: Connection
  readonly #raw: WebSocket
  readonly #batch: Batch

  /** @param limit How many bytes may wait. */
  constructor(raw: WebSocket, socket: Duplex, connection: Connection, batch: Batch, limit: number) {
    super(socket, batch, limit)
    this.#raw = raw
    this.connection = connection
    this.#batch = batch
  }

  /** For the app, which may write to it. */
  get raw(): WebSocket {
    this.share()
    return this.#raw
  }

  get protocol(): string {
    return this.#raw.protocol
  }

  get bufferedAmount(): number {
    return this.#raw.bufferedAmount + this.held
  }

  send(frame: unknown): SendResult {
    if (this.#raw.readyState !== this.#raw.OPEN) return 'dropped'
    this.add(frame as Buffer)
    return this.isBehind ? 'queued' : 'sent'
  }

  sendMessage(message: Payload): SendResult {
    if (this.#raw.readyState !== this.#raw.OPEN) return 'dropped'
    this.addMessage(message)
    return this.isBehind ? 'queued' : 'sent'
  }

  close(code?: number, reason?: string): void {
    this.handOver()
    this.#raw.close(code, reason)
  }

  terminate(): void {
    this.handOver()
    this.#raw.terminate()
  }

  ping(): void {
    this.handOver()
    this.#raw.ping()
  }

  pause(): void {
    this.#raw.pause()
  }

  resume(): void {
    this.#raw.resume()
  }

  // For the batch.

  override release(): boolean {
    const isFree = super.release()
    if (!isFree) this.connection.flushed()
    return isFree
  }

  // For the reader.

  onMessage(data: string | ArrayBuffer, size: number): void {
    this.#batch.read()
    void this.connection.received(data, size)
  }

  flush(): void {
    this.#batch.flush()
  }
}

/** What `ws` closes a connection for by itself: https://github.com/websockets/ws/blob/master/doc/ws.md#error-codes */
const reasonOf = ({ code }: NodeJS.ErrnoException): Parameters<Connection['failed']>[1] => {
  if (!code?.startsWith('WS_ERR_')) return undefined
  return /TOO_MANY|MESSAGE_LENGTH/.test(code) ? 'payload_too_big' : 'protocol_error'
}

const transportKey: unique symbol = Symbol('jackfield.transport')

/** A socket that knows its transport: so all sockets have the same listeners, and an idle one has none of its own. */
interface Carrier extends WebSocket {
  [transportKey]: NodeTransport
}

/** Tells the core what happens on the socket. */
export const listen = (raw: WebSocket, transport: NodeTransport): void => {
  ;(raw as Carrier)[transportKey] = transport
  raw.binaryType = 'arraybuffer'
  raw.on('message', onMessage).on('ping', onPing).on('pong', onPong).on('error', onError).on('close', onClose)
}

function onMessage(this: WebSocket, data: unknown, isBinary: boolean): void {
  const transport = (this as Carrier)[transportKey]
  void transport.connection.received(isBinary ? (data as ArrayBuffer) : String(data))
  // The next frame may be a close, which `ws` answers at once.
  transport.handOver()
}

function onPing(this: WebSocket, data: Buffer): void {
  if ((this as Carrier)[transportKey].connection.pinged()) this.pong(data)
}

function onPong(this: WebSocket): void {
  ;(this as Carrier)[transportKey].connection.pong()
}

function onError(this: WebSocket, error: Error): void {
  ;(this as Carrier)[transportKey].connection.failed(error, reasonOf(error))
}

function onClose(this: WebSocket, code: number, reason: Buffer): void {
  void (this as Carrier)[transportKey].connection.closed(code, String(reason), code !== 1006)
}
