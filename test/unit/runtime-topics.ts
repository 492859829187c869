import { Clock } from '../../adapters/memory/clock.ts'
import { type Debtor, Ledger } from '../../src/guards/ledger.ts'
import { Membership } from '../../src/membership.ts'
import { Native } from '../../src/native.ts'
import { type Policy, resolvePolicy, type SlowReader } from '../../src/options.ts'
import { Outbox, type OutboxHost } from '../../src/outbox.ts'
import type { NativeTopics, SendResult, Transport } from '../../src/seam.ts'
import { type Subscriber, Topics } from '../../src/topics.ts'
import { platformOn } from './platform.ts'

/** A socket whose network takes so many bytes until its peer reads. A frame's text is as long as it is on the wire. */
export class Line implements Transport {
  readonly raw = undefined
  readonly protocol = ''
  readonly mayJoin: boolean
  /** Of topics of the runtime, published and not yet written. */
  readonly #held: string[] = []
  /** All that was accepted for this peer, in the order in which it is written. */
  readonly written: string[] = []
  readonly #network: number
  #room: number
  #waiting = 0
  /** How often it was looked what waits. */
  looks = 0

  constructor(network: number, mayJoin: boolean) {
    this.#network = network
    this.#room = network
    this.mayJoin = mayJoin
  }

  get bufferedAmount(): number {
    this.looks++
    return this.#waiting
  }

  send(frame: unknown): SendResult {
    this.drain()
    this.#write(String(frame))
    return this.#waiting > 0 ? 'queued' : 'sent'
  }

  /** As Bun does: at most 32 frames are held. */
  hold(frame: string): void {
    if (this.#held.length === 32) this.drain()
    this.#held.push(frame)
  }

  drain(): void {
    for (const frame of this.#held.splice(0)) this.#write(frame)
  }

  /** Bytes that wait, or may have to before the turn ends. */
  get accepted(): number {
    return this.#held.join('').length + this.#waiting
  }

  /** All that was written is read. */
  read(): void {
    const flows = Math.min(this.#waiting, this.#network)
    this.#waiting -= flows
    this.#room = this.#network - flows
  }

  close(): void {}

  terminate(): void {
    this.#waiting = 0
    this.#held.length = 0
  }

  #write(frame: string): void {
    this.written.push(frame)
    const goes = this.#waiting > 0 ? 0 : Math.min(this.#room, frame.length)
    this.#room -= goes
    this.#waiting += frame.length - goes
  }
}

/** A runtime with topics of its own: what is published is written at the end of the turn, or before the next send. */
export class Runtime implements NativeTopics {
  readonly topics = new Map<string, Set<Transport>>()
  readonly published: string[] = []
  readonly #settled: (() => void)[] = []
  readonly #large: number

  /** @param large - the size from which on it sends a frame faster to who has joined nothing. */
  constructor(large = Number.POSITIVE_INFINITY) {
    this.#large = large
  }

  join(line: Line, topic: string): boolean {
    if (!line.mayJoin) return false
    this.topics.set(topic, (this.topics.get(topic) ?? new Set()).add(line))
    return true
  }

  leave(line: Line, topic: string): void {
    line.drain()
    const lines = this.topics.get(topic)
    if (lines?.delete(line) && lines.size === 0) this.topics.delete(topic)
  }

  sizeOf(frame: unknown): number {
    return String(frame).length
  }

  leavesApart(frame: unknown): boolean {
    return this.sizeOf(frame) >= this.#large
  }

  publish(topic: string, frame: unknown, except: Transport | undefined): void {
    this.published.push(String(frame))
    for (const line of this.topics.get(topic) ?? []) if (line !== except) (line as Line).hold(String(frame))
  }

  settled(fn: () => void): void {
    this.#settled.push(fn)
  }

  endTurn(): void {
    for (const lines of this.topics.values()) for (const line of lines) (line as Line).drain()
    for (const fn of this.#settled.splice(0)) fn()
  }
}

/** A connection as far as topics know it. */
export class Guest implements Subscriber, Debtor, OutboxHost {
  readonly scope = 'room:'
  readonly hub: House
  readonly tell = { dropped: (): void => {} }
  readonly transport: Line
  readonly policy: Policy
  readonly outbox: Outbox
  readonly membership: Membership
  isOpen = true

  constructor(house: House, transport: Line, policy: Policy) {
    this.hub = house
    this.transport = transport
    this.policy = policy
    this.outbox = new Outbox(transport, this)
    this.membership = new Membership(this.scope, house.topics, this)
  }

  get unsent(): number {
    return this.transport.bufferedAmount
  }

  waits(bytes: number): void {
    this.hub.ledger.note(this, bytes)
    this.membership.waits(bytes > 0)
  }

  deliver(frame: unknown, topic: string): SendResult {
    return this.isOpen ? this.outbox.deliver(frame, topic) : 'dropped'
  }

  stop(): void {
    this.isOpen = false
    this.outbox.stop()
    this.membership.clear()
    this.hub.ledger.forget(this)
    this.transport.terminate()
  }

  giveUp(): void {
    this.stop()
  }
}

interface GuestOptions {
  readonly maxBufferedBytes?: number
  readonly slowReader?: SlowReader
  readonly network?: number
  readonly mayJoin?: boolean
}

/** A server on such a runtime. */
export class House {
  readonly runtime: Runtime
  readonly platform = platformOn(new Clock())
  readonly ledger: Ledger
  readonly topics: Topics

  constructor(total: number, runtime: Runtime = new Runtime(), id = 'id:') {
    this.runtime = runtime
    this.ledger = new Ledger({ total, perRoom: total })
    this.topics = new Topics(new Native(runtime, this.ledger, id))
  }

  /** A guest of these topics. */
  guest(topics: readonly string[], options: GuestOptions = {}): Guest {
    const { network = Number.POSITIVE_INFINITY, mayJoin = true, ...limits } = options
    const guest = new Guest(this, new Line(network, mayJoin), resolvePolicy({ maxBufferedBytes: 100, ...limits }))
    for (const topic of topics) guest.membership.join(topic)
    return guest
  }
}
