import type { Router } from '../../src/adapter.ts'
import type { Hub } from '../../src/hub.ts'
import { haste, limits } from './app.ts'
import { unsentOf } from './logged.ts'
import type { World } from './world.ts'

/** What must hold between any two steps. */
export const always = (world: World): void => {
  const wrong = world.crowd.check(world.router)
  if (wrong) world.fails(wrong)
  const { total, perRoom } = limits.maxUnsentBytes
  const rooms = Map.groupBy(world.lines, ({ route, plan }) => `${route.path} ${plan.room}`)
  if (unsentOf(world.lines) > total) world.fails(`${unsentOf(world.lines)} bytes wait unsent`)
  for (const lines of rooms.values()) {
    if (unsentOf(lines) > perRoom) world.fails(`${unsentOf(lines)} bytes wait unsent in one room`)
  }
}

/** Nothing runs and nothing waits for time: what must hold then. */
export const atRest = (world: World): void => {
  for (const line of world.lines) {
    const state = line.look()
    if (line.asking) line.fails('a handshake has no answer')
    if (state === 2) line.fails('closes without end')
    if (state !== 1) continue
    const mayWait = line.runtime?.stalled || world.time.now() <= (line.runtime?.readAt ?? 0) + haste
    if (line.post.waiting.size > 0 && !mayWait) line.fails('a message waits, and the peer reads')
    if (line.opened === 0 && line.isUnauthorized) line.fails('no token came, and the connection is open')
    // A timer has whole milliseconds.
    const isSlowed = line.pace?.isOver(world.time.now() - 1)
    if (line.runtime?.paused && !isSlowed) line.fails('reading is paused, and nothing runs')
    if (line.mail.unread > 0) line.fails(`${line.mail.unread} messages wait, and nothing runs`)
    if (line.reasons.has(1011)) line.fails('a handler failed, and the connection is open')
    if (line.overdue > haste) line.fails('the peer is silent, and the connection is open')
    if (world.date > line.deadline) line.fails('the connection has expired, and is open')
    if (line.runtime?.gone) line.fails('the connection is over, and the socket is open')
  }
}

/** Every connection has ended. */
export const atEnd = (world: World): void => {
  for (const line of world.lines) {
    if (!line.over) line.fails(`not over: opened ${line.opened}, closed ${line.closed}, ${line.running} handlers run`)
    const { taken, lost } = line.post
    if (taken.join() !== [...line.got, ...lost].join()) line.fails(`got ${line.got.join()} of ${taken.join()}`)
  }
  for (const [error, { line, phase, told }] of world.failures) {
    const handler = line.plan.error && phase !== 'error' && phase !== 'verify' ? 1 : 0
    if (told.handler !== handler || told.hook !== 1) {
      line.fails(
        `${error} of the ${phase} event was told to onError ${told.handler} times, and ${told.hook} times to the app`,
      )
    }
  }
  const { topics, ledger, pool } = world.router as Router & Hub
  if (ledger.total > 0) world.fails(`${ledger.total} bytes are left in the account of what is unsent`)
  const left = limits.maxPendingBytes - pool.allowance * 8
  if (left > 0) world.fails(`${left} bytes are left in the pool`)
  if (topics.size > 0) world.fails(`${topics.size} topics are left`)
  counted(world)
  if (world.time.timers > 0) world.fails(`${world.time.timers} timers run on`)
}

/** Everything that was refused, closed and dropped was counted once. */
const counted = (world: World): void => {
  const stats = world.router.stats()
  const { tally, answered } = world
  const turnedAway = ['server_full', 'too_many', 'draining', 'handshake_timeout']
  const refused = turnedAway.reduce((sum, code) => sum + (stats.refused[code] ?? 0), 0)
  const answers = answered.filter((status) => status === 503 || status === 429).length
  const waited = world.lines.reduce((sum, { post }) => sum + post.waiting.size, 0)
  const replaced = world.lines.reduce((sum, { post }) => sum + post.replaced, 0)
  const expected = {
    connections: 0,
    handshakes: 0,
    unsentBytes: 0,
    accepted: answered.filter((status) => status === 101).length,
    refused: answers,
    lost: tally.lost + waited,
    replaced,
    discarded: tally.of('dropped discarded'),
  }
  const { slow_reader = 0, gone = 0, replaced: again = 0, discarded = 0 } = stats.dropped
  const { connections, handshakes, unsentBytes, accepted } = stats
  const found = {
    connections,
    handshakes,
    unsentBytes,
    accepted,
    refused,
    lost: slow_reader + gone,
    replaced: again,
    discarded,
  }
  for (const [name, count] of Object.entries(expected)) {
    const other = found[name as keyof typeof found]
    if (other !== count) world.fails(`${name} is ${other} in the server's account, and should be ${count}`)
  }
  for (const difference of tally.differences(stats)) world.fails(difference)
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
