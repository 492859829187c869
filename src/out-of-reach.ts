import type { Hub } from './hub.ts'
import { textOf } from './log.ts'
import { quote } from './quote.ts'
import type { PublishResult } from './socket.ts'
import type { PublishTarget } from './targets.ts'

/** What becomes of a message to a room outside the process that has failed, or has not answered: nobody knows who got it. */
export const outOfReach = (
  hub: Pick<Hub, 'report'>,
  { route, room = '' }: Pick<PublishTarget, 'route' | 'room'>,
  error: unknown,
): PublishResult => {
  const message = `room ${quote(room)} of ${route} is out of reach: ${textOf(error)}`
  hub.report({ kind: 'dropped', reason: 'unreachable', message })
  return { sent: 0, dropped: 0, unreachable: true }
}
