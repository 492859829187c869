import type { SendData } from './data.ts'
import type { Hub } from './hub.ts'
import type { Intent } from './intent.ts'
import type { Transport } from './seam.ts'
import type { PublishResult, Socket } from './socket.ts'

/** What a socket asks of its connection. */
export interface Line
  extends Pick<
    Socket,
    'key' | 'expiresAt' | 'readyState' | 'send' | 'close' | 'terminate' | 'subscribe' | 'unsubscribe' | 'publish'
  > {
  readonly hub: Pick<Hub, 'platform'>
  readonly intent: Intent
  readonly transport: Transport | undefined
}

/** The handlers' side of a connection: all that they may do, and nothing that the adapter may. */
export class LiveSocket implements Socket {
  readonly #line: Line
  // Most connections are never asked for these.
  #id: string | undefined
  #url: URL | undefined
  #abort: AbortController | undefined
  data: unknown
  binaryType: BinaryType = 'arraybuffer'

  constructor(line: Line) {
    this.#line = line
  }

  get id(): string {
    this.#id ??= this.#line.hub.platform.id()
    return this.#id
  }

  get raw(): unknown {
    return this.#line.transport?.raw
  }

  get url(): URL {
    this.#url ??= new URL(this.#line.intent.url)
    return this.#url
  }

  get protocol(): string {
    return this.#line.intent.protocol
  }

  get remoteAddress(): string | undefined {
    return this.#line.intent.address
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
    return this.#line.transport?.bufferedAmount ?? 0
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    if (this.readyState > 1) this.#abort.abort()
    return this.#abort.signal
  }

  /** The connection ends: whoever waits on its behalf is told. */
  static abort(socket: LiveSocket): void {
    socket.#abort?.abort()
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
