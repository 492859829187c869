import type { DisconnectOptions } from '../../src/adapter.ts'
import { Topics } from '../../src/topics.ts'
import { Member } from './member.ts'
import { closeQuietly, makePair, type ObjectSocket, type ObjectState, switchingProtocols } from './runtime.ts'
import { Turn } from './turn.ts'
import { disconnecting, done, identifying, joining, readPublishing } from './wire.ts'

/**
 * The Durable Object that keeps one room: it knows which connection subscribes to what, and passes messages on. The
 * connections themselves, with their handlers, stay in the Worker; each has one link to its room. An idle room
 * hibernates, and its links stay.
 *
 * Export it from the Worker's module, and bind it as `ROOMS`; docs/runtimes.md has the lines of `wrangler.toml`.
 *
 * @see {@link https://developers.cloudflare.com/durable-objects/best-practices/websockets/}
 * @example
 * ```ts
 * // Workers
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { worker } from 'jackfield/workers'
 *
 * const app = new Hono().get('/ws', upgradeWebSocket(() => ({ onOpen: (event, ws) => ws.subscribe('news') })))
 * export { Room } from 'jackfield/workers'
 * export default worker(app)
 * ```
 */
export class Room {
  /** Marks the class for the types that `wrangler types` writes. */
  declare readonly __DURABLE_OBJECT_BRAND: never
  readonly #state: ObjectState
  readonly #topics = new Topics()
  readonly #turn = new Turn()
  readonly #members = new Map<ObjectSocket, Member>()

  constructor(state: ObjectState, _env?: unknown) {
    this.#state = state
    for (const link of state.getWebSockets()) this.#admit(link)
  }

  /** A link that joins; or, from an HTTP handler, a message or the wish to end connections, answered with the result. */
  async fetch(request: Request): Promise<Response> {
    if (request.method === 'POST') {
      const isText = request.headers.has('content-type')
      return Response.json(this.#publish(isText ? await request.text() : await request.arrayBuffer()))
    }
    if (request.method === 'DELETE') return Response.json(this.#disconnect(await request.json()))
    const { 0: theirs, 1: ours } = makePair()
    this.#state.acceptWebSocket(ours)
    this.#admit(ours)
    return switchingProtocols(theirs)
  }

  webSocketMessage(link: ObjectSocket, data: string | ArrayBuffer): void {
    const member = this.#members.get(link)
    if (!member) return
    const kind = typeof data === 'string' ? data[0] : '='
    if (kind === '=') return void this.#publish(data, member)
    const topic = String(data).slice(1)
    if (kind === identifying('')) {
      member.key = topic
    } else if (kind === joining('')) {
      member.topics.add(topic)
      this.#topics.join('', topic, member)
    } else {
      this.#leave(member, topic === '' ? [...member.topics] : [topic])
    }
    member.keep()
    member.tell(done)
  }

  webSocketClose(link: ObjectSocket): void {
    const member = this.#members.get(link)
    if (member) this.#leave(member, [...member.topics])
    this.#members.delete(link)
    // Before the compatibility date 2026-04-07 nobody else answers a close frame.
    closeQuietly(link)
  }

  webSocketError(link: ObjectSocket): void {
    this.webSocketClose(link)
  }

  #leave(member: Member, topics: readonly string[]): void {
    for (const topic of topics) {
      member.topics.delete(topic)
      this.#topics.leave('', topic, member)
    }
  }

  /** A link that is new, or that outlived the room's sleep. */
  #admit(link: ObjectSocket): void {
    const member = new Member(link, this.#turn)
    this.#members.set(link, member)
    for (const topic of member.topics) this.#topics.join('', topic, member)
  }

  #publish(data: string | ArrayBuffer, sender?: Member) {
    return this.#topics.publish('', readPublishing(data).topic, () => data, sender)
  }

  #disconnect({ key, options }: Disconnect): number {
    const meant = [...this.#members.values()].filter((member) => key === undefined || member.key === key)
    for (const member of meant) member.tell(disconnecting(options))
    return meant.length
  }
}

/** Which connections of a room are to end, and what they are told. */
interface Disconnect {
  readonly key?: string
  readonly options: DisconnectOptions
}
