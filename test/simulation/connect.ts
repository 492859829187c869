import type { WSEvents } from '../../src/index.ts'
import type { Connection } from '../../src/seam.ts'
import type { Session } from '../../src/session.ts'
import { haste, limits, type Visit } from './app.ts'
import { Line } from './line.ts'
import { Pace } from './pace.ts'
import type { Connect, Fate } from './plan.ts'
import { Runtime } from './runtime.ts'
import type { World } from './world.ts'

const refusals: Record<Exclude<Fate, 'good'>, number> = {
  unauthorized: 401,
  replaced: 403,
  foreign: 403,
  malformed: 400,
  plain: 426,
  throws: 500,
  nothing: 500,
}

/** A handshake from the client's first byte to the native upgrade, done as an adapter does it. */
export const connect = async (world: World, plan: Connect): Promise<void> => {
  const line = new Line(world, plan)
  const late = world.drain !== undefined
  const at = world.time.now()
  const request = handshake(plan)
  const expiresAt = plan.expires === undefined ? undefined : world.date + plan.expires
  const full = world.crowd.at(line)
  let decided: 'early' | 'late' = 'early'
  const visit = visitOf(line, expiresAt, () => {
    decided = world.drain ? 'late' : 'early'
    full.push(...world.crowd.at(line))
  })
  world.lines.push(line)
  line.asking = true
  const isFull = world.crowd.isFull(line)
  const outcome = await world.router.handle({ request, remoteAddress: plan.address, encrypted: false }, { visit })
  const over = world.time.now() - at - limits.handshakeTimeout
  const status = 'connection' in outcome ? 101 : outcome.status
  line.note(`is answered ${status}`)
  world.answered.push(status)
  full.push(...world.crowd.at(line))
  const wanted = wantedStatus(plan.fate, {
    full,
    late,
    over,
    decided,
    draining: world.drain !== undefined,
  })
  if (isFull && status !== 503 && status !== 429) line.fails(`a full server answered ${status}`)
  if (!wanted.includes(status)) line.fails(`${plan.fate} was answered ${status}, not ${wanted.join(' or ')}`)
  if ('connection' in outcome) {
    line.decidedAt = world.time.now()
    line.session = outcome.connection as Session
    world.names.set(line.session.socket.id, line)
    line.expiresAt = expiresAt
    const since = world.time.now()
    await world.time.wait(plan.lag)
    if (plan.manners.forgets) await world.time.sleep(limits.handshakeTimeout)
    else open(line, outcome.connection, world.time.now() - since)
  }
  line.asking = false
}

const open = (line: Line, connection: Connection, waited: number): void => {
  const runtime = new Runtime(line, connection)
  if (line.abandoned) void connection.closed(1006, '', false)
  else line.runtime = runtime
  // A runtime may find out too late that the client had gone.
  if (line.abandoned && !line.plan.manners.abrupt) return
  // The core waits no longer than this, nor than a drain may take.
  line.mayBeCut = line.givenUp || line.mayBeExpelled || waited >= limits.handshakeTimeout - haste
  line.pace = new Pace(line.route.limits, line.world.time.now())
  line.admission = line.route.token ? 'awaited' : 'granted'
  line.upgradedAt = line.world.time.now()
  line.heard()
  if (line.plan.manners.stalls > 0) line.stall(line.plan.manners.stalls)
  void connection.opened(runtime)
  const isDue = line.admission === 'granted' && !line.abandoned && !line.mayBeCut
  if (line.opened === 0 && isDue) line.fails('is not opened')
  if (line.opened > 0 && waited > limits.handshakeTimeout + haste) line.fails('opened though it was given up')
}

interface Circumstances {
  /** What a server that is full may answer. */
  readonly full: readonly number[]
  /** The server drained before the request came. */
  readonly late: boolean
  /** By how much the app took longer than a handshake may. */
  readonly over: number
  /** Whether the app decided before the drain. */
  readonly decided: 'early' | 'late'
  readonly draining: boolean
}

const wantedStatus = (fate: Fate, { full, ...circumstances }: Circumstances): number[] => [
  ...full,
  ...(fate === 'plain' ? wantedPlain(circumstances) : wantedWithRoom(fate, circumstances)),
]

/** Who asks by a plain request is told what a handshake would be. */
const wantedPlain = ({ late, draining }: Omit<Circumstances, 'full'>): number[] => {
  if (late) return [503]
  return draining ? [426, 503] : [426]
}

const wantedWithRoom = (fate: Fate, { late, over, decided, draining }: Omit<Circumstances, 'full'>): number[] => {
  if (late || over > haste) return [503]
  if (over >= 0) return [503, fate === 'good' ? 101 : refusals[fate]]
  if (fate !== 'good') return [refusals[fate]]
  if (!draining) return [101]
  return decided === 'late' ? [503] : [101, 503]
}

const handshake = ({ path, room, peer, fate }: Connect): Request =>
  new Request(`http://memory${path}${room && `?room=${room}`}`, {
    headers: {
      host: 'memory',
      ...(fate !== 'plain' && {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': fate === 'malformed' ? 'short' : btoa(String(peer).padStart(16, '0')),
      }),
      ...(fate === 'foreign' && { origin: 'http://elsewhere' }),
    },
  })

const visitOf = (line: Line, expiresAt: number | undefined, decided: () => void): Visit => {
  const { world, plan } = line
  const make = (): WSEvents => {
    if (plan.fate === 'throws') throw new Error('thrown by the factory')
    return plan.fate === 'nothing' ? (undefined as unknown as WSEvents) : line.handlers
  }
  return {
    key: plan.key,
    expiresAt,
    async verify(token) {
      line.note(`shows ${token}`)
      await world.time.wait(plan.verify)
      return line.verified(token)
    },
    async before() {
      await world.time.wait(plan.before)
      return plan.fate === 'unauthorized' ? new Response('no', { status: 401 }) : undefined
    },
    handlers() {
      const wait = world.time.wait(plan.factory)
      return wait ? wait.then(make) : make()
    },
    async after() {
      await world.time.wait(plan.after)
      decided()
      return plan.fate === 'replaced' ? new Response('no', { status: 403 }) : undefined
    },
  }
}
