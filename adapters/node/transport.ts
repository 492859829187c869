import type { WebSocket } from 'ws'
import type { Connection, SendResult, Transport } from '../../src/seam.ts'

/** A `ws` socket as the core sees it. */
export class NodeTransport implements Transport {
  readonly raw: WebSocket

  constructor(raw: WebSocket) {
    this.raw = raw
  }

  get protocol(): string {
    return this.raw.protocol
  }

  get bufferedAmount(): number {
    return this.raw.bufferedAmount
  }

  send(frame: unknown): SendResult {
    if (this.raw.readyState !== this.raw.OPEN) return 'dropped'
    this.raw.send(frame as string | Uint8Array)
    return this.raw.bufferedAmount > 0 ? 'queued' : 'sent'
  }

  close(code?: number, reason?: string): void {
    this.raw.close(code, reason)
  }

  terminate(): void {
    this.raw.terminate()
  }

  ping(): void {
    this.raw.ping()
  }

  pause(): void {
    this.raw.pause()
  }

  resume(): void {
    this.raw.resume()
  }
}

/** What `ws` closes a connection for by itself: https://github.com/websockets/ws/blob/master/doc/ws.md#error-codes */
const reasonOf = ({ code }: NodeJS.ErrnoException): Parameters<Connection['failed']>[1] => {
  if (!code?.startsWith('WS_ERR_')) return undefined
  return /TOO_MANY|MESSAGE_LENGTH/.test(code) ? 'payload_too_big' : 'protocol_error'
}

/** Tells the core what happens on the socket. */
export const listen = (raw: WebSocket, connection: Connection): void => {
  raw.binaryType = 'arraybuffer'
  raw.on('message', (data, isBinary) => void connection.received(isBinary ? (data as ArrayBuffer) : data.toString()))
  raw.on('pong', () => connection.pong())
  raw.on('ping', (data) => {
    if (connection.pinged()) raw.pong(data)
  })
  raw.on('error', (error) => connection.failed(error, reasonOf(error)))
  raw.on('close', (code, reason) => void connection.closed(code, reason.toString(), code !== 1006))
}
