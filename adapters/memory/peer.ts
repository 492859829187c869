import type { Peer, PeerClose } from '../../src/testing/target.ts'
import type { MemoryTransport } from './transport.ts'

const copy = (data: ArrayBuffer | Uint8Array): ArrayBuffer => new Uint8Array(data).slice().buffer

/** The client's end of a connection without a wire. */
export class MemoryPeer implements Peer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  readonly protocol: string
  readonly closed: Promise<PeerClose>
  readonly #messages: (string | ArrayBuffer)[] = []
  readonly #readers: { resolve(message: string | ArrayBuffer): void; reject(error: Error): void }[] = []
  #settle: (close: PeerClose) => void = () => {}
  #ended: PeerClose | undefined
  #transport: MemoryTransport | undefined

  constructor(status: number, headers: Headers, body: string, protocol: string) {
    this.status = status
    this.headers = headers
    this.body = body
    this.protocol = protocol
    this.closed = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  /** Joins this end to the server's. */
  join(transport: MemoryTransport): void {
    this.#transport = transport
  }

  send(data: string | ArrayBuffer | Uint8Array): void {
    const message = typeof data === 'string' ? data : copy(data)
    queueMicrotask(() => {
      if (!this.#ended) this.#transport?.received(message)
    })
  }

  next(): Promise<string | ArrayBuffer> {
    const message = this.#messages.shift()
    if (message !== undefined) return Promise.resolve(message)
    if (this.#ended) return Promise.reject(gone(this.#ended))
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }))
  }

  close(code?: number, reason = ''): void {
    queueMicrotask(() => this.#transport?.answered(code ?? 1005, reason))
  }

  terminate(): void {
    queueMicrotask(() => {
      this.#transport?.closed(1006, '', false)
      this.leave({ code: 1006, reason: '' })
    })
  }

  /** A message of the server. */
  arrive(data: string | Uint8Array): void {
    const message = typeof data === 'string' ? data : copy(data)
    const reader = this.#readers.shift()
    if (reader) reader.resolve(message)
    else this.#messages.push(message)
  }

  /** The end, as this peer sees it. */
  leave(close: PeerClose): void {
    if (this.#ended) return
    this.#ended = close
    this.#settle(close)
    for (const { reject } of this.#readers.splice(0)) reject(gone(close))
  }
}

const gone = ({ code, reason }: PeerClose): Error => new Error(`the connection is over: ${code} ${reason}`.trim())
