import type { SendData } from './data.ts'
import type { PublishResult, Socket } from './socket.ts'

/** What a socket asks of its connection. */
export type Line = Omit<Socket, 'url' | 'data' | 'binaryType'> & { readonly address: string }

/** The handlers' side of a connection: all that they may do, and nothing that the adapter may. */
export class LiveSocket implements Socket {
  readonly #line: Line
  #url: URL | undefined
  data: unknown
  binaryType: BinaryType = 'arraybuffer'

  constructor(line: Line) {
    this.#line = line
  }

  get id(): string {
    return this.#line.id
  }

  get raw(): unknown {
    return this.#line.raw
  }

  get url(): URL {
    this.#url ??= new URL(this.#line.address)
    return this.#url
  }

  get protocol(): string {
    return this.#line.protocol
  }

  get remoteAddress(): string | undefined {
    return this.#line.remoteAddress
  }

  get key(): string | undefined {
    return this.#line.key
  }

  get expiresAt(): number | undefined {
    return this.#line.expiresAt
  }

  set expiresAt(date: number | undefined) {
    this.#line.expiresAt = date
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#line.readyState
  }

  get bufferedAmount(): number {
    return this.#line.bufferedAmount
  }

  get signal(): AbortSignal {
    return this.#line.signal
  }

  send(data: SendData): boolean {
    return this.#line.send(data)
  }

  close(code?: number, reason?: string): void {
    this.#line.close(code, reason)
  }

  terminate(): void {
    this.#line.terminate()
  }

  subscribe(topic: string): void {
    this.#line.subscribe(topic)
  }

  unsubscribe(topic: string): void {
    this.#line.unsubscribe(topic)
  }

  publish(topic: string, data: SendData): PublishResult {
    return this.#line.publish(topic, data)
  }
}
