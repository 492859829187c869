import type { Ledger } from './guards/ledger.ts'
import type { Policy } from './options.ts'
import type { Frame, Platform, SendResult, Transport } from './seam.ts'
import type { Teller } from './tell.ts'

/** What an outbox tells its connection. */
export interface OutboxHost {
  /** So many bytes wait, and count so much among what waits in all. */
  waits(bytes: number, debt: number): void
  readonly scope: string
  readonly policy: Policy
  readonly hub: { readonly platform: Platform; readonly ledger: Pick<Ledger, 'isNext'> }
  readonly tell: Pick<Teller, 'dropped'>
  /** The peer reads too slowly; with what to log. */
  stop(reason: 'slow_reader', found: string): void
}

// Of what was sent in a turn that is not over.
const freshly = 1 / 4

// How often it is looked whether a slow peer has read, in ms, where the runtime does not tell.
const interval = 20

/** What a connection sends, and what becomes of it when the peer reads too slowly. */
export class Outbox {
  readonly #transport: Transport
  readonly #host: OutboxHost
  /** The newest message of each topic, while the buffer is full. */
  #latest: Map<string, Frame> | undefined
  #queued = false
  #over = false
  #cancel: (() => void) | undefined

  constructor(transport: Transport, host: OutboxHost) {
    this.#transport = transport
    this.#host = host
  }

  /** Bytes that wait. */
  get waiting(): number {
    return this.#transport.guessedAmount ?? this.#transport.bufferedAmount
  }

  /** What of them counts among what waits in all. */
  get debt(): number {
    return this.#debtOf(this.waiting)
  }

  /** Whether no more may be sent. A stream that can do without a message yields before it is cut for what waits in all. */
  get full(): boolean {
    if (!this.#queued) return false
    const { maxBufferedBytes, slowReader } = this.#host.policy
    const bytes = this.measure()
    return (
      bytes >= maxBufferedBytes || (slowReader !== 'close' && this.#host.hub.ledger.isNext(this.#host.scope, bytes))
    )
  }

  /** Whether a pong may go out: it passes by what is noted here. */
  get mayPong(): boolean {
    return this.measure() < this.#host.policy.maxBufferedBytes
  }

  /** Sends a message for this peer alone; it is encoded only if there is room. */
  send(message: string | Uint8Array | ArrayBuffer): SendResult {
    if (this.#hasRoom()) return this.#pass(message)
    return this.#over ? 'dropped' : this.#refuse()
  }

  /**
   * Sends what the peer waits for, past what waits of topics: where messages may be dropped, up to twice the bound. Beyond
   * that it is closed, as silence would be taken for an answer.
   */
  answer(message: string): SendResult {
    const { maxBufferedBytes, slowReader } = this.#host.policy
    if (slowReader === 'close' || this.#over) return this.send(message)
    if (!this.#queued || this.measure() < 2 * maxBufferedBytes) return this.#pass(message)
    this.#close()
    return 'dropped'
  }

  /** Sends a message of a topic; one of none is not replaced by the next. */
  deliver(frame: Frame, topic?: string): SendResult {
    if (this.#hasRoom()) return this.#write(frame)
    if (this.#over) return 'dropped'
    const isReplaced = topic !== undefined && this.#host.policy.slowReader === 'latest'
    return isReplaced ? this.#replace(frame, topic) : this.#refuse()
  }

  /** What waits of a topic is not wanted any more. */
  forget(topic: string): void {
    this.#latest?.delete(topic)
  }

  /** The transport has handed over what it held: what waits now was not taken by the network. */
  flushed(): void {
    if (!this.#over) this.measure()
  }

  /** Sends what waits, as far as there is room. */
  flush(): void {
    this.#cancel?.()
    for (const [topic, frame] of this.#latest ?? []) {
      if (this.full || this.#over) break
      this.#latest?.delete(topic)
      this.#write(frame)
    }
    if (this.#latest?.size === 0) this.#latest = undefined
    if (this.#latest) this.#watch()
  }

  /** Sends nothing more, and throws away what waits. */
  stop(): void {
    this.#over = true
    this.#cancel?.()
    if (this.#latest) this.#host.tell.dropped('slow_reader', this.#latest.size)
    this.#latest = undefined
  }

  /** Looks what waits. */
  measure(): number {
    const bytes = this.waiting
    this.#queued = bytes > 0
    this.#host.waits(bytes, this.#debtOf(bytes))
    return bytes
  }

  #debtOf(bytes: number): number {
    const fresh = Math.min(bytes, this.#transport.freshAmount ?? 0)
    return bytes - Math.floor(fresh * (1 - freshly))
  }

  /** What waits of topics goes first; the connection may be given up on the way. */
  #hasRoom(): boolean {
    if (this.#latest) this.flush()
    return !this.#latest && !this.full && !this.#over
  }

  #refuse(): SendResult {
    this.#host.tell.dropped('slow_reader', 1)
    if (this.#host.policy.slowReader === 'close') this.#close()
    return 'dropped'
  }

  #close(): void {
    const { maxBufferedBytes } = this.#host.policy
    this.#host.stop('slow_reader', `${this.waiting} bytes wait unread; maxBufferedBytes is ${maxBufferedBytes}`)
  }

  #pass(message: string | Uint8Array | ArrayBuffer): SendResult {
    return this.#sent(
      this.#transport.sendMessage?.(message) ?? this.#transport.send(this.#host.hub.platform.encode(message)),
    )
  }

  #write(frame: Frame): SendResult {
    return this.#sent(this.#transport.send(frame))
  }

  #sent(result: SendResult): SendResult {
    if (result === 'queued' || this.#queued) this.measure()
    if (result === 'dropped') this.#host.tell.dropped('gone', 1)
    return result
  }

  /** The newest goes to the end of the line: what waits longest of other topics goes first. */
  #replace(frame: Frame, topic: string): SendResult {
    this.#latest ??= new Map()
    if (this.#latest.delete(topic)) this.#host.tell.dropped('replaced', 1)
    this.#latest.set(topic, frame)
    if (this.#latest.size === 1) this.#watch()
    return 'queued'
  }

  #watch(): void {
    this.#cancel?.()
    this.#cancel = this.#host.hub.platform.timer(() => this.flush(), interval)
  }
}
