import {
  type DisconnectOptions,
  JackfieldError,
  type Occupant,
  type PublishResult,
  type Rooms,
} from '../../src/adapter.ts'
import { longestTimer } from '../platform.ts'
import type { ObjectNamespace, ObjectResponse, WorkerSocket } from './runtime.ts'
import { asking, type Message, publishing } from './wire.ts'

const failed = (how: string): JackfieldError => new JackfieldError('internal', `The room's Durable Object ${how}`)
const refused = ({ status }: ObjectResponse): JackfieldError => failed(`answered ${status}: its own log says why.`)
const unanswered = (ms: number): JackfieldError => failed(`has not answered for ${ms} ms (roomTimeout).`)

/** The Durable Objects that keep a Worker's rooms, one each, found by the room's scope. */
export class ObjectRooms implements Rooms {
  /** How long a room may take to answer, in ms. */
  readonly timeout: number
  readonly #binding: string
  #namespace: ObjectNamespace | undefined

  constructor(binding: string, timeout: number) {
    this.timeout = Math.min(timeout, longestTimer)
    this.#binding = binding
  }

  /** Takes the binding from a request's env: it is the same in all of them. */
  bind(env: unknown): void {
    this.#namespace = (env as Record<string, ObjectNamespace | undefined> | undefined)?.[this.#binding]
  }

  get isBound(): boolean {
    return typeof this.#namespace?.idFromName === 'function'
  }

  /** @throws {JackfieldError} `topics_unavailable` where nothing is bound. */
  assertBound(): ObjectNamespace {
    if (this.#namespace && this.isBound) return this.#namespace
    throw new JackfieldError(
      'topics_unavailable',
      `A Worker cannot send on the sockets of other requests: topics need a Durable Object, and this one has ` +
        `none bound as ${JSON.stringify(this.#binding)}. Write in the Worker's module:
    export { Room } from 'jackfield/workers'
and in wrangler.toml:
    [[durable_objects.bindings]]
    name = ${JSON.stringify(this.#binding)}
    class_name = "Room"
    [[migrations]]
    tag = "v1"
    new_sqlite_classes = ["Room"]`,
    )
  }

  async publish(scope: string, topic: string, message: Message): Promise<PublishResult> {
    return this.#tell<PublishResult>(scope, { method: 'POST', body: publishing({ topic, message }) })
  }

  async disconnect(scope: string, key: string | undefined, options: DisconnectOptions): Promise<number> {
    return this.#tell<number>(scope, { method: 'DELETE', body: JSON.stringify({ key, options }) })
  }

  count(scope: string, topic: string): Promise<number> {
    return this.#tell(scope, {}, asking('count', topic))
  }

  list(scope: string, topic: string): Promise<Occupant[]> {
    return this.#tell(scope, {}, asking('list', topic))
  }

  /** Opens a link to a room. Rejects if the room cannot be reached. */
  async join(scope: string): Promise<WorkerSocket> {
    const response = await this.#ask(scope, { headers: { upgrade: 'websocket' } })
    if (!response.webSocket) throw refused(response)
    return response.webSocket
  }

  async #tell<T>(scope: string, init: RequestInit, path?: string): Promise<T> {
    const late = new AbortController()
    // Not AbortSignal.timeout, which waits on when the room has answered: a Worker's event may have 10,000 timers.
    const timer = setTimeout(() => late.abort(), this.timeout)
    try {
      const response = await this.#ask(scope, { ...init, signal: late.signal }, path)
      if (!response.ok) throw refused(response)
      return (await response.json()) as T
    } catch (error) {
      // Not by a reason of the signal's: of that workerd makes an error of its own at dates before 2026.
      throw late.signal.aborted ? unanswered(this.timeout) : error
    } finally {
      clearTimeout(timer)
    }
  }

  #ask(scope: string, init: RequestInit, path = ''): Promise<ObjectResponse> {
    const namespace = this.assertBound()
    return namespace.get(namespace.idFromName(scope)).fetch(`http://room/${path}`, init)
  }
}
