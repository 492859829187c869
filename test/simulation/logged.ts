import type { LogEvent } from '../../src/index.ts'
import { isLate } from './handlers.ts'
import type { World } from './world.ts'

/** Events that need no look. */
const ordinary = new Set([
  'origin.refused',
  'upgrade.abandoned',
  'handshake.timeout',
  'handler.failed',
  'publish.unknown',
])

/** Looks whether there is a reason for what the core tells of. */
export const logged = (world: World, { event, message, error }: LogEvent): void => {
  const line = world.names.get(/\(connection (\S+)\)/.exec(message)?.[1] ?? '')
  const count = Number(/(\d+) messages/.exec(message)?.[1] ?? 0)
  world.note(`${event}: ${message}`)
  if (ordinary.has(event)) return
  if (!line) {
    world.fails(`${event} of no connection: ${message} ${error}`)
    return
  }
  switch (event) {
    case 'peer.dead':
      line.mayBeCut = true
      if (!line.mute) line.fails('dead, though it answers pings')
      if (line.overdue < 0) line.fails('dead before its time')
      return
    case 'message.too_big':
      if (!line.reasons.has(1009)) line.fails('no message was too big')
      return
    case 'message.overload':
      line.reasons.add(1013)
      if (line.plan.manners.pauses && !line.runtime?.paused) line.fails('overloaded without a pause')
      return
    case 'message.discarded':
      line.mail.lose(count)
      if (line.told) line.fails('what waits is thrown away, though it was not us who closed')
      return
    case 'handler.late':
      line.mail.lose(count)
      if (!isLate(line)) line.fails('a handler is called late before its time')
      return
    default:
      line.fails(`${event} is not expected`)
  }
}
