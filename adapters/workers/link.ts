import type { DisconnectOptions, PublishResult, RoomLink } from '../../src/adapter.ts'
import { Backlog } from './backlog.ts'
import type { ObjectRooms } from './rooms.ts'
import { accept, closeQuietly, sendQuietly, type WorkerSocket } from './runtime.ts'
import * as wire from './wire.ts'

/** What a link asks of its connection, and tells it. */
interface LinkEvents {
  /** Throws in the event of another request: what is opened there would belong to that one. */
  assertOwn(): void
  /** A message of the room's. */
  message(published: wire.Published): void
  /** The app ends the connection. */
  disconnected(options: DisconnectOptions): void
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
  readonly #backlog = new Backlog()
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
    this.#change(wire.joining(topic))
  }

  unsubscribe(topic: string): void {
    this.#change(wire.leaving(topic))
  }

  clear(): void {
    this.#change(wire.leaving(''))
  }

  /** Where no rooms are bound, nobody could ask for it. */
  identify(key: string): void {
    if (this.#rooms.isBound) this.#change(wire.identifying(key))
  }

  publish(topic: string, message: wire.Message): PublishResult {
    this.#rooms.assertBound()
    const command = wire.publishing({ topic, message })
    const fits = this.#socket !== undefined || this.#backlog.fits(command)
    return { sent: 0, dropped: fits && this.#send(command) ? 0 : 1, relayed: true }
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

  #send(command: wire.Message): boolean {
    if (this.#over) return false
    this.#events.assertOwn()
    if (this.#socket) return this.#write(command)
    this.#backlog.add(command)
    this.#opening ??= this.#open()
    return true
  }

  #write(command: wire.Message): boolean {
    return this.#socket !== undefined && sendQuietly(this.#socket, command)
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
      for (const command of this.#backlog.clear()) this.#write(command)
      this.#answered()
    } catch (error) {
      this.#end(error)
    }
  }

  #received(data: string | ArrayBuffer): void {
    if (data === wire.done) {
      this.#made++
      this.#answered()
      this.#events.made(this.#made)
    } else if (wire.isDisconnecting(data)) this.#events.disconnected(wire.readDisconnecting(data))
    else for (const one of wire.scattered(data)) this.#events.message(wire.readPublishing(one))
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
    this.#backlog.clear()
    this.#made = this.#asked
    this.#answered()
    this.#events.over(error)
  }
}
