import type { ErrorCode } from './errors.ts'
import { Flow } from './flow.ts'
import { Heartbeat } from './heartbeat.ts'
import type { Policy } from './options.ts'
import type { Platform, Transport } from './seam.ts'

/** What a vigil does to its connection. */
interface VigilTarget {
  /** Too much comes: a close, with what to log. */
  stop(reason: Extract<ErrorCode, 'too_fast' | 'overloaded'>, found: string, words: string): void
  /** Nothing comes. */
  dead(ms: number): void
}

/** What is heard of a peer: whether it still lives, and whether it speaks faster than it may. */
export class Vigil {
  readonly #platform: Platform
  readonly #policy: Policy
  readonly #transport: Transport
  readonly #target: VigilTarget
  readonly #flow: Flow
  readonly #heartbeat: Heartbeat | undefined
  #heard: number

  constructor(platform: Platform, policy: Policy, transport: Transport, target: VigilTarget) {
    this.#platform = platform
    this.#policy = policy
    this.#transport = transport
    this.#target = target
    this.#heard = platform.now()
    this.#flow = new Flow(platform, policy, {
      pause: () => this.#pause(),
      resume: () => this.#resume(),
      flood: (reason) => this.#flooded(reason),
    })
    const { heartbeat } = policy
    if (heartbeat && transport.ping) {
      this.#heartbeat = new Heartbeat(platform, heartbeat, {
        ping: () => transport.ping?.(),
        dead: () => this.#silent(heartbeat.interval + heartbeat.timeout),
      })
    }
  }

  /** For how many ms nothing was heard. */
  get silence(): number {
    return this.#platform.now() - this.#heard
  }

  /** Something came: a sign of life. */
  hear(): void {
    this.#heard = this.#platform.now()
    this.#heartbeat?.seen(this.#heard)
  }

  /** What counts against the rate came. */
  count(): void {
    this.hear()
    this.#flow.came(this.#heard)
  }

  /** More waits than may. */
  fill(): void {
    this.#flow.fill()
  }

  /** There is no room in the whole server for what came. */
  overload(): void {
    this.#flooded('overloaded')
  }

  /** Little enough waits. */
  empty(): void {
    this.#flow.empty()
  }

  /** While reading is paused, a handler that ends is the only sign that the connection goes on. */
  handled(): void {
    if (this.#flow.full) this.hear()
  }

  /** Watches no more, and lets all come. */
  stop(): void {
    this.#heartbeat?.stop()
    this.#flow.stop()
  }

  /** While reading is paused nothing is heard: so the heartbeat bounds a pause for what waits, too. */
  #silent(ms: number): void {
    if (this.#flow.full) this.#flooded('overloaded')
    else if (this.#flow.slowed) this.hear()
    else this.#target.dead(ms)
  }

  #pause(): boolean {
    this.#transport.pause?.()
    return this.#transport.pause !== undefined
  }

  #resume(): void {
    this.hear()
    this.#transport.resume?.()
  }

  #flooded(reason: 'too_fast' | 'overloaded'): void {
    const { maxPending, maxRate } = this.#policy
    if (reason === 'overloaded') {
      const limit = `maxPending (${maxPending.messages} messages, ${maxPending.bytes} bytes) or maxPendingBytes in all`
      this.#target.stop(reason, `more than ${limit} run and wait`, 'too many messages wait')
    } else {
      const limit = `maxRate (${maxRate ? maxRate.perSecond : 'any'} a second)`
      this.#target.stop(reason, `messages come faster than ${limit}`, 'messages come too fast')
    }
  }
}
