import { sizeOf } from './data.ts'
import { JackfieldError } from './errors.ts'
import type { Ledger } from './guards/ledger.ts'
import { Native } from './native.ts'
import { Place, type Subscriber } from './place.ts'
import type { Frame, Platform } from './seam.ts'
import type { PublishResult } from './socket.ts'

export type { Subscriber } from './place.ts'

/** @throws {TypeError} for what is no topic. */
export const assertTopic = (topic: string): void => {
  if (typeof topic !== 'string' || topic === '' || !topic.isWellFormed()) {
    throw new TypeError(
      `a topic is a well-formed string of at least one character, not ${JSON.stringify(topic) ?? typeof topic}`,
    )
  }
}

/** The topic of a channel's whole room: no app can name it, for a name has a character at least. */
export const wholeRoom = ''

// What a Durable Object can keep of a connection while it sleeps, with room to spare; alike on every runtime.
const maxTopics = 128
const maxNames = 4096

/** @throws {JackfieldError} `too_many_topics` if a connection that has these cannot have one more. */
export const assertSpace = (topics: ReadonlySet<string>, topic: string): void => {
  const names = [...topics, topic]
  // Of what is kept, without its brackets, quotation marks and commas.
  const size = sizeOf(JSON.stringify(names)) - 3 * names.length - 1
  const count = topics.has(wholeRoom) ? topics.size - 1 : topics.size
  if (count < maxTopics && size <= maxNames) return
  throw new JackfieldError(
    'too_many_topics',
    `A connection has at most ${maxTopics} topics, with ${maxNames} bytes of names in all: leave some, or use rooms.`,
  )
}

/** Who subscribes to what, in one process. */
export class Topics {
  readonly #places = new Map<string, Place>()
  readonly #native: Native | undefined

  /** @param native Where the runtime has topics of its own. */
  constructor(native?: Native) {
    this.#native = native
  }

  /** Those of a server. */
  static of(platform: Platform, ledger: Ledger): Topics {
    return new Topics(platform.topics && new Native(platform.topics, ledger, platform.id()))
  }

  /** Topics that have a subscriber. */
  get size(): number {
    return this.#places.size
  }

  join(scope: string, topic: string, subscriber: Subscriber): void {
    const key = scope + topic
    let place = this.#places.get(key)
    if (!place) {
      place = this.#native?.open(scope, key) ?? new Place(scope, key)
      this.#places.set(key, place)
    }
    if (place.members.has(subscriber)) return
    place.members.add(subscriber)
    place.apart?.add(subscriber)
    this.#native?.admit(place, subscriber)
  }

  leave(scope: string, topic: string, subscriber: Subscriber): void {
    const key = scope + topic
    const place = this.#places.get(key)
    if (!place?.members.delete(subscriber)) return
    this.#native?.leave(place, subscriber)
    if (place.members.size === 0) this.#places.delete(key)
  }

  /** Something waits for a subscriber: it is served one by one until nothing does. */
  part(scope: string, topic: string, subscriber: Subscriber): void {
    const place = this.#native && this.#places.get(scope + topic)
    if (place) this.#native?.part(place, subscriber)
  }

  /** Who is in a topic. */
  membersOf(scope: string, topic: string): Iterable<Subscriber> {
    return this.#places.get(scope + topic)?.members ?? []
  }

  /** How many are in a topic. */
  sizeOf(scope: string, topic: string): number {
    return this.#places.get(scope + topic)?.members.size ?? 0
  }

  /** `frame` is asked for once, and only if there is somebody to get it. */
  publish(scope: string, topic: string, frame: () => Frame, except?: Subscriber): PublishResult {
    const place = this.#places.get(scope + topic)
    if (!place || (place.members.size === 1 && except && place.members.has(except))) return { sent: 0, dropped: 0 }
    const encoded = frame()
    let sent = this.#native?.publish(place, encoded, except) ?? 0
    let dropped = 0
    // Who is served one by one is settled first: what a delivery brings about may move members, and publish in its turn.
    for (const member of place.apart ? [...(sent > 0 ? place.apart : place.members)] : place.members) {
      if (member === except || !place.members.has(member)) continue
      this.#native?.admit(place, member)
      if (member.deliver(encoded, topic) === 'dropped') dropped++
      else sent++
    }
    return { sent, dropped }
  }
}
