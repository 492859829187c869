import type { Limits } from './app.ts'

/** What comes of a message that is sent to a peer. */
export type Fate = 'taken' | 'waits' | 'dropped'

/** The messages to one peer, as they must go out: an account of what the core was asked to send and what it did. */
export class Post {
  readonly #limits: Limits
  /** What the runtime took, in order, and what it threw away at the end. */
  readonly taken: string[] = []
  lost: readonly string[] = []
  /** What waits for room, the newest of each topic. */
  readonly waiting = new Map<string, string>()
  replaced = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /**
   * What must come of the next message; of what is undecided, either. Where so much waits in all that somebody may be cut,
   * a stream may go without.
   */
  next(buffered: number, topic: string | undefined, isCrowded: boolean): readonly Fate[] {
    const { maxBufferedBytes, slowReader } = this.#limits
    const isFull = buffered >= maxBufferedBytes
    const mayYield = isCrowded && slowReader !== 'close'
    if (!isFull && !mayYield && this.waiting.size === 0) return ['taken']
    const otherwise = slowReader === 'latest' && topic !== undefined ? 'waits' : 'dropped'
    return isFull ? [otherwise] : ['taken', otherwise]
  }

  /** A message waits, in place of another of its topic. */
  wait(topic: string, text: string): void {
    if (this.waiting.delete(topic)) this.replaced++
    this.waiting.set(topic, text)
  }

  /** The runtime takes a message, one that is new or one that waited; answers with what is wrong with that. */
  take(text: string, isNew: boolean, buffered: number): string | undefined {
    const [topic] = [...this.waiting].find(([, waiting]) => waiting === text) ?? []
    if (topic !== undefined) this.waiting.delete(topic)
    this.taken.push(text)
    if (topic === undefined && !isNew) return `${text} was sent, and did not wait any more`
    const isTooMuch = buffered >= this.#limits.maxBufferedBytes
    return isTooMuch ? `${text} was sent while ${buffered} bytes waited` : undefined
  }

  /** A topic is left. */
  forget(topic: string): void {
    this.waiting.delete(topic)
  }
}
