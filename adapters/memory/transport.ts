import type { Connection, SendResult, Transport } from '../../src/seam.ts'

/** The other end of a connection without a wire. */
export interface FarEnd {
  arrive(data: string | Uint8Array): void
  leave(close: { readonly code: number; readonly reason: string }): void
}

/** The server's end of a connection without a wire. */
export class MemoryTransport implements Transport {
  readonly protocol: string
  readonly #connection: Connection
  readonly #peer: FarEnd
  readonly #held: (() => void)[] = []
  readonly #answersPings: boolean
  #paused = false
  #over = false

  constructor(connection: Connection, peer: FarEnd, protocol: string, answersPings: boolean) {
    this.#answersPings = answersPings
    this.#connection = connection
    this.#peer = peer
    this.protocol = protocol
  }

  get raw(): FarEnd {
    return this.#peer
  }

  get bufferedAmount(): number {
    return 0
  }

  send(frame: unknown): SendResult {
    if (this.#over) return 'dropped'
    this.#peer.arrive(frame as string | Uint8Array)
    return 'sent'
  }

  close(code?: number, reason = ''): void {
    this.#peer.leave({ code: code ?? 1005, reason })
    this.closed(code ?? 1005, reason, true)
  }

  terminate(): void {
    this.#peer.leave({ code: 1006, reason: '' })
    this.closed(1006, '', false)
  }

  ping(): void {
    if (this.#answersPings) queueMicrotask(() => this.#connection.pong())
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    while (!this.#paused && this.#held.length > 0) this.#held.shift()?.()
  }

  /** A message of the peer. */
  received(data: string | ArrayBuffer): void {
    this.#arrived(() => void this.#connection.received(data))
  }

  /** A close frame of the peer; it stands in line behind the messages. */
  answered(code: number, reason: string): void {
    this.#arrived(() => {
      this.#peer.leave({ code, reason })
      this.closed(code, reason, true)
    })
  }

  #arrived(deliver: () => void): void {
    if (this.#paused) this.#held.push(deliver)
    else deliver()
  }

  /** The end, whoever began it. */
  closed(code: number, reason: string, wasClean: boolean): void {
    if (this.#over) return
    this.#over = true
    queueMicrotask(() => void this.#connection.closed(code, reason, wasClean))
  }
}
