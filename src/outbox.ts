import type { Policy } from './options.ts'
import type { Frame, Platform, SendResult, Transport } from './seam.ts'

/** What an outbox tells its connection. */
interface OutboxTarget {
  /** So many bytes wait. */
  waits(bytes: number): void
  /** A message was dropped. */
  dropped(reason: 'slow_reader' | 'replaced' | 'gone', times: number): void
  /** The peer reads too slowly; with what to log. */
  tooSlow(found: string): void
}

// How often it is looked whether a slow peer has read, in ms, where the runtime does not tell.
const interval = 20

/** What a connection sends, and what becomes of it when the peer reads too slowly. */
export class Outbox {
  readonly #platform: Platform
  readonly #policy: Policy
  readonly #transport: Transport
  readonly #target: OutboxTarget
  /** The newest message of each topic, while the buffer is full. */
  readonly #latest = new Map<string, Frame>()
  #queued = false
  #over = false
  #cancel: () => void = () => {}

  constructor(platform: Platform, policy: Policy, transport: Transport, target: OutboxTarget) {
    this.#platform = platform
    this.#policy = policy
    this.#transport = transport
    this.#target = target
  }

  /** Bytes that wait. */
  get waiting(): number {
    return this.#transport.guessedAmount ?? this.#transport.bufferedAmount
  }

  /** Whether no more may be sent. */
  get full(): boolean {
    return this.#queued && this.#measure() >= this.#policy.maxBufferedBytes
  }

  /** Whether a pong may go out: it passes by what is noted here. */
  get mayPong(): boolean {
    return this.#measure() < this.#policy.maxBufferedBytes
  }

  /** Sends a message for this peer alone; it is made only if there is room. */
  send(make: () => Frame): SendResult {
    if (this.#hasRoom()) return this.#write(make())
    return this.#over ? 'dropped' : this.#refuse()
  }

  /** Sends a message of a topic. */
  deliver(frame: Frame, topic: string): SendResult {
    if (this.#hasRoom()) return this.#write(frame)
    if (this.#over) return 'dropped'
    return this.#policy.slowReader === 'latest' ? this.#replace(frame, topic) : this.#refuse()
  }

  /** What waits of a topic is not wanted any more. */
  forget(topic: string): void {
    this.#latest.delete(topic)
  }

  /** Sends what waits, as far as there is room. */
  flush(): void {
    this.#cancel()
    for (const [topic, frame] of this.#latest) {
      if (this.full || this.#over) break
      this.#latest.delete(topic)
      this.#write(frame)
    }
    if (this.#latest.size > 0) this.#watch()
  }

  /** Sends nothing more, and throws away what waits. */
  stop(): void {
    this.#over = true
    this.#cancel()
    if (this.#latest.size > 0) this.#target.dropped('slow_reader', this.#latest.size)
    this.#latest.clear()
  }

  /** What waits of topics goes first; the connection may be given up on the way. */
  #hasRoom(): boolean {
    if (this.#latest.size > 0) this.flush()
    return this.#latest.size === 0 && !this.full && !this.#over
  }

  #refuse(): SendResult {
    const { slowReader, maxBufferedBytes } = this.#policy
    this.#target.dropped('slow_reader', 1)
    if (slowReader === 'close')
      this.#target.tooSlow(`${this.waiting} bytes wait unread; maxBufferedBytes is ${maxBufferedBytes}`)
    return 'dropped'
  }

  #write(frame: Frame): SendResult {
    const result = this.#transport.send(frame)
    if (result === 'queued' || this.#queued) this.#measure()
    if (result === 'dropped') this.#target.dropped('gone', 1)
    return result
  }

  #measure(): number {
    const bytes = this.waiting
    this.#queued = bytes > 0
    this.#target.waits(bytes)
    return bytes
  }

  /** The newest goes to the end of the line: what waits longest of other topics goes first. */
  #replace(frame: Frame, topic: string): SendResult {
    if (this.#latest.delete(topic)) this.#target.dropped('replaced', 1)
    this.#latest.set(topic, frame)
    if (this.#latest.size === 1) this.#watch()
    return 'queued'
  }

  #watch(): void {
    this.#cancel()
    this.#cancel = this.#platform.timer(() => this.flush(), interval)
  }
}
