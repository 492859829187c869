import { sizeOf } from '../data.ts'
import type { Hub } from '../hub.ts'
import type { Line } from '../live-socket.ts'
import type { Topics } from '../topics.ts'
import { fitting } from './outgoing.ts'
import type { Plan } from './plan.ts'
import { Roster, type Shown } from './roster.ts'
import type { ChannelSocket } from './types.ts'

// What a member may show, in bytes of JSON.
const maxSize = 1024

/**
 * What is seen of a connection later, whatever the app does with its own; undefined for nothing.
 * @throws {MisfitError} if it does not fit the channel's schema.
 * @throws {RangeError} if it is too much to be told to everybody.
 */
export const shownOf = (plan: Plan, socket: ChannelSocket): Shown | undefined => {
  const data = plan.hooks.presence?.(socket)
  if (data === undefined || !plan.channel.presence) return undefined
  fitting(plan.channel.presence, data, plan, 'presence')
  const text = JSON.stringify(data)
  const size = sizeOf(text)
  if (size <= maxSize) return { data: JSON.parse(text), text, size }
  throw new RangeError(`presence() shows ${size} bytes as JSON; it takes at most ${maxSize}`)
}

/** Who is in the rooms of one server. */
interface Presence {
  readonly rosters: Map<string, Roster>
  /** Those of rooms that are empty, to which somebody may come back: the first are those that are so for longest. */
  readonly empty: Map<string, Roster>
  /** Those that have yet to tell something: their timers would be lost with the process. */
  readonly unsettled: Set<Roster>
}

// By the topics of a server, which are one object as long as it lives.
const known = new WeakMap<Topics, Presence>()

const presenceOf = ({ topics }: Pick<Hub, 'topics'>): Presence => {
  const presence = known.get(topics) ?? { rosters: new Map(), empty: new Map(), unsettled: new Set() }
  known.set(topics, presence)
  return presence
}

const rosterOf = (line: Line): Roster | undefined => presenceOf(line.hub).rosters.get(line.intent.scope)

const makeRoster = (hub: Hub, scope: string): Roster => {
  const { rosters, empty, unsettled } = presenceOf(hub)
  const roster = new Roster(hub, {
    settled(isSettled) {
      if (isSettled) unsettled.delete(roster)
      else unsettled.add(roster)
    },
    empty() {
      rosters.delete(scope)
      empty.set(scope, roster)
    },
  })
  return roster
}

/** What is left when empty rooms to which nobody comes back any more are forgotten. */
const forget = (hub: Pick<Hub, 'platform' | 'topics'>): Presence => {
  const presence = presenceOf(hub)
  const now = hub.platform.now()
  for (const [scope, { until }] of presence.empty) {
    if (until > now) break
    presence.empty.delete(scope)
  }
  return presence
}

/** The roster of a room that nobody is in: if it is empty for a moment only, the one that it had. */
const openRoster = ({ hub, intent: { scope } }: Line): Roster => {
  const { rosters, empty } = forget(hub)
  const roster = empty.get(scope) ?? makeRoster(hub, scope)
  empty.delete(scope)
  rosters.set(scope, roster)
  return roster
}

/** Comes in: is told who is there, and told to them if it shows anything. */
export const enter = (line: Line, shown: Shown | undefined): void => {
  const room = line.transport?.room
  if (room) room.show(shown?.text)
  else (rosterOf(line) ?? openRoster(line)).enter(line, shown)
}

/** Was in before, under this id. Nobody is told. */
export const resume = (line: Line, shown: Shown | undefined, id: string | undefined): void =>
  (rosterOf(line) ?? openRoster(line)).resume(line, shown, id)

/** Shows something, or something else than before, or nothing. */
export const change = (line: Line, shown: Shown | undefined): void => {
  line.transport?.room?.show(shown?.text)
  rosterOf(line)?.change(line, shown)
}

/** Has gone; who comes back within so many ms was never away. */
export const leave = (line: Line, patience: number): void => {
  line.transport?.room?.depart(patience)
  rosterOf(line)?.leave(line, patience)
}

/** What others call it; nothing if it shows nothing. */
export const memberOf = (line: Line): string | undefined => rosterOf(line)?.memberOf(line)?.id

/** What it shows, as JSON. */
export const shownBy = (line: Line): string | undefined => rosterOf(line)?.memberOf(line)?.lines.get(line)?.text

/** Whether anything of any room is not told yet, or somebody waited for. */
export const isUnsettled = (hub: Pick<Hub, 'platform' | 'topics'>): boolean => {
  const { empty, unsettled } = forget(hub)
  return empty.size + unsettled.size > 0
}
