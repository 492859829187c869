import type { Connection, SendResult, Transport } from '../../src/adapter.ts'

// Milliseconds.
const quiet = 10
const longest = 1000

/** A Deno socket as the core sees it. Deno pings by itself, and cannot pause. */
export class DenoTransport implements Transport {
  readonly raw: WebSocket
  readonly protocol: string
  readonly released: Promise<void>
  readonly #connection: Connection
  #closedWith: number | undefined

  constructor(raw: WebSocket, protocol: string, connection: Connection) {
    this.raw = raw
    // Deno 2.9 keeps a socket that was given up, and what waits in it, for as long as its peer stays.
    this.released = new Promise((resolve) => raw.addEventListener('close', () => resolve()))
    this.protocol = protocol
    this.#connection = connection
  }

  get bufferedAmount(): number {
    return this.raw.bufferedAmount
  }

  send(frame: unknown): SendResult {
    if (this.raw.readyState !== WebSocket.OPEN) return 'dropped'
    this.raw.send(frame as string | Uint8Array<ArrayBuffer>)
    return this.raw.bufferedAmount > 0 ? 'queued' : 'sent'
  }

  // Deno 2.9 loses the close frame if a message is read before the frame is written. So it goes out in a quiet moment.
  close(code?: number, reason?: string): void {
    this.#closedWith = code
    const latest = performance.now() + longest
    const close = () => this.raw.close(code, reason)
    let timer = setTimeout(close, quiet)
    this.raw.addEventListener('message', () => {
      if (performance.now() > latest) return
      clearTimeout(timer)
      timer = setTimeout(close, quiet)
    })
  }

  // Deno 2.9 cannot cut a WebSocket: the nearest is a close frame that nobody waits for an answer to.
  terminate(): void {
    if (this.raw.readyState < WebSocket.CLOSING) this.raw.close()
    void this.#connection.closed(1006, '', false)
  }

  // Without a close frame of the peer Deno 2.9 gives code 0, 1001 if a ping stayed without an answer, and a clean 1005
  // once our own frame is out.
  closed({ code, reason, wasClean }: CloseEvent): void {
    const answered = wasClean && !(code === 1005 && this.#closedWith !== undefined)
    void (answered ? this.#connection.closed(code, reason, true) : this.#connection.closed(1006, '', false))
  }
}

/** Tells the core what happens on the socket. */
export const listen = (raw: WebSocket, protocol: string, connection: Connection): void => {
  raw.binaryType = 'arraybuffer'
  const transport = new DenoTransport(raw, protocol, connection)
  raw.onopen = () => void connection.opened(transport)
  raw.onmessage = ({ data }) => void connection.received(data)
  raw.onerror = (event) => connection.failed((event as ErrorEvent).error ?? (event as ErrorEvent).message)
  raw.onclose = (event) => {
    // Deno 2.9 keeps a dropped socket until its idle check; what the handlers keep must not wait for that.
    raw.onopen = raw.onmessage = raw.onerror = raw.onclose = null
    transport.closed(event)
  }
}
