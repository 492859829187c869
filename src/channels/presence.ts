import { sizeOf } from '../data.ts'
import type { Hub } from '../hub.ts'
import type { Line } from '../live-socket.ts'
import type { Topics } from '../topics.ts'
import { Roster, type Shown } from './roster.ts'

// What a member may show, in bytes of JSON.
const maxSize = 1024

/** @throws {RangeError} if it is too much to be told to everybody. */
export const show = (data: unknown, made: unknown): Shown => {
  const text = JSON.stringify(data) ?? ''
  const size = sizeOf(text)
  if (size <= maxSize) return { data, made, text }
  throw new RangeError(`presence() shows ${size} bytes as JSON; it takes at most ${maxSize}`)
}

/** Who is in the rooms of one server. */
interface Presence {
  readonly rosters: Map<string, Roster>
  /** Those that have yet to tell something: their timers would be lost with the process. */
  readonly unsettled: Set<Roster>
}

// By the topics of a server, which are one object as long as it lives.
const known = new WeakMap<Topics, Presence>()

const presenceOf = ({ topics }: Pick<Hub, 'topics'>): Presence => {
  const presence = known.get(topics) ?? { rosters: new Map(), unsettled: new Set() }
  known.set(topics, presence)
  return presence
}

const rosterOf = (line: Line): Roster | undefined => presenceOf(line.hub).rosters.get(line.intent.scope)

const makeRoster = ({ hub, intent: { scope } }: Line): Roster => {
  const { rosters, unsettled } = presenceOf(hub)
  const roster = new Roster(hub, {
    settled(isSettled) {
      if (isSettled) unsettled.delete(roster)
      else unsettled.add(roster)
    },
    over: () => rosters.delete(scope),
  })
  rosters.set(scope, roster)
  return roster
}

/** Comes in: is told who is there, and told to them if it shows anything. */
export const enter = (line: Line, shown: Shown | undefined): void =>
  (rosterOf(line) ?? makeRoster(line)).enter(line, shown)

/** Was in before, under this id. Nobody is told. */
export const resume = (line: Line, shown: Shown | undefined, id: string | undefined): void =>
  (rosterOf(line) ?? makeRoster(line)).resume(line, shown, id)

/** Shows something, or something else than before. */
export const change = (line: Line, shown: Shown): void => rosterOf(line)?.change(line, shown)

/** Has gone; who comes back within so many ms was never away. */
export const leave = (line: Line, patience: number): void => rosterOf(line)?.leave(line, patience)

/** What others call it; nothing if it shows nothing. */
export const memberOf = (line: Line): string | undefined => rosterOf(line)?.memberOf(line)?.id

/** What it shows, as the schema makes it. */
export const shownBy = (line: Line): unknown => rosterOf(line)?.memberOf(line)?.shown.made

/** Whether anything of any room is not told yet. */
export const isUnsettled = (hub: Pick<Hub, 'topics'>): boolean => presenceOf(hub).unsettled.size > 0
