import type { DisconnectOptions, Occupant } from '../../src/adapter.ts'
import { Topics } from '../../src/topics.ts'
import { Member } from './member.ts'
import { Presence } from './presence.ts'
import { closeQuietly, makePair, type ObjectSocket, type ObjectState, switchingProtocols } from './runtime.ts'
import { Turn } from './turn.ts'
import { disconnecting, done, kinds, missed, readPublishing } from './wire.ts'

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
  readonly #presence = new Presence()
  readonly #members = new Map<ObjectSocket, Member>()
  #seats = 0

  constructor(state: ObjectState, _env?: unknown) {
    this.#state = state
    // In which order the runtime has them is not documented; workerd 1.20261023 begins with the newest.
    const members = state.getWebSockets().map((link) => new Member(link, this.#turn))
    for (const member of members.sort((one, other) => one.seat - other.seat)) this.#admit(member)
  }

  /** A link that joins; or, from a handler, a message, a question or the wish to end connections, which is answered. */
  async fetch(request: Request): Promise<Response> {
    if (request.method === 'POST') {
      const isText = request.headers.has('content-type')
      return Response.json(this.#publish(isText ? await request.text() : await request.arrayBuffer()))
    }
    if (request.method === 'DELETE') return Response.json(this.#disconnect(await request.json()))
    if (!request.headers.has('upgrade')) return Response.json(this.#look(new URL(request.url)))
    const { 0: theirs, 1: ours } = makePair()
    this.#state.acceptWebSocket(ours)
    this.#admit(new Member(ours, this.#turn, this.#seats + 1))
    return switchingProtocols(theirs)
  }

  webSocketMessage(link: ObjectSocket, data: string | ArrayBuffer): void {
    const member = this.#members.get(link)
    if (!member) return
    const kind = typeof data === 'string' ? data[0] : '='
    if (kind === '=') return void this.#publish(data, member)
    if (kind === missed) return void this.#presence.missed(member)
    this.#change(member, kind, String(data).slice(1))
    member.keep()
    member.tell(done)
  }

  webSocketClose(link: ObjectSocket): void {
    const member = this.#members.get(link)
    if (member) this.#leave(member, [...member.topics])
    if (member) this.#presence.depart(member)
    this.#members.delete(link)
    // Before the compatibility date 2026-04-07 nobody else answers a close frame.
    closeQuietly(link)
  }

  webSocketError(link: ObjectSocket): void {
    this.webSocketClose(link)
  }

  #change(member: Member, kind: string | undefined, value: string): void {
    if (kind === kinds.identify) member.identity = JSON.parse(value)
    else if (kind === kinds.show) this.#presence.show(member, value)
    else if (kind === kinds.depart) this.#presence.depart(member, Number(value))
    else if (kind === kinds.leave) this.#leave(member, value === '' ? [...member.topics] : [value])
    else this.#join(member, value)
  }

  #join(member: Member, topic: string): void {
    member.topics.add(topic)
    this.#topics.join('', topic, member)
  }

  #leave(member: Member, topics: readonly string[]): void {
    for (const topic of topics) {
      member.topics.delete(topic)
      this.#topics.leave('', topic, member)
    }
  }

  /** A link that is new, or that outlived the room's sleep. */
  #admit(member: Member): void {
    this.#seats = member.seat
    this.#members.set(member.link, member)
    for (const topic of member.topics) this.#topics.join('', topic, member)
    this.#presence.resume(member)
  }

  /** How many are in a topic, or who. */
  #look({ pathname, search }: URL): unknown {
    const topic = decodeURIComponent(search.slice(1))
    const there = [...this.#members.values()].filter(({ topics }) => topics.has(topic))
    if (pathname === '/count') return there.length
    return there.map(({ identity, shown }): Occupant => ({ ...identity, shown }))
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
