import type { DisconnectTarget } from '../../src/index.ts'
import { haste, limits } from './app.ts'
import type { World } from './world.ts'

/** Ends connections, and looks whether it is those that are meant and no others. */
export function expelled(world: World, target: DisconnectTarget, disconnect: (target: DisconnectTarget) => number): void
export function expelled(
  world: World,
  target: DisconnectTarget,
  disconnect: (target: DisconnectTarget) => Promise<number>,
): Promise<void>
export function expelled(
  world: World,
  target: DisconnectTarget,
  disconnect: (target: DisconnectTarget) => number | Promise<number>,
): void | Promise<void> {
  const { key, route, room } = target
  const meant = world.lines.filter(
    ({ plan, opened, route: { name, token } }) =>
      // Whose it is, is known once its token was found good.
      (key === undefined || (key === plan.key && (!token || opened > 0))) &&
      (route === undefined || route === name) &&
      (room === undefined || room === plan.room),
  )
  const open = meant.filter((line) => line.look() === 1)
  const opening = meant.filter((line) => {
    const isUndecided = line.decidedAt === undefined && line.asking
    const mayWait = (line.decidedAt ?? 0) + limits.handshakeTimeout + haste
    return isUndecided || (line.decidedAt !== undefined && line.opened === 0 && world.time.now() <= mayWait)
  })
  for (const line of opening) {
    line.mayBeExpelled = true
    line.isExpelled ||= line.decidedAt !== undefined && !line.runtime
  }
  for (const line of open) {
    line.reasons.add(1008)
    line.mayBeEnded = true
  }
  const result = disconnect(target)
  const check = (count: number): void => {
    world.note(`disconnects ${count} of ${JSON.stringify(target)}`)
    if (count < open.length || count > open.length + opening.length) {
      world.fails(`disconnected ${count}, not ${open.length} to ${open.length + opening.length}`)
    }
  }
  for (const line of open) if (line.look() === 1) line.fails('is open though it was disconnected')
  return typeof result === 'number' ? check(result) : result.then(check)
}
