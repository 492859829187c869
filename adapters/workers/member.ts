import type { SendResult } from '../../src/adapter.ts'
import type { Subscriber } from '../../src/topics.ts'
import { type ObjectSocket, sendQuietly } from './runtime.ts'
import type { Turn } from './turn.ts'

/** What outlives the room's sleep. */
interface Kept {
  readonly topics: string[]
  readonly key?: string
}

// In characters. What is longer costs more than its way: it is not worth a copy.
const most = 64 * 2 ** 10

/** One connection, as its room knows it. */
export class Member implements Subscriber {
  readonly topics: Set<string>
  key: string | undefined
  readonly #link: ObjectSocket
  readonly #turn: Turn
  readonly #gathered: string[] = []
  #length = 0
  #takesPart = false

  constructor(link: ObjectSocket, turn: Turn) {
    const kept = link.deserializeAttachment() as Kept | null
    this.#link = link
    this.#turn = turn
    this.topics = new Set(kept?.topics)
    this.key = kept?.key
  }

  keep(): void {
    const kept: Kept = { topics: [...this.topics], key: this.key }
    this.#link.serializeAttachment(kept)
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
    return sendQuietly(this.#link, message) ? 'sent' : 'dropped'
  }

  leave(): void {
    this.#takesPart = false
    this.#release()
  }

  #release(): void {
    if (this.#length === 0) return
    this.#length = 0
    sendQuietly(this.#link, this.#turn.gather(this.#gathered.splice(0)))
  }
}
