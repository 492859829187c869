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
    this.#raw.close(code, reason ?? '')
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
