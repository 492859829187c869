import type { Dialect } from '../load/dialect.ts'
import type { RuntimeName } from '../servers.ts'

/** The server that a scenario is played against, and how long. */
export interface Target {
  readonly runtime: RuntimeName
  readonly port: number
  readonly pid: number
  readonly dialect: Dialect
  /** How long is measured. */
  readonly seconds: number
  /** Whether it is enough to see that it works. */
  readonly quick: boolean
}

/** The same for so many times as long, unless it need only be seen to work. */
export const lasting = (target: Target, times: number): Target =>
  target.quick ? target : { ...target, seconds: target.seconds * times }

/** What a round has shown. */
export interface Round {
  /** In the scenario's unit: per second of the server's processor time, or bytes a connection. */
  readonly rate: number
  /** The share of the time that the server was on a processor. */
  readonly busy?: number
  /** The load generator's processor time, as a share of the server's. */
  readonly generator?: number
  /** The part of that in code of its own. */
  readonly code?: number
  /** Milliseconds. */
  readonly latency?: readonly number[]
  /** Bytes by which the server's memory grew. */
  readonly growth?: number
  /** The share of its frames that a viewer got who keeps up. */
  readonly kept?: number
  /** The share of its frames that a slow viewer got. */
  readonly keptSlow?: number
  /** The middle age of the frames that slow viewers got: milliseconds. */
  readonly stale?: number
  /** What did not go as it should. */
  readonly note?: string
  /** What became of numbered messages, if the same connections carried them. */
  readonly delivery?: Delivery
}

/** What became of numbered messages. */
export interface Delivery {
  readonly expected: number
  readonly lost: number
  readonly duplicated: number
  readonly reordered: number
}

/** Something that servers are measured by. It is played by the load generator, on Bun. */
export interface Scenario {
  readonly name: string
  /** What its clients do. */
  readonly says: string
  readonly unit: 'messages' | 'deliveries' | 'handshakes' | 'bytes'
  /** Whether messages go from one connection to others. */
  readonly shared?: boolean
  /** How many rounds are played at most, as one takes long. */
  readonly most?: number
  /** Whether in each round a server process of its own is played with, which no round has warmed up. */
  readonly fresh?: boolean
  /** Whether no load comes before the first round: it takes too long to make, and goes on for a while by itself. */
  readonly cold?: boolean
  /** The scenario whose load warms a server up, where its own is too light to have all compiled. Default: its own. */
  readonly warmedBy?: string
  /** Whether only ours and the raw servers play it. */
  readonly ofOurs?: boolean
  /** The runtime that it is of, if not of all. */
  readonly only?: RuntimeName
  /** Whether the optional native part of `ws` is used. */
  readonly native?: boolean
  /** Whether V8 may not make its young generation larger. */
  readonly still?: boolean
  round(target: Target): Promise<Round>
  /** The same load with numbered messages, each looked at: where no round does that. */
  check?(target: Target): Promise<Delivery>
}
