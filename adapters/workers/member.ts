import type { SendResult } from '../../src/adapter.ts'
import type { Subscriber } from '../../src/topics.ts'
import { Backlog } from './backlog.ts'
import { type ObjectSocket, sendQuietly } from './runtime.ts'
import type { Turn } from './turn.ts'

/** What outlives the room's sleep. */
interface Kept {
  readonly topics: string[]
  readonly key?: string
}

// The bytes of what is larger cost more than its way: it is not worth a copy.
const most = 64 * 2 ** 10

/** One connection, as its room knows it. */
export class Member implements Subscriber {
  readonly topics: Set<string>
  key: string | undefined
  readonly #link: ObjectSocket
  readonly #turn: Turn
  readonly #gathered = new Backlog<string>(most)
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
    else if (typeof published === 'string' && this.#gathered.fits(published)) {
      this.#gathered.add(published)
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
    const texts = this.#gathered.clear()
    if (texts.length > 0) sendQuietly(this.#link, this.#turn.gather(texts))
  }
}
