import type { Connection, SendResult, Transport } from '../../src/adapter.ts'

/** A Worker's socket as the core sees it. Workers have no ping, and cannot pause. */
export class WorkersTransport implements Transport {
  readonly raw: WebSocket
  readonly protocol: string
  readonly #terminated: () => void

  constructor(raw: WebSocket, protocol: string, terminated: () => void) {
    this.raw = raw
    this.protocol = protocol
    this.#terminated = terminated
  }

  // Missing in workerd 1.20261023, there in 1.20261117.
  get bufferedAmount(): number {
    return this.raw.bufferedAmount ?? 0
  }

  // A Worker's send throws once the socket is closing: https://developers.cloudflare.com/workers/runtime-apis/websockets/
  send(frame: unknown): SendResult {
    try {
      this.raw.send(frame as string | Uint8Array<ArrayBuffer>)
      return this.bufferedAmount > 0 ? 'queued' : 'sent'
    } catch {
      return 'dropped'
    }
  }

  close(code?: number, reason?: string): void {
    this.raw.close(code, reason)
  }

  // A Worker cannot cut a WebSocket: the nearest is a close frame that nobody waits for an answer to.
  terminate(): void {
    closeQuietly(this.raw)
    this.#terminated()
  }
}

const closeQuietly = (raw: WebSocket, code?: number, reason?: string): void => {
  try {
    raw.close(code, reason)
  } catch {
    // It was closed already.
  }
}

/** Tells the core what happens on the socket; `keepAlive` holds the Worker while handlers run. */
export const listen = (
  raw: WebSocket,
  connection: Connection,
  keepAlive: (work: void | Promise<void>) => void,
): void => {
  raw.addEventListener('message', ({ data }) => keepAlive(connection.received(data as string | ArrayBuffer)))
  raw.addEventListener('error', (event) => connection.failed((event as ErrorEvent).error))
  raw.addEventListener('close', ({ code, reason, wasClean }) => {
    if (code === 1006) return keepAlive(connection.closed(1006, '', false))
    // Before the compatibility date 2026-04-07 nobody else answers the peer's close frame.
    if (code === 1005) closeQuietly(raw)
    else closeQuietly(raw, code, reason)
    keepAlive(connection.closed(code, reason, wasClean))
  })
}
