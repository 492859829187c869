import { setTimeout as sleep } from 'node:timers/promises'
import type { Target } from '../scenarios/scenario.ts'
import { Crowd } from './crowd.ts'
import { repeated } from './frames.ts'
import type { Link } from './link.ts'
import { numbered } from './numbered.ts'

/** Who hears whom, and what. */
export interface Circle {
  readonly route: string
  readonly subscribers: number
  /** The query of a subscriber. */
  readonly subscribe?: string
  /** The query of the publisher. */
  readonly publish: string
  readonly bytes: number
  readonly text: boolean
}

/** How often a publication is tried that reaches all, and how long each try may take: milliseconds. */
const tries = 100
const patience = 200

/** A publisher and its subscribers, whose deliveries are counted by their bytes. */
export class Audience implements Disposable {
  readonly crowd: Crowd
  readonly #publisher: Link
  readonly #message: Uint8Array
  /** Bytes that a publication comes to at one subscriber. */
  readonly #size: number
  #received = 0
  /** How many are received when all is there that was published. */
  #due = 0
  #goal = Number.POSITIVE_INFINITY
  #reached = ignore

  private constructor(crowd: Crowd, publisher: Link, { dialect }: Target, { route, bytes, text }: Circle) {
    this.crowd = crowd
    this.#publisher = publisher
    this.#message = dialect.message(route, numbered(0, bytes), text)
    this.#size = dialect.size(route, bytes, text)
    for (const link of crowd.links) link.read((chunk) => this.#count(chunk.length))
  }

  /** Connects all, and waits until a publication reaches everybody: a server may subscribe after the handshake. */
  static async of(target: Target, circle: Circle): Promise<Audience> {
    const { port, dialect } = target
    const crowd = await Crowd.of(circle.subscribers, () => dialect.dial(port, circle.route, circle.subscribe))
    try {
      const publisher = await dialect.dial(port, circle.route, circle.publish)
      const audience = new Audience(crowd, publisher, target, circle)
      await audience.#settle()
      return audience
    } catch (error) {
      crowd[Symbol.dispose]()
      throw error
    }
  }

  get deliveries(): number {
    return this.#received / this.#size
  }

  /** So many publications are on their way all the time. */
  publishWithin(window: number): void {
    const batch = repeated(this.#message, window)
    const whole = this.#size * this.crowd.links.length
    const start = this.#received
    let sent = 0
    this.#reached = () => {
      const done = Math.floor((this.#received - start) / whole)
      const due = done + window - sent
      this.#goal = start + (done + 1) * whole
      sent += due
      this.#due = start + sent * whole
      this.publish(batch.subarray(0, due * this.#message.length))
    }
    this.#reached()
  }

  /** Publishes no more of its own, and waits until what is on its way has come, or nothing comes any more. */
  async pause(): Promise<void> {
    await this.#receive(this.#due)
  }

  publish(message: Uint8Array): void {
    this.#publisher.write(message)
  }

  [Symbol.dispose](): void {
    this.#reached = ignore
    this.#publisher.end()
    this.crowd[Symbol.dispose]()
  }

  #count(bytes: number): void {
    this.#received += bytes
    if (this.#received >= this.#goal) this.#reached()
  }

  async #settle(): Promise<void> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      if ((await this.#reach()) === this.crowd.links.length) return
    }
    throw new Error('no publication reaches all subscribers')
  }

  /** How many subscribers one publication reaches. */
  async #reach(): Promise<number> {
    const start = this.#received
    this.publish(this.#message)
    await this.#receive(start + this.#size * this.crowd.links.length)
    return (this.#received - start) / this.#size
  }

  /** Waits until so much is received, or nothing comes any more. */
  async #receive(goal: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#goal = goal
    this.#reached = resolve
    let last = -1
    while (this.#received < goal && this.#received !== last) {
      last = this.#received
      await Promise.race([promise, sleep(patience)])
    }
    this.#goal = Number.POSITIVE_INFINITY
    this.#reached = ignore
  }
}

function ignore(): void {}
