import type { Id } from '../channel/envelope.ts'

/** A call that waits or runs. Its handler is given it. */
export class Call {
  cancelled = false
  readonly #connection: () => AbortSignal
  // Most handlers never ask for it.
  #abort: AbortController | undefined
  #unlink: (() => void) | undefined

  constructor(connection: () => AbortSignal) {
    this.#connection = connection
  }

  /** Aborts when the client cancels, or the connection ends. */
  get signal(): AbortSignal {
    if (this.#abort) return this.#abort.signal
    const [abort, connection] = [new AbortController(), this.#connection()]
    const end = (): void => abort.abort(connection.reason)
    this.#abort = abort
    if (this.cancelled) abort.abort()
    else if (connection.aborted) end()
    else connection.addEventListener('abort', end, { once: true })
    this.#unlink = () => connection.removeEventListener('abort', end)
    return abort.signal
  }

  cancel(): void {
    this.cancelled = true
    this.#abort?.abort()
  }

  /** It is answered. */
  done(): void {
    this.#unlink?.()
  }
}

/** The calls of one connection that wait or run, by their ids. */
export class Calls {
  readonly #calls = new Map<Id, Call>()
  readonly #limit: number
  readonly #connection: () => AbortSignal

  constructor(limit: number, connection: () => AbortSignal) {
    this.#limit = limit
    this.#connection = connection
  }

  get size(): number {
    return this.#calls.size
  }

  get(id: Id): Call | undefined {
    return this.#calls.get(id)
  }

  /** A call that came, or why it cannot be taken. */
  add(id: Id): Call | 'duplicate_id' | 'too_many_calls' {
    if (this.#calls.has(id)) return 'duplicate_id'
    if (this.#calls.size >= this.#limit) return 'too_many_calls'
    const call = new Call(this.#connection)
    this.#calls.set(id, call)
    return call
  }

  end(id: Id): void {
    this.#calls.get(id)?.done()
    this.#calls.delete(id)
  }
}
