import type { Alarms } from './alarms.ts'
import type { ErrorCode } from './errors.ts'
import { Flow, type FlowHost } from './flow.ts'
import { Heartbeat } from './heartbeat.ts'
import type { Hub } from './hub.ts'
import type { HeartbeatOptions, Policy } from './options.ts'
import type { Transport } from './seam.ts'

const none: HeartbeatOptions = { interval: Number.POSITIVE_INFINITY, timeout: Number.POSITIVE_INFINITY }

/** What a vigil asks of its connection, and does to it. */
export interface VigilHost {
  readonly hub: Pick<Hub, 'platform' | 'alarms'>
  readonly policy: Policy
  readonly transport: Transport | undefined
  /** Too much comes: a close, with what to log. */
  stop(reason: ErrorCode, found: string, words: string): void
  /** Nothing comes for so many ms. */
  dead(ms: number): void
}

/** What is heard of a peer: whether it still lives, and whether it speaks faster than it may. */
export class Vigil extends Heartbeat implements FlowHost {
  readonly #host: VigilHost
  /** None before anything came. */
  #flow: Flow | undefined
  #heard: number

  constructor(host: VigilHost) {
    super()
    this.#host = host
    this.#heard = host.hub.platform.now()
    if (host.policy.heartbeat && host.transport?.ping) this.beat()
  }

  get silence(): number {
    return this.#host.hub.platform.now() - this.#heard
  }

  /** Something came: a sign of life. */
  hear(): void {
    this.#heard = this.#host.hub.platform.now()
    this.seen()
  }

  /** What counts against the rate came. */
  count(): void {
    // Made first, if it is: a rate begins before what it counts.
    const flow = this.#host.policy.maxRate ? this.#flowing : undefined
    this.hear()
    flow?.came(this.#heard)
  }

  /** More waits than may. */
  fill(): void {
    this.#flowing.fill()
  }

  /** There is no room in the whole server for what came. */
  overload(): void {
    this.flood('overloaded')
  }

  /** Little enough waits. */
  empty(): void {
    this.#flow?.empty()
  }

  /** While reading is paused, a handler that ends is the only sign that the connection goes on. */
  handled(): void {
    if (this.#flow?.full) this.hear()
  }

  /** Watches no more, and lets all come. */
  override stop(): void {
    super.stop()
    this.#flow?.stop()
  }

  // For the heartbeat.

  get alarms(): Alarms {
    return this.#host.hub.alarms
  }

  get rhythm(): HeartbeatOptions {
    return this.#host.policy.heartbeat || none
  }

  ping(): void {
    this.#host.transport?.ping?.()
  }

  /** While reading is paused nothing is heard: so the heartbeat bounds a pause for what waits, too. */
  dead(): void {
    const { interval, timeout } = this.rhythm
    if (this.#flow?.full) this.flood('overloaded')
    else if (this.#flow?.slowed) this.hear()
    else this.#host.dead(interval + timeout)
  }

  // For the flow.

  pause(): boolean {
    this.#host.transport?.pause?.()
    return this.#host.transport?.pause !== undefined
  }

  resume(): void {
    this.hear()
    this.#host.transport?.resume?.()
  }

  flood(reason: 'too_fast' | 'overloaded'): void {
    const { maxPending, maxRate } = this.#host.policy
    if (reason === 'overloaded') {
      const limit = `maxPending (${maxPending.messages} messages, ${maxPending.bytes} bytes) or maxPendingBytes in all`
      this.#host.stop(reason, `more than ${limit} run and wait`, 'too many messages wait')
    } else {
      const limit = `maxRate (${maxRate ? maxRate.perSecond : 'any'} a second)`
      this.#host.stop(reason, `messages come faster than ${limit}`, 'messages come too fast')
    }
  }

  get #flowing(): Flow {
    this.#flow ??= new Flow(this.#host.hub.platform, this.#host.policy, this)
    return this.#flow
  }
}
