import type { PublishResult, RoomLink } from '../../src/adapter.ts'
import type { ObjectRooms } from './rooms.ts'
import { accept, closeQuietly, type WorkerSocket } from './runtime.ts'
import { done, joining, leaving, type Message, publishing, readDelivering } from './wire.ts'

// What fits an attachment of 16,384 bytes with room to spare.
const maxTopics = 128
const maxNames = 4096

/** What a link tells its connection. */
interface LinkEvents {
  /** A message of the room's. */
  message(message: Message): void
  /** All changes that were asked for are made, or never will be. */
  settled(): void
  /** The room cannot be reached any more. */
  lost(error: unknown): void
}

/** A connection's link to its room: a socket of its own to the Durable Object, opened when it is first needed. */
export class Link implements RoomLink {
  readonly #rooms: ObjectRooms
  readonly #scope: string
  readonly #events: LinkEvents
  readonly #topics = new Set<string>()
  readonly #waiting: Message[] = []
  #socket: WorkerSocket | undefined
  #opening: Promise<void> | undefined
  #unanswered = 0
  #over = false

  constructor(rooms: ObjectRooms, scope: string, events: LinkEvents) {
    this.#rooms = rooms
    this.#scope = scope
    this.#events = events
  }

  /** Whether the room has carried out every change. */
  get settled(): boolean {
    return this.#unanswered === 0
  }

  subscribe(topic: string): void {
    this.#rooms.assertBound()
    if (this.#topics.has(topic)) return
    const names = [...this.#topics, topic]
    if (names.length > maxTopics || new TextEncoder().encode(names.join('')).length > maxNames) {
      throw new RangeError(`a connection has at most ${maxTopics} topics, with ${maxNames} bytes of names in all`)
    }
    this.#topics.add(topic)
    this.#change(joining(topic))
  }

  unsubscribe(topic: string): void {
    if (this.#topics.delete(topic)) this.#change(leaving(topic))
  }

  publish(topic: string, message: Message): PublishResult {
    this.#rooms.assertBound()
    return { sent: 0, dropped: this.#send(publishing(topic, message)) ? 0 : 1, relayed: true }
  }

  /** Leaves all topics; publishing goes on. */
  clear(): void {
    for (const topic of this.#topics) this.unsubscribe(topic)
  }

  /** Ends the link, once what was said before is sent. */
  async leave(): Promise<void> {
    await this.#opening
    this.#over = true
    if (this.#socket) closeQuietly(this.#socket, 1000)
  }

  #change(command: string): void {
    if (this.#send(command)) this.#unanswered++
  }

  #send(command: Message): boolean {
    if (this.#over) return false
    if (this.#socket) return this.#write(command)
    this.#waiting.push(command)
    this.#opening ??= this.#open()
    return true
  }

  #write(command: Message): boolean {
    try {
      this.#socket?.send(command)
      return true
    } catch {
      return false
    }
  }

  async #open(): Promise<void> {
    try {
      const socket = accept(await this.#rooms.join(this.#scope))
      socket.addEventListener('message', ({ data }) => this.#received(data))
      socket.addEventListener('close', ({ code }) => this.#lost(new Error(`the room closed the link with ${code}`)))
      socket.addEventListener('error', (event) => this.#lost((event as ErrorEvent).error))
      this.#socket = socket
      for (const command of this.#waiting.splice(0)) this.#write(command)
    } catch (error) {
      this.#lost(error)
    }
  }

  #received(data: string | ArrayBuffer): void {
    if (data !== done) this.#events.message(readDelivering(data))
    else if (--this.#unanswered === 0) this.#events.settled()
  }

  #lost(error: unknown): void {
    if (this.#over) return
    this.#over = true
    this.#unanswered = 0
    this.#events.settled()
    this.#events.lost(error)
  }
}
