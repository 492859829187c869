import type { SendData } from './data.ts'
import type { ErrorCode } from './errors.ts'
import type { Handlers } from './handlers.ts'
import type { Hub } from './hub.ts'
import type { Intent } from './intent.ts'
import type { Membership } from './membership.ts'
import type { Transport } from './seam.ts'
import type { PublishResult, Socket } from './socket.ts'
import type { Teller } from './tell.ts'
import { assertTopic } from './topics.ts'

/** What a socket asks of its connection. */
export interface Line
  extends Pick<
    Socket,
    'key' | 'expiresAt' | 'readyState' | 'send' | 'close' | 'terminate' | 'subscribe' | 'unsubscribe' | 'publish'
  > {
  readonly hub: Hub
  readonly intent: Intent
  readonly handlers: Handlers
  readonly socket: LiveSocket
  readonly membership: Membership
  readonly tell: Teller
  /** A limit or a policy ends it. */
  stop(reason: ErrorCode, found: string, words?: string): void
  /** Sends what its peer waits for: also past the bound, within reason. */
  answer(message: string): boolean
  /** What the events of the connection keep of it while it lasts: theirs to write. */
  state: unknown
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
    this.#id ??= this.#line.intent.id ?? this.#line.hub.platform.id()
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

  static lineOf(socket: LiveSocket): Line {
    return socket.#line
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
    assertTopic(topic)
    this.#line.subscribe(topic)
  }

  unsubscribe(topic: string): void {
    this.#line.unsubscribe(topic)
  }

  publish(topic: string, data: SendData): PublishResult {
    assertTopic(topic)
    return this.#line.publish(topic, data)
  }
}
