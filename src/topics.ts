import { JackfieldError } from './errors.ts'
import type { Frame, Platform, SendResult } from './seam.ts'
import type { PublishResult } from './socket.ts'

/** Who can be in a topic. */
export interface Subscriber {
  deliver(frame: Frame): SendResult
}

/**
 * The key under which a room's topics lie. Lengths stand before the names: a room may be named by a user, and no
 * choice of a name may reach into another room.
 */
export const scopeOf = (route: string, room: string): string => `${route.length}:${route}${room.length}:${room}`

/**
 * Fails where topics cannot work, and for what is no topic.
 * @throws {JackfieldError} `topics_unavailable`, with the platform's reason.
 */
export const assertTopics = ({ topicsUnavailable }: Platform, topic: string): void => {
  if (topicsUnavailable) throw new JackfieldError('topics_unavailable', topicsUnavailable)
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
