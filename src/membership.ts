import type { RoomLink } from './seam.ts'
import type { PublishResult } from './socket.ts'
import { assertSpace, type Subscriber, type Topics } from './topics.ts'

/** A connection's place in its room: the topics that it subscribes to, wherever the room is kept. */
export class Membership {
  /** The topics that it is in. */
  readonly names: Set<string> = new Set()
  readonly #scope: string
  readonly #topics: Topics
  readonly #subscriber: Subscriber
  /** Where the room is kept outside the process. */
  readonly #room: RoomLink | undefined

  constructor(scope: string, topics: Topics, subscriber: Subscriber, room?: RoomLink) {
    this.#scope = scope
    this.#topics = topics
    this.#subscriber = subscriber
    this.#room = room
  }

  join(topic: string): void {
    if (this.names.has(topic)) return
    assertSpace(this.names, topic)
    if (this.#room) this.#room.subscribe(topic)
    else this.#topics.join(this.#scope, topic, this.#subscriber)
    this.names.add(topic)
  }

  leave(topic: string): void {
    if (!this.names.has(topic)) return
    if (this.#room) this.#room.unsubscribe(topic)
    else this.#topics.leave(this.#scope, topic, this.#subscriber)
    this.names.delete(topic)
  }

  clear(): void {
    if (this.names.size === 0) return
    if (this.#room) this.#room.clear()
    else for (const topic of this.names) this.#topics.leave(this.#scope, topic, this.#subscriber)
    this.names.clear()
  }

  /** Whether something waits for the connection: then its topics serve it one by one. */
  waits(isWaiting: boolean): void {
    if (isWaiting) for (const topic of this.names) this.#topics.part(this.#scope, topic, this.#subscriber)
  }

  /** To all others. */
  publish(topic: string, message: string | Uint8Array, encode: () => unknown): PublishResult {
    if (this.#room) return this.#room.publish(topic, message)
    return this.#topics.publish(this.#scope, topic, encode, this.#subscriber)
  }
}
