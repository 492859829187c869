import type { Hub } from './hub.ts'
import { textOf } from './log.ts'
import type { Policy } from './options.ts'

const droppedAs = {
  slow_reader: 'a message was dropped, as the peer reads too slowly',
  replaced: 'a newer message of its topic took the place of one that waited for a slow peer',
  gone: 'a message was dropped, as the peer has gone',
  discarded: 'messages that waited to be handled are lost',
}

export type Dropped = keyof typeof droppedAs

const second = 1000

/** What a connection has to tell of itself. */
export class Teller {
  /** The connection, as log lines name it. */
  readonly name: string
  readonly #hub: Pick<Hub, 'platform' | 'report' | 'log'>
  readonly #unsaid = new Map<Dropped, number>()
  #saidAt = Number.NEGATIVE_INFINITY

  constructor(hub: Pick<Hub, 'platform' | 'report' | 'log'>, name: string) {
    this.#hub = hub
    this.name = name
  }

  /** A limit or a policy ends the connection. */
  closed(reason: string, found: string): void {
    this.#hub.report({ kind: 'closed', reason, message: `${this.name}: ${found}` })
  }

  /** Each is counted; of many in a row one a second is told of. */
  dropped(reason: Dropped, times: number): void {
    if (times === 0) return
    const now = this.#hub.platform.now()
    const unsaid = (this.#unsaid.get(reason) ?? 0) + times
    const isSaid = now - this.#saidAt >= second
    if (isSaid) this.#saidAt = now
    this.#unsaid.set(reason, isSaid ? 0 : unsaid)
    this.#report(reason, times, isSaid ? unsaid : 0)
  }

  /** Tells of what was counted only. */
  rest(): void {
    for (const [reason, unsaid] of this.#unsaid) this.#report(reason, 0, unsaid)
    this.#unsaid.clear()
  }

  #report(reason: Dropped, times: number, said: number): void {
    if (times + said === 0) return
    const message = said > 0 ? `${this.name}: ${said > 1 ? `${said} times: ` : ''}${droppedAs[reason]}` : undefined
    this.#hub.report({ kind: 'dropped', reason, message, times })
  }

  /** The transport met an error; with a reason if it ends the connection for that. */
  failed(error: unknown, reason: string | undefined, { maxPayload }: Pick<Policy, 'maxPayload'>): void {
    const found = textOf(error)
    // Runtimes do not name the limit.
    const isTooBig = reason === 'payload_too_big'
    if (isTooBig) this.closed(reason, `a message came that is too big: maxPayload is ${maxPayload} (${found})`)
    else if (reason) this.closed(reason, found)
    else this.#hub.log({ level: 'info', event: 'transport.failed', message: this.name, error })
  }
}
