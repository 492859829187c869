import type { PublishResult, RoomLink } from '../../src/adapter.ts'
import type { ObjectRooms } from './rooms.ts'
import { accept, closeQuietly, type WorkerSocket } from './runtime.ts'
import { done, joining, leaving, type Message, publishing, readDelivering } from './wire.ts'

/** What a link asks of its connection, and tells it. */
interface LinkEvents {
  /** Throws in the event of another request: what is opened there would belong to that one. */
  assertOwn(): void
  /** A message of the room's. */
  message(message: Message): void
  /** So many of the changes that were asked for are made. */
  made(changes: number): void
  /** What has not been made never will be: of an error, or at the end of the connection. */
  over(error?: unknown): void
}

/** A connection's link to its room: a socket of its own to the Durable Object, opened when it is first needed. */
export class Link implements RoomLink {
  readonly #rooms: ObjectRooms
  readonly #scope: string
  readonly #events: LinkEvents
  readonly #waiting: Message[] = []
  #socket: WorkerSocket | undefined
  #opening: Promise<void> | undefined
  #asked = 0
  #made = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #over = false

  constructor(rooms: ObjectRooms, scope: string, events: LinkEvents) {
    this.#rooms = rooms
    this.#scope = scope
    this.#events = events
  }

  /** How many changes of its topics the connection has asked for. */
  get asked(): number {
    return this.#asked
  }

  /** How many of them the room has made. */
  get made(): number {
    return this.#made
  }

  subscribe(topic: string): void {
    this.#rooms.assertBound()
    this.#change(joining(topic))
  }

  unsubscribe(topic: string): void {
    this.#change(leaving(topic))
  }

  clear(): void {
    this.#change(leaving(''))
  }

  publish(topic: string, message: Message): PublishResult {
    this.#rooms.assertBound()
    return { sent: 0, dropped: this.#send(publishing(topic, message)) ? 0 : 1, relayed: true }
  }

  /** Ends the link, once what was said before is sent. */
  async leave(): Promise<void> {
    await this.#opening
    this.#end()
    if (this.#socket) closeQuietly(this.#socket, 1000)
  }

  #change(command: string): void {
    if (!this.#send(command)) return
    this.#asked++
    this.#expectAnswer()
  }

  #send(command: Message): boolean {
    if (this.#over) return false
    this.#events.assertOwn()
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
    this.#expectAnswer()
    try {
      const socket = accept(await this.#rooms.join(this.#scope))
      if (this.#over) return closeQuietly(socket, 1000)
      socket.addEventListener('message', ({ data }) => this.#received(data))
      socket.addEventListener('close', ({ code }) => this.#end(new Error(`the room closed the link with ${code}`)))
      socket.addEventListener('error', () => this.#end(new Error('the link to the room broke')))
      this.#socket = socket
      for (const command of this.#waiting.splice(0)) this.#write(command)
      this.#answered()
    } catch (error) {
      this.#end(error)
    }
  }

  #received(data: string | ArrayBuffer): void {
    if (data !== done) {
      this.#events.message(readDelivering(data))
      return
    }
    this.#made++
    this.#answered()
    this.#events.made(this.#made)
  }

  #expectAnswer(): void {
    const { timeout } = this.#rooms
    this.#timer ??= setTimeout(() => this.#end(new Error(`the room has not answered for ${timeout} ms`)), timeout)
  }

  #answered(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#made < this.#asked) this.#expectAnswer()
  }

  /** Nothing more is asked, and nothing waits any more. */
  #end(error?: unknown): void {
    if (this.#over) return
    this.#over = true
    this.#waiting.length = 0
    this.#made = this.#asked
    this.#answered()
    this.#events.over(error)
  }
}
