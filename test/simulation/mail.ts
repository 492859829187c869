import type { Limits } from './app.ts'

/** The messages of one connection, as they must be handled: an account of what the core was given and what it did. */
export class Mail {
  readonly #limits: Limits
  readonly #sizes = new Map<number, number>()
  readonly #arrived: number[] = []
  readonly #running = new Set<number>()
  #started = 0
  #lost = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Given to the core, and not yet done. */
  get pending(): number {
    return this.#sizes.size
  }

  get running(): number {
    return this.#running.size
  }

  /** Given to the core, and neither started nor told to be lost. */
  get unread(): number {
    return this.#arrived.length - this.#started - this.#lost
  }

  /** Whether more runs and waits than may. One message may be as large as it likes. */
  get overfull(): boolean {
    const { messages, bytes } = this.#limits.maxPending
    const size = [...this.#sizes.values()].reduce((sum, one) => sum + one, 0)
    return this.pending > messages || (size > bytes && this.pending > 1)
  }

  arrive(id: number, size: number): void {
    this.#arrived.push(id)
    this.#sizes.set(id, size)
  }

  /** The last that was given to the core was not taken. */
  refuse(id: number): void {
    this.#sizes.delete(id)
    if (this.#arrived.at(-1) === id) this.#arrived.pop()
  }

  /** Answers with what is wrong with a message's start. */
  start(id: number, beside: number): string | undefined {
    const due = this.#arrived[this.#started]
    this.#started++
    const running = this.#running.add(id).size + beside
    if (due !== id) return `message ${id} started where ${due} was due`
    if (this.#lost > 0) return `message ${id} started after it was told to be lost`
    if (running > this.#limits.concurrency) return `${running} handlers run at once`
    if (running - beside > this.#limits.maxPending.messages) return `${running} messages run at once`
    return undefined
  }

  finish(id: number): void {
    this.#running.delete(id)
    this.#sizes.delete(id)
  }

  lose(count: number): void {
    this.#lost += count
  }
}
