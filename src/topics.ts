import { sizeOf } from './data.ts'
import { JackfieldError } from './errors.ts'
import type { Frame, SendResult } from './seam.ts'
import type { PublishResult } from './socket.ts'

/** Who can be in a topic. */
export interface Subscriber {
  deliver(frame: Frame, topic: string): SendResult
}

/** @throws {TypeError} for what is no topic. */
export const assertTopic = (topic: string): void => {
  if (typeof topic !== 'string' || topic === '' || !topic.isWellFormed()) {
    throw new TypeError(
      `a topic is a well-formed string of at least one character, not ${JSON.stringify(topic) ?? typeof topic}`,
    )
  }
}

// What a Durable Object can keep of a connection while it sleeps, with room to spare; alike on every runtime.
const maxTopics = 128
const maxNames = 4096

/** @throws {JackfieldError} `too_many_topics` if a connection that has these cannot have one more. */
export const assertSpace = (topics: ReadonlySet<string>, topic: string): void => {
  const size = [...topics, topic].reduce((sum, name) => sum + sizeOf(name), 0)
  if (topics.size < maxTopics && size <= maxNames) return
  throw new JackfieldError(
    'too_many_topics',
    `A connection has at most ${maxTopics} topics, with ${maxNames} bytes of names in all: leave some, or use rooms.`,
  )
}

/** Who subscribes to what, in one process. */
export class Topics {
  readonly #members = new Map<string, Set<Subscriber>>()

  /** Topics that have a subscriber. */
  get size(): number {
    return this.#members.size
  }

  join(scope: string, topic: string, subscriber: Subscriber): void {
    const key = scope + topic
    const members = this.#members.get(key)
    if (members) members.add(subscriber)
    else this.#members.set(key, new Set([subscriber]))
  }

  leave(scope: string, topic: string, subscriber: Subscriber): void {
    const key = scope + topic
    const members = this.#members.get(key)
    if (members?.delete(subscriber) && members.size === 0) this.#members.delete(key)
  }

  /** `frame` is asked for once, and only if there is somebody to get it. */
  publish(scope: string, topic: string, frame: () => Frame, except?: Subscriber): PublishResult {
    let sent = 0
    let dropped = 0
    const members = this.#members.get(scope + topic)
    if (members && !(members.size === 1 && except && members.has(except))) {
      const encoded = frame()
      for (const member of members) {
        if (member === except) continue
        if (member.deliver(encoded, topic) === 'dropped') dropped++
        else sent++
      }
    }
    return { sent, dropped }
  }
}
