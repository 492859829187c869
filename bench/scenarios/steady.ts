import { Crowd } from '../load/crowd.ts'
import { numbered } from '../load/numbered.ts'
import { Pace } from '../load/pace.ts'
import { watch } from '../load/window.ts'
import { checkEcho } from './echo.ts'
import { lasting, type Round, type Scenario, type Target } from './scenario.ts'

const route = '/echo'
const connections = 64
const bytes = 128

/** Messages at a constant rate, the same for all servers, and how long each took to come back. */
async function round(target: Target, perSecond: number): Promise<Round> {
  const { port, dialect } = target
  const message = dialect.message(route, numbered(0, bytes), true)
  const size = dialect.size(route, bytes, true)
  const latency: number[] = []
  using crowd = await Crowd.of(connections, () => dialect.dial(port, route))
  const sent = crowd.links.map((link) => {
    const times: number[] = []
    let pending = 0
    link.read((chunk) => {
      for (pending += chunk.length; pending >= size; pending -= size) {
        latency.push(performance.now() - (times.shift() ?? Number.NaN))
      }
    })
    return times
  })
  using _ = new Pace(perSecond, (index) => {
    sent[index % connections]?.push(performance.now())
    crowd.links[index % connections]?.write(message)
  })
  const window = await watch(target, () => latency.length)
  return { ...window, latency: latency.slice(window.from), note: crowd.note }
}

const steady = (name: string, perSecond: number, times: number): Scenario => ({
  name,
  says: `64 connections send ${perSecond.toLocaleString('en')} messages of 128 B a second in all`,
  unit: 'messages',
  // A server in its usual life has long compiled what it runs.
  warmedBy: 'echo-1',
  round: (target) => round(lasting(target, times), perSecond),
  check: (target) => checkEcho(target, { connections, inFlight: 1, bytes, text: true }),
})

/** Alone on their way, and at what each of the servers can do without effort. */
export const steadies: readonly Scenario[] = [steady('echo-light', 1_000, 2), steady('echo-steady', 8_000, 1)]
