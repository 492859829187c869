import type { Alarms } from './alarms.ts'
import type { Ledger } from './guards/ledger.ts'
import type { Pool } from './guards/pool.ts'
import type { LogEvent } from './log.ts'
import type { Policy, ServerSettings } from './options.ts'
import type { Incident } from './report.ts'
import type { Platform } from './seam.ts'
import type { DisconnectOptions, DisconnectTarget } from './targets.ts'
import type { Topics } from './topics.ts'

/** What the connections of one server share. */
export interface Hub {
  readonly platform: Platform
  readonly settings: ServerSettings
  readonly alarms: Alarms
  readonly topics: Topics
  readonly ledger: Ledger
  readonly pool: Pool
  /** Its connections. */
  readonly members: { readonly size: number }
  /** What the drain says to those that open only now. */
  readonly farewell: Farewell | undefined
  join(member: Member): void
  left(member: Member): void
  log(event: LogEvent): void
  report(incident: Incident): void
  /** Whether one more error of a handler is told as an error: any stranger may cause them. */
  mayShout(): boolean
  /** A connection that was silent for so many ms has ended without a close frame. */
  cutAfter(silence: number, policy: Policy): void
}

/** What a connection is told at the end of its server. */
export interface Farewell {
  readonly code: number
  readonly reason: string
}

/** A connection, as its server sees it. */
export interface Member {
  /** Its place among the members: theirs to write. */
  seat: number
  /** What it counts by among those of its address. */
  readonly bucket: string | undefined
  /** Until then it counts, also when it has left. */
  readonly released: Promise<void> | undefined
  isMeant(target: DisconnectTarget): boolean
  /** Ends it on behalf of the app; answers whether there was something to end. */
  expel(options: DisconnectOptions): boolean
  /** Says farewell as soon as no handler runs, or after so many milliseconds. */
  leave(ms: number, farewell: Farewell): void
  /** Cuts the connection, and leaves without waiting for its handlers. */
  cut(): void
}
