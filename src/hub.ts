import type { LogEvent } from './log.ts'
import type { ServerSettings } from './options.ts'
import type { Platform } from './seam.ts'
import type { Topics } from './topics.ts'

/** What the connections of one server share. */
export interface Hub {
  readonly platform: Platform
  readonly settings: ServerSettings
  readonly topics: Topics
  readonly draining: boolean
  join(member: Member): void
  left(member: Member): void
  log(event: LogEvent): void
}

/** A connection, as the drain sees it. */
export interface Member {
  /** Says 1001 as soon as no handler runs, or after so many milliseconds. */
  leave(ms: number): void
  /** Cuts the connection, and leaves without waiting for its handlers. */
  cut(): void
}
