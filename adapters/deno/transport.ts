import type { Connection, Platform, SendResult, Transport, Upgrade } from '../../src/adapter.ts'
import { lengthOf, lookSoon, noteBytes, turnNow } from './looks.ts'

// Milliseconds.
const quiet = 25
const longest = 1000

// So many bytes are sent at most before it is looked at what waits, and no more than an eighth of what may.
const most = 2 ** 16
const share = 1 / 8

const { OPEN, CLOSING, CLOSED } = WebSocket

// What Deno 2.9 calls an error of a peer that leaves without a close frame: the close event tells it as well.
const left = /^Unexpected EOF$|\(os error \d+\)$/

/** What Deno's sockets take. */
export type Message = string | ArrayBuffer

// A view takes Deno 2.9 a tenth longer to send than the same bytes as a buffer, which must not be a shared one.
const isWhole = ({ length, buffer }: Uint8Array): boolean =>
  length === buffer.byteLength && buffer instanceof ArrayBuffer

/** A message for one, which Deno copies when it is sent. */
export const bare = (data: string | Uint8Array | ArrayBuffer): Message =>
  data instanceof Uint8Array ? ((isWhole(data) ? data : data.slice()).buffer as ArrayBuffer) : data

/** A message for many, in memory of its own: one that waits for a slow peer does not change with the app's buffer. */
export const encode: Platform['encode'] = (data) => (typeof data === 'string' ? data : bare(data.slice()))

const events = ['message', 'error', 'close']

/** A Deno socket as the core sees it, and the one listener of all of its events. Deno pings by itself, and cannot pause. */
export class DenoTransport implements Transport, EventListenerObject {
  readonly raw: WebSocket
  readonly protocol: string
  readonly #connection: Connection
  readonly #mostUnlooked: number
  #unlooked = 0
  #isWritten = false
  #isBehind = false
  #turn = 0
  #fresh = 0
  #closedWith: number | undefined

  constructor(raw: WebSocket, { connection, protocol, policy }: Upgrade) {
    this.raw = raw
    this.protocol = protocol
    this.#connection = connection
    this.#mostUnlooked = Math.min(most, policy.maxBufferedBytes * share)
    raw.binaryType = 'arraybuffer'
    for (const type of events) raw.addEventListener(type, this)
    // Deno 2.9 keeps room for 17 listeners of an event, unless there is none any more.
    raw.addEventListener('open', this, { once: true })
  }

  handleEvent(event: Event): void {
    if (event.type === 'message') void this.#connection.received((event as MessageEvent).data)
    else if (event.type === 'open') void this.#connection.opened(this)
    else if (event.type === 'error') this.#failed(event as ErrorEvent)
    else this.#closed(event as CloseEvent)
  }

  get bufferedAmount(): number {
    return this.raw.bufferedAmount
  }

  get freshAmount(): number {
    return this.#turn === turnNow() ? this.#fresh : 0
  }

  // Deno 2.9 keeps a socket that was given up, and what waits in it, for as long as its peer stays.
  get released(): Promise<void> | undefined {
    if (this.raw.readyState === CLOSED) return undefined
    return new Promise((resolve) => this.raw.addEventListener('close', () => resolve()))
  }

  send(frame: unknown): SendResult {
    if (this.raw.readyState !== OPEN) return 'dropped'
    const message = frame as Message
    this.raw.send(message)
    const size = lengthOf(message)
    this.#fresh = this.freshAmount + size
    this.#turn = turnNow()
    this.#unlooked += size
    if (!this.#isWritten) lookSoon(this)
    this.#isWritten = true
    noteBytes(size)
    if (this.#unlooked < this.#mostUnlooked) return 'sent'
    this.#unlooked = 0
    return this.raw.bufferedAmount > 0 ? 'queued' : 'sent'
  }

  sendMessage(message: string | Uint8Array | ArrayBuffer): SendResult {
    return this.send(bare(message))
  }

  /** Tells the core if something waits still. */
  look(): void {
    this.#isWritten = false
    this.#unlooked = 0
    const isBehind = this.raw.bufferedAmount > 0
    if (isBehind || this.#isBehind) this.#connection.flushed()
    this.#isBehind = isBehind
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
    if (this.raw.readyState < CLOSING) this.raw.close()
    void this.#connection.closed(1006, '', false)
  }

  #failed({ error, message }: ErrorEvent): void {
    if (!left.test(message)) this.#connection.failed(error ?? message)
  }

  // Without a close frame of the peer Deno 2.9 gives code 0, 1001 if a ping stayed without an answer, and a clean 1005
  // once our own frame is out.
  #closed({ code, reason, wasClean }: CloseEvent): void {
    // Deno 2.9 keeps a dropped socket until its idle check; what the handlers keep must not wait for that.
    for (const type of events) this.raw.removeEventListener(type, this)
    const answered = wasClean && !(code === 1005 && this.#closedWith !== undefined)
    void (answered ? this.#connection.closed(code, reason, true) : this.#connection.closed(1006, '', false))
  }
}
