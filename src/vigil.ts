import type { ErrorCode } from './errors.ts'
import { Flow, type FlowHost } from './flow.ts'
import { Heartbeat, type HeartbeatHost } from './heartbeat.ts'
import type { Hub } from './hub.ts'
import type { Policy } from './options.ts'
import type { Transport } from './seam.ts'

/** What a vigil does to its connection. */
export interface VigilHost {
  /** Too much comes: a close, with what to log. */
  stop(reason: ErrorCode, found: string, words: string): void
  /** Nothing comes for so many ms. */
  dead(ms: number): void
}

/** What is heard of a peer: whether it still lives, and whether it speaks faster than it may. */
export class Vigil implements FlowHost, HeartbeatHost {
  readonly #hub: Pick<Hub, 'platform'>
  readonly #policy: Policy
  readonly #transport: Transport
  readonly #host: VigilHost
  readonly #heartbeat: Heartbeat | undefined
  /** None before anything came. */
  #flow: Flow | undefined
  #heard: number

  constructor(hub: Pick<Hub, 'platform' | 'alarms'>, policy: Policy, transport: Transport, host: VigilHost) {
    this.#hub = hub
    this.#policy = policy
    this.#transport = transport
    this.#host = host
    this.#heard = hub.platform.now()
    const { heartbeat } = policy
    this.#heartbeat = heartbeat && transport.ping ? new Heartbeat(hub.alarms, heartbeat, this) : undefined
  }

  get silence(): number {
    return this.#hub.platform.now() - this.#heard
  }

  /** Something came: a sign of life. */
  hear(): void {
    this.#heard = this.#hub.platform.now()
    this.#heartbeat?.seen()
  }

  /** What counts against the rate came. */
  count(): void {
    // Made first, if it is: a rate begins before what it counts.
    const flow = this.#flowing
    this.hear()
    flow.came(this.#heard)
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
  stop(): void {
    this.#heartbeat?.stop()
    this.#flow?.stop()
  }

  // For the heartbeat.

  ping(): void {
    this.#transport.ping?.()
  }

  /** While reading is paused nothing is heard: so the heartbeat bounds a pause for what waits, too. */
  dead(): void {
    const { heartbeat } = this.#policy
    if (this.#flow?.full) this.flood('overloaded')
    else if (this.#flow?.slowed) this.hear()
    else if (heartbeat) this.#host.dead(heartbeat.interval + heartbeat.timeout)
  }

  // For the flow.

  pause(): boolean {
    this.#transport.pause?.()
    return this.#transport.pause !== undefined
  }

  resume(): void {
    this.hear()
    this.#transport.resume?.()
  }

  flood(reason: 'too_fast' | 'overloaded'): void {
    const { maxPending, maxRate } = this.#policy
    if (reason === 'overloaded') {
      const limit = `maxPending (${maxPending.messages} messages, ${maxPending.bytes} bytes) or maxPendingBytes in all`
      this.#host.stop(reason, `more than ${limit} run and wait`, 'too many messages wait')
    } else {
      const limit = `maxRate (${maxRate ? maxRate.perSecond : 'any'} a second)`
      this.#host.stop(reason, `messages come faster than ${limit}`, 'messages come too fast')
    }
  }

  get #flowing(): Flow {
    this.#flow ??= new Flow(this.#hub.platform, this.#policy, this)
    return this.#flow
  }
}
