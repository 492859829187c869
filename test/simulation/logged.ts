import type { LogEvent } from '../../src/index.ts'
import { limits } from './app.ts'
import { isLate } from './handlers.ts'
import type { Line } from './line.ts'
import type { World } from './world.ts'

/** Events that need no look. */
const ordinary = new Set(['handler.failed', 'refused', 'noticed'])

/** Looks whether there is a reason for what the core tells of. */
export const logged = (world: World, log: LogEvent): void => {
  const { event, reason, message, error } = log
  const line = world.names.get(/\(connection (\S+)\)/.exec(message)?.[1] ?? '')
  const count = Number(/(\d+) times/.exec(message)?.[1] ?? 1)
  world.note(`${event} ${reason}: ${message}`)
  if (reason !== undefined) world.tally.tell(log, event === 'dropped' ? count : 1)
  // Of what has not opened yet not even its name is known here.
  if (ordinary.has(event) || reason === 'abandoned' || message.endsWith('before it was open')) return
  if (!line) world.fails(`${event} of no connection: ${message} ${error}`)
  else if (event === 'closed') closed(line, reason!)
  else if (reason === 'discarded') discarded(line, count)
  else if (event === 'handler.late' && !isLate(line)) line.fails('a handler is called late before its time')
  else if (event !== 'dropped' && event !== 'handler.late') line.fails(`${event} is not expected`)
}

/** For each limit whether it was reached. */
const grounds: Record<string, (line: Line) => string | false> = {
  peer_dead(line) {
    line.mayBeCut = true
    const isDeaf = line.runtime?.stalled || line.mute
    return (!isDeaf && 'dead, though it answers pings') || (line.overdue < 0 && 'dead before its time')
  },
  payload_too_big: (line) => !line.reasons.has(1009) && 'no message was too big',
  overloaded(line) {
    line.reasons.add(1013)
    return line.plan.manners.pauses && !line.runtime?.paused && 'overloaded without a pause'
  },
  too_fast(line) {
    line.reasons.add(1013)
    return !line.pace?.isOver(line.world.time.now()) && 'it speaks no faster than it may'
  },
  slow_reader(line) {
    line.reasons.add(1013)
    const { slowReader, maxBufferedBytes } = line.route.limits
    const isSlow = slowReader === 'close' && line.runtime!.bufferedAmount >= maxBufferedBytes
    return !isSlow && 'it does not read too slowly'
  },
  unauthorized(line) {
    line.reasons.add(1008)
    return !line.isUnauthorized && 'its token is good, and in time'
  },
  expired(line) {
    line.reasons.add(1008)
    return line.world.date < line.deadline && 'it has not expired yet'
  },
  disconnected: (line) => !line.mayBeEnded && !line.mayBeExpelled && 'nobody has disconnected it',
  server_full(line) {
    line.mayBeCut = true
    const { total, perRoom } = limits.maxUnsentBytes
    const all = line.world.lines
    const room = all.filter(({ route, plan }) => route === line.route && plan.room === line.plan.room)
    const isMost = (lines: readonly Line[], limit: number) =>
      unsentOf(lines) > limit * (7 / 8) && lines.every((one) => unsentOf([one]) <= unsentOf([line]))
    return !isMost(all, total) && !isMost(room, perRoom) && 'it has not the most unsent bytes, or they are few'
  },
}

/** What waits unsent in these connections. */
export const unsentOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { runtime }) => sum + (runtime?.bufferedAmount ?? 0), 0)

const closed = (line: Line, reason: string): void => {
  const ground = grounds[reason]
  const wrong = ground ? ground(line) : `closed: ${reason} is not expected`
  if (wrong) line.fails(wrong)
  // What waits for a peer that was asked to close can still be too much.
  if (line.stopped && reason !== 'server_full') line.fails(`is ended by ${reason} after ${line.stopped}`)
  line.stopped = reason
}

/** Messages of the peer's are not handled any more: it was us who closed, it expired, or a handler takes too long. */
const discarded = (line: Line, count: number): void => {
  line.mail.lose(count)
  // It may be told later than it happens.
  const isOurs = line.askedWith !== undefined || line.mayBeCut
  const isOver = isOurs || line.opened === 0 || isLate(line) || line.world.date >= line.deadline
  if (line.told && !isOver) line.fails('what waits is thrown away, though it was not us who closed')
}
