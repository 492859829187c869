import type { Frame, SendResult } from './seam.ts'
import type { PublishResult } from './socket.ts'

/** Who can be in a topic. */
export interface Subscriber {
  deliver(frame: Frame): SendResult
}

/** @throws {TypeError} for what is no topic. */
export const assertTopic = (topic: string): void => {
  if (typeof topic !== 'string' || topic === '') {
    throw new TypeError(`a topic is a string of at least one character, not ${JSON.stringify(topic) ?? typeof topic}`)
  }
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
        if (member.deliver(encoded) === 'dropped') dropped++
        else sent++
      }
    }
    return { sent, dropped }
  }
}
