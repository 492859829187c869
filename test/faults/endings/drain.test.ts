import process from 'node:process'
import { onTestFinished } from 'vitest'
import { until } from '../../../src/testing/expect.ts'
import { handshake, readHead } from '../../../src/testing/raw.ts'
import { Attacker } from '../attack.ts'
import type { Server } from '../server.ts'
import { trial } from '../trial.ts'
import { demands } from './drain-demands.ts'

const plenty = { total: 20_000, perAddress: 20_000 }
const count = 5_000
const work = { workers: 100, messages: 5, ms: 300 }
const signals = { timeout: demands.drainExit.threshold, spread: 4_000, code: 1012 } as const
const tenths = 10

function crowdOf(server: Server) {
  const crowd = Attacker.at<typeof import('./audience.ts')>(server, new URL('./audience.ts', import.meta.url), 0)
  onTestFinished(() => crowd.end())
  return crowd
}

function signal({ child }: Server): void {
  if (child.pid && child.running) process.kill(child.pid, 'SIGTERM')
}

/** The status that a new handshake gets; `undefined` where nobody listens any more. */
async function knock(server: Server): Promise<number | undefined> {
  try {
    const wire = await server.dial()
    try {
      wire.write(handshake(server, '/endings/talk'))
      return (await readHead(wire)).status
    } finally {
      wire.destroy()
    }
  } catch {
    return undefined
  }
}

/** Knocks until that is over; answers how often it got anything but 503, once it has got that. At last nobody is there. */
async function knockDuring(server: Server, during: Promise<unknown>): Promise<number> {
  let over = false
  const stop = () => {
    over = true
  }
  during.then(stop, stop)
  const seen: (number | undefined)[] = []
  while (!over) {
    seen.push(await knock(server))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const first = seen.indexOf(503)
  if (first === -1) return seen.length
  return seen.slice(first).filter((status) => status !== 503 && status !== undefined).length
}

/** The share of the fullest tenth of the window, in percent. What comes behind it has tenths of its own. */
function fullestTenth(times: readonly number[], begun: number): number {
  const tally: number[] = []
  for (const time of times) {
    const tenth = Math.floor(((time - begun) / signals.spread) * tenths)
    tally[tenth] = (tally[tenth] ?? 0) + 1
  }
  return (100 * Math.max(...tally.filter(Boolean))) / times.length
}

/** How long it takes to end with that code, in ms; how long was waited if it ends otherwise, or not at all. */
async function timeToExit(server: Server, code: number, patience: number): Promise<number> {
  const begun = performance.now()
  const late = new Promise((resolve) => setTimeout(resolve, patience, 'late'))
  const exit = await Promise.race([server.child.exit(), late])
  return exit === code ? performance.now() - begun : patience
}

trial({
  title: 'a restart of a server with 5,000 connections',
  demands: [demands.drainCode, demands.drainLost, demands.drainSpread, demands.drainRefused, demands.drainExit],
  options: { signals, maxConnections: plenty, maxHandshakes: plenty },
  async measure(server) {
    const patience = signals.timeout + 1_000
    const crowd = crowdOf(server)
    await crowd.run('settle', { count, ...work })
    // What a runtime keeps of one that dropped must not keep the process.
    const dropped = await server.connect('/endings/talk')
    dropped.terminate()
    const watched = crowd.run('watch', { patience })
    const begun = Date.now()
    const ended = timeToExit(server, 0, patience)
    // workerd hears no signal: it is asked in vain, and then killed.
    if (server.runtime.adapter === 'workers') void server.end()
    else signal(server)
    const [refused, { codes, times, answers }] = await Promise.all([knockDuring(server, watched), watched])
    const lost = work.workers * work.messages - answers
    return [count - (codes[1012] ?? 0), lost, fullestTenth(times, begun), refused, await ended]
  },
  sabotages: [
    {
      spoils: [demands.drainCode, demands.drainLost, demands.drainSpread],
      options: { signals: { timeout: 600, spread: 0, code: 1001 } },
    },
    { spoils: [demands.drainRefused, demands.drainExit], options: { signals: false } },
  ],
})

trial({
  title: 'a second signal',
  demands: [demands.secondSignal],
  options: { signals },
  async measure(server) {
    const crowd = crowdOf(server)
    await crowd.run('settle', { count: 1, workers: 1, messages: 1, ms: 60_000 })
    signal(server)
    // The system keeps no second signal beside one that has not been heard.
    const isHeard = async () => !server.child.running || (await knock(server)) === 503
    await until(isHeard, 'a server that closes').catch(() => {})
    signal(server)
    return [await timeToExit(server, 1, 2 * demands.secondSignal.threshold)]
  },
  sabotages: [{ spoils: [demands.secondSignal], options: { signals: false } }],
})
