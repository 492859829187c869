import type { Context } from 'hono'
import type { Deal } from '../definition.ts'
import type { ConnectionEvents } from '../handlers.ts'
import { findDesk } from '../intent.ts'
import { checkConnection } from './check.ts'
import { keepData } from './data.ts'
import type { Plan } from './plan.ts'
import { tokenRule } from './token.ts'
import type { ConnectionOptions } from './types.ts'

/** What a route says for all of its connections, and its handler of this one. */
export const dealOf = (plan: Plan, events: ConnectionEvents, c: Context, given: ConnectionOptions<unknown>): Deal => {
  checkConnection(given, c.req.url)
  // Who is in a room is nobody's to know where none can be kept.
  if (plan.channel.presence) findDesk(c)?.platform.rooms?.assertBound()
  const { room, key, expiresAt, data } = given
  const { options: limits, token } = plan
  const isLater = token !== undefined && data === undefined
  return {
    options: { ...limits, room, key, expiresAt, token: token && tokenRule(token, room ?? '') },
    limits,
    data: () => (isLater ? undefined : keepData(plan.data, data, plan.name)),
    makeEvents: () => events,
  }
}
