import type { Router } from '../../src/adapter.ts'
import type { Hub } from '../../src/hub.ts'
import { haste } from './app.ts'
import type { World } from './world.ts'

/** Nothing runs and nothing waits for time: what must hold then. */
export const atRest = (world: World): void => {
  if (world.asking > 0) world.fails('a handshake has no answer')
  for (const line of world.lines) {
    const state = line.look()
    if (state === 2) line.fails('closes without end')
    if (state !== 1) continue
    if (line.runtime?.paused) line.fails('reading is paused, and nothing runs')
    if (line.mail.unread > 0) line.fails(`${line.mail.unread} messages wait, and nothing runs`)
    if (line.reasons.has(1011)) line.fails('a handler failed, and the connection is open')
    if (line.overdue > haste) line.fails('the peer is silent, and the connection is open')
    if (line.runtime?.gone) line.fails('the connection is over, and the socket is open')
  }
}

/** Every connection has ended. */
export const atEnd = (world: World): void => {
  for (const line of world.lines) {
    if (!line.over) line.fails(`not over: opened ${line.opened}, closed ${line.closed}, ${line.running} handlers run`)
    if (line.due.join() !== line.got.join()) line.fails(`got ${line.got.join()} where ${line.due.join()} was due`)
  }
  for (const [error, { line, phase, told }] of world.failures) {
    const handler = line.plan.error && phase !== 'error' ? 1 : 0
    if (told.handler !== handler || told.hook !== 1) {
      line.fails(
        `${error} of the ${phase} event was told to onError ${told.handler} times, and ${told.hook} times to the app`,
      )
    }
  }
  const { topics } = world.router as Router & Hub
  if (topics.size > 0) world.fails(`${topics.size} topics are left`)
  if (world.time.timers > 0) world.fails(`${world.time.timers} timers run on`)
}

interface Registry {
  readonly desks: Set<unknown>
  readonly pending: Map<string, unknown>
}

/** The server has drained. */
export const afterDrain = (world: World): void => {
  if (!world.drain?.done) world.fails('the drain waits for nobody')
  const { [Symbol.for('jackfield.registry')]: registry } = globalThis as unknown as Record<symbol, Registry>
  if (registry!.desks.size > 0) world.fails('the server is left in the registry')
  if (registry!.pending.size > 0) world.fails('a handshake is left in the registry')
}
