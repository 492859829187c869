// Where a client runs in a test: a clock that stands still, servers that do as they are told, and a page.

import { Clock } from '../../adapters/memory/clock.ts'
import { type BinaryMessage, readBytes, writeBytes } from '../../src/channel/binary.ts'
import type { Envelope } from '../../src/channel/envelope.ts'
import type { Environment } from '../../src/client/environment.ts'

type Listener = (event: never) => void

/** One connection as its server sees it. */
export class FakeSocket {
  binaryType = 'blob'
  readyState = 0
  protocol = ''
  bufferedAmount = 0
  readonly sent: (string | Uint8Array<ArrayBuffer>)[] = []
  closedWith: [code?: number, reason?: string] | undefined
  readonly url: string
  readonly protocols: readonly string[]
  readonly #listeners = new Map<string, Listener[]>()

  constructor(url: string, protocols: readonly string[]) {
    const isFine = new Set(protocols).size === protocols.length && protocols.every((name) => /^[\w.-]+$/.test(name))
    if (!isFine) throw new SyntaxError(`subprotocols ${protocols}`)
    this.url = url
    this.protocols = protocols
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
  }

  send(frame: string | Uint8Array<ArrayBuffer>): void {
    if (this.readyState === 0) throw new Error('InvalidStateError')
    // As a real one does, without a word.
    if (this.readyState === 1) this.sent.push(frame)
  }

  close(code?: number, reason?: string): void {
    if (code !== undefined && code !== 1000 && (code < 3000 || code > 4999)) throw new RangeError(`close code ${code}`)
    if (this.readyState >= 2) return
    this.closedWith = [code, reason]
    const isConnecting = this.readyState === 0
    this.readyState = 2
    // As on Node; elsewhere it comes later.
    if (isConnecting) this.end()
  }

  /** The handshake succeeds. */
  accept(protocol = 'jackfield.1'): void {
    this.readyState = 1
    this.protocol = protocol
    this.#tell('open', {})
  }

  say(message: Envelope | Record<string, unknown>): void {
    this.#tell('message', { data: JSON.stringify(message) })
  }

  sayRaw(data: string | ArrayBuffer): void {
    this.#tell('message', { data })
  }

  sayBytes(message: Envelope, body: Uint8Array): void {
    this.sayRaw(writeBytes(message, body).buffer)
  }

  /** The handshake succeeds, and the server says what comes first. */
  welcome(spread = 500, id = 'connection'): void {
    this.accept()
    this.say({ type: 'welcome', id, spread })
  }

  /** The connection ends. */
  end(code = 1006, reason = ''): void {
    this.readyState = 3
    this.#tell('error', {})
    this.#tell('close', { code, reason })
  }

  /** The handshake fails, and only an error says so: Node 22 tells no close then. */
  fail(): void {
    this.readyState = 3
    this.#tell('error', {})
  }

  /** The messages that came, without the protocol's own pings. */
  get messages(): Envelope[] {
    return this.sent
      .map((frame) =>
        typeof frame === 'string' ? JSON.parse(frame) : (readBytes(frame.buffer) as BinaryMessage).envelope,
      )
      .filter(({ type }) => type !== 'ping')
  }

  get pings(): number {
    return this.sent.filter((frame) => typeof frame === 'string' && JSON.parse(frame).type === 'ping').length
  }

  #tell(type: string, event: object): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as never)
  }
}

class FakeDocument extends EventTarget {
  visibilityState = 'visible'
  readonly baseURI: string

  constructor(baseURI: string) {
    super()
    this.baseURI = baseURI
  }
}

export interface PlainRequest {
  readonly url: string
  readonly init: RequestInit
}

/** What the plain requests are answered with. */
export type Answering = (
  request: PlainRequest,
) => { status: number; body?: string; endless?: true; from?: string } | 'nobody' | 'never'

export class World {
  readonly clock: Clock = new Clock()
  readonly sockets: FakeSocket[] = []
  readonly requests: PlainRequest[] = []
  readonly warned: unknown[] = []
  readonly failed: unknown[] = []
  readonly page: EventTarget = new EventTarget()
  readonly document: FakeDocument | undefined
  readonly environment: Environment
  /** What `Math.random` gives. */
  random: () => number = () => 0.5
  answering: Answering = () => 'nobody'
  /** What the timers do that still run. */
  readonly timers: Set<object> = new Set()

  constructor(href?: string) {
    const { clock, sockets, timers } = this
    this.document = href === undefined ? undefined : new FakeDocument(href)
    this.environment = {
      WebSocket: class extends FakeSocket {
        constructor(url: string, protocols: string[]) {
          // https://www.w3.org/TR/mixed-content/
          const isMixed = href?.startsWith('https:') && /^ws:\/\/(?!localhost|app\.localhost|127\.|\[::1)/.test(url)
          if (isMixed) throw new DOMException('insecure', 'SecurityError')
          super(url, protocols)
          sockets.push(this)
        }
      },
      Date: { now: () => clock.now() },
      Math: { random: () => this.random() },
      setTimeout(callback, ms) {
        const timer = { stop: () => {} }
        timers.add(timer)
        timer.stop = clock.timer(() => {
          timers.delete(timer)
          callback()
        }, ms)
        return timer
      },
      clearTimeout(timer) {
        timers.delete(timer as object)
        ;(timer as { stop(): void } | undefined)?.stop()
      },
      fetch: (url, init) => this.#fetch({ url, init }),
      console: { warn: (...words) => this.warned.push(...words), error: (...words) => this.failed.push(...words) },
      addEventListener: (type, listener, options) => this.page.addEventListener(type, listener, options),
      ...(href !== undefined && { location: { href } }),
      ...(this.document && { document: this.document }),
    }
  }

  /** The last connection that was begun. */
  get socket(): FakeSocket {
    const last = this.sockets.at(-1)
    if (!last) throw new Error('no connection was begun')
    return last
  }

  /** Those that are begun or open. */
  get alive(): FakeSocket[] {
    return this.sockets.filter(({ readyState }) => readyState < 2)
  }

  /** Lets so many milliseconds pass. */
  async pass(ms = 0): Promise<void> {
    await this.clock.advance(ms)
    await this.clock.advance(0)
  }

  goOnline(): void {
    this.page.dispatchEvent(new Event('online'))
  }

  look(visibilityState: 'visible' | 'hidden'): void {
    if (!this.document) throw new Error('there is no page')
    this.document.visibilityState = visibilityState
    this.document.dispatchEvent(new Event('visibilitychange'))
  }

  async #fetch(request: PlainRequest): Promise<Pick<Response, 'status' | 'url' | 'headers' | 'text'>> {
    this.requests.push(request)
    const answer = this.answering(request)
    if (answer === 'nobody') throw new TypeError('fetch failed')
    const never = () =>
      new Promise<never>((_, reject) =>
        request.init.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      )
    if (answer === 'never') return never()
    const { status, body = '', endless, from = request.url } = answer
    const type = body.startsWith('{') ? 'application/json; charset=UTF-8' : 'text/html'
    return {
      status,
      url: from,
      headers: new Headers({ 'content-type': type }),
      text: endless ? never : async () => body,
    }
  }
}
