import type { ErrorCode } from './errors.ts'
import { Rate } from './guards/rate.ts'
import type { LogEvent } from './log.ts'
import type { Counters, Stats } from './stats.ts'

/** What is counted by reason: members of {@link Stats}. */
export type Kind = 'refused' | 'closed' | 'dropped' | 'noticed'

/** What happened to whom, in words and in a name that programs count by. */
export interface Incident {
  readonly kind: Kind
  readonly reason: string
  /** Without one it is only counted. */
  readonly message: string | undefined
  /** How often it happened at once. Default 1. */
  readonly times?: number
  /** What is told once only, such as an origin; without it the reason is told once a minute. */
  readonly about?: string
}

const minute = 60_000
// What is told once each, such as origins, a stranger can make up: so many, and then one a minute.
const abouts = { perSecond: 1 / 60, burst: 60 }
const maxKnown = 1000

// Mistakes of one client, and what follows from another line: any stranger can make them, and no operator can mend them.
const quiet: ReadonlySet<string> = new Set<
  ErrorCode | 'peer_dead' | 'protocol_error' | 'discarded' | 'replaced' | 'abandoned' | 'gone'
>([
  'upgrade_required',
  'method_not_allowed',
  'bad_host',
  'bad_key',
  'bad_version',
  'body_refused',
  'protocol_refused',
  'unauthorized',
  'expired',
  'disconnected',
  'draining',
  'peer_dead',
  'protocol_error',
  'discarded',
  'replaced',
  'abandoned',
  'gone',
])

/** Counts all that is refused, closed, dropped and noticed, and tells of it: as a warning now and then, else as `info`. */
export class Report {
  readonly #log: (event: LogEvent) => void
  readonly #now: () => number
  readonly #counts: Record<Kind, Record<string, number>> = { refused: {}, closed: {}, dropped: {}, noticed: {} }
  /** When a warning of each reason was last told, and how often it has happened since. */
  readonly #said = new Map<string, { at: number; since: number }>()
  readonly #known = new Set<string>()
  readonly #abouts: Rate
  accepted = 0

  constructor(log: (event: LogEvent) => void, now: () => number) {
    this.#log = log
    this.#now = now
    this.#abouts = new Rate(abouts, now())
  }

  tell({ kind, reason, message, times = 1, about }: Incident): void {
    this.#counts[kind][reason] = (this.#counts[kind][reason] ?? 0) + times
    if (message === undefined) return
    const missed = quiet.has(reason) ? undefined : this.#news(`${kind} ${reason}`, about)
    const more = missed ? ` (and ${missed} more since this was last said)` : ''
    this.#log({ level: missed === undefined ? 'info' : 'warn', event: kind, reason, message: message + more })
  }

  counts(): Pick<Stats, Kind | 'accepted'> {
    const copy = (kind: Kind): Counters => ({ ...this.#counts[kind] })
    return {
      accepted: this.accepted,
      refused: copy('refused'),
      closed: copy('closed'),
      dropped: copy('dropped'),
      noticed: copy('noticed'),
    }
  }

  /** How often it went unsaid since the last time, or `undefined` if it is not to be said now. */
  #news(what: string, about: string | undefined): number | undefined {
    const now = this.#now()
    if (about !== undefined) return this.#isNew(about.slice(0, 100), now) ? 0 : undefined
    const said = this.#said.get(what)
    if (said && now - said.at < minute) {
      said.since++
      return undefined
    }
    this.#said.set(what, { at: now, since: 0 })
    return said?.since ?? 0
  }

  #isNew(about: string, now: number): boolean {
    if (this.#known.has(about) || !this.#abouts.tryTake(now)) return false
    const [oldest = ''] = this.#known
    if (this.#known.size >= maxKnown) this.#known.delete(oldest)
    this.#known.add(about)
    return true
  }
}
