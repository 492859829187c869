import type { DisconnectOptions, Identity, PublishResult, RoomLink } from '../../src/adapter.ts'
import { Backlog } from './backlog.ts'
import { Changes } from './changes.ts'
import type { ObjectRooms } from './rooms.ts'
import { accept, closeQuietly, sendQuietly, type WorkerSocket } from './runtime.ts'
import * as wire from './wire.ts'

/** What a link asks of its connection, and tells it. */
interface LinkEvents {
  /** Throws in the event of another request: what is opened there would belong to that one. */
  assertOwn(): void
  /** A message of the room's. */
  message(published: wire.Published): void
  /** What the room itself says; answers whether it arrived. */
  told(text: string): boolean
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
  readonly #changes: Changes
  #over = false

  constructor(rooms: ObjectRooms, scope: string, events: LinkEvents) {
    this.#rooms = rooms
    this.#scope = scope
    this.#events = events
    this.#changes = new Changes(rooms.timeout, (error) => this.#end(error))
  }

  /** How many changes of its topics the connection has asked for. */
  get asked(): number {
    return this.#changes.asked
  }

  /** How many of them the room has made. */
  get made(): number {
    return this.#changes.made
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
  identify(identity: Identity): void {
    if (this.#rooms.isBound) this.#change(wire.identifying(identity))
  }

  show(text = ''): void {
    this.#rooms.assertBound()
    this.#change(wire.showing(text))
  }

  depart(patience: number): void {
    this.#change(wire.departing(patience))
  }

  settled(): Promise<void> {
    return this.#changes.settled()
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
    if (this.#send(command)) this.#changes.ask()
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
    this.#changes.expect()
    try {
      const socket = accept(await this.#rooms.join(this.#scope))
      if (this.#over) return closeQuietly(socket, 1000)
      socket.addEventListener('message', ({ data }) => this.#received(data))
      socket.addEventListener('close', ({ code }) => this.#end(new Error(`the room closed the link with ${code}`)))
      socket.addEventListener('error', () => this.#end(new Error('the link to the room broke')))
      this.#socket = socket
      for (const command of this.#backlog.clear()) this.#write(command)
      this.#changes.answered()
    } catch (error) {
      this.#end(error)
    }
  }

  #received(data: string | ArrayBuffer): void {
    const told = wire.readTelling(data)
    if (told !== undefined) {
      if (!this.#events.told(told)) this.#write(wire.missed)
    } else if (data === wire.done) {
      this.#changes.make()
      this.#events.made(this.#changes.made)
    } else if (wire.isDisconnecting(data)) this.#events.disconnected(wire.readDisconnecting(data))
    else for (const one of wire.scattered(data)) this.#events.message(wire.readPublishing(one))
  }

  /** Nothing more is asked, and nothing waits any more. */
  #end(error?: unknown): void {
    if (this.#over) return
    this.#over = true
    this.#backlog.clear()
    this.#changes.end()
    this.#events.over(error)
  }
}
