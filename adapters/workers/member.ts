import type { Identity, SendResult } from '../../src/adapter.ts'
import type { Visitor } from '../../src/channels/roster.ts'
import type { Subscriber } from '../../src/topics.ts'
import { type ObjectSocket, sendQuietly } from './runtime.ts'
import type { Turn } from './turn.ts'
import { telling } from './wire.ts'

/** What outlives the room's sleep. */
interface Kept {
  readonly topics: readonly string[]
  readonly seat?: number
  readonly id?: string | undefined
  readonly key?: string | undefined
  readonly shown?: string | undefined
  readonly name?: string | undefined
}

// In characters. What is longer costs more than its way: it is not worth a copy.
const most = 64 * 2 ** 10

/** One connection, as its room knows it. */
export class Member implements Subscriber, Visitor {
  readonly link: ObjectSocket
  /** Who came later has a higher one. */
  readonly seat: number
  readonly topics: Set<string>
  identity: Identity
  /** What it shows the others, as JSON, or `''`; undefined where nobody is shown anything. */
  shown: string | undefined
  /** What they call it. */
  name: string | undefined
  readonly #turn: Turn
  readonly #gathered: string[] = []
  #length = 0
  #takesPart = false

  constructor(link: ObjectSocket, turn: Turn, seat = 0) {
    const kept = link.deserializeAttachment() as Kept | null
    this.link = link
    this.seat = kept?.seat ?? seat
    this.#turn = turn
    this.topics = new Set(kept?.topics)
    this.identity = { id: kept?.id, key: kept?.key }
    this.shown = kept?.shown
    this.name = kept?.name
  }

  get key(): string | undefined {
    return this.identity.key
  }

  get readyState(): number {
    return this.link.readyState
  }

  keep(): void {
    const { identity, seat, shown, name } = this
    const kept: Kept = { topics: [...this.topics], ...identity, seat, shown, name }
    this.link.serializeAttachment(kept)
  }

  /** Tells it who is there. */
  send(message: string): boolean {
    return this.tell(telling(message)) === 'sent'
  }

  /** The first publication of a turn goes out at once, the texts behind it in one message when it ends: each is a hop. */
  deliver(frame: unknown): SendResult {
    const published = frame as string | ArrayBuffer
    if (!this.#takesPart) this.#turn.join(this)
    else if (typeof published === 'string' && this.#length + published.length <= most) {
      this.#gathered.push(published)
      this.#length += published.length
      return 'sent'
    }
    this.#takesPart = true
    return this.tell(published)
  }

  /** Says this at once, behind all that was published before. */
  tell(message: string | ArrayBuffer): SendResult {
    this.#release()
    return sendQuietly(this.link, message) ? 'sent' : 'dropped'
  }

  leave(): void {
    this.#takesPart = false
    this.#release()
  }

  #release(): void {
    if (this.#length === 0) return
    this.#length = 0
    sendQuietly(this.link, this.#turn.gather(this.#gathered.splice(0)))
  }
}
