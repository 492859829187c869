import { bucketOf } from '../guards/address.ts'
import type { ConnectionEvents } from '../handlers.ts'
import type { Desk, Intent } from '../intent.ts'
import type { Kept } from '../kept.ts'
import type { Line } from '../live-socket.ts'
import { scopeOf } from '../scope.ts'
import { wholeRoom } from '../topics.ts'
import { freeze } from './data.ts'
import type { Plan } from './plan.ts'
import { isUnsettled, memberOf } from './presence.ts'
import type { Talk } from './talk.ts'

/** What a connection keeps; nothing while it is not idle. */
export const keep = (line: Line, talk: Talk): Kept | undefined => {
  const { socket, intent, handlers, membership, key } = line
  if (socket.readyState !== 1 || handlers.busy || !talk.isIdle) return undefined
  if (socket.bufferedAmount > 0 || isUnsettled(line.hub)) return undefined
  const { route, room, url, protocol, address } = intent
  const topics = [...membership.names].filter((topic) => topic !== wholeRoom)
  const { id, expiresAt, data } = socket
  return { id, route, room, url, protocol, address, key, member: memberOf(line), expiresAt, data, topics }
}

/** The decision to upgrade it again, as it was. */
export const intentOf = (kept: Kept, plan: Plan, events: ConnectionEvents, desk: Desk): Intent => {
  const { id, route, room, url, protocol, address, key, expiresAt, data } = kept
  return {
    id,
    route,
    room,
    scope: scopeOf(route, room),
    url,
    protocol,
    address,
    bucket: address === undefined ? undefined : bucketOf(address),
    policy: desk.policyOf(plan.options),
    grant: { key, expiresAt, data: freeze(data) },
    events,
    token: undefined,
    data: kept,
  }
}
