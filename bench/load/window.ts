import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { secondsBetween, spentBy } from '../measure.ts'
import type { Target } from '../scenarios/scenario.ts'

/** What a stretch of time has cost. */
export interface Window {
  /** Counted per second that the server spent on a processor. */
  readonly rate: number
  /** The share of the time that the server was on a processor. */
  readonly busy: number
  /** The load generator's own processor time, as a share of the server's. */
  readonly generator: number
  /** The part of that in code of its own: all else is the system's, which carries the bytes for whoever sends them. */
  readonly code: number
  /** What was counted before. */
  readonly from: number
}

/** How long the load goes on before it is watched: milliseconds. */
const lead = 150

/** How much longer it is watched if nothing comes back: other programs may have the processor. Milliseconds. */
const patience = 5_000

/** Watches the server and itself for a while of load that goes on by itself. */
export async function watch({ pid, seconds, quick }: Target, count: () => number): Promise<Window> {
  await sleep(quick ? lead / 2 : lead)
  const own = process.cpuUsage()
  const before = spentBy(pid)
  const from = count()
  const started = performance.now()
  do await sleep(seconds * 1000)
  while (count() === from && performance.now() - started < patience)
  const wall = (performance.now() - started) / 1000
  const done = count() - from
  const spent = secondsBetween(before, spentBy(pid))
  const { user, system } = process.cpuUsage(own)
  if (done <= 0) throw new Error('nothing came back')
  return {
    rate: done / spent,
    busy: spent / wall,
    generator: (user + system) / 1e6 / spent,
    code: user / 1e6 / spent,
    from,
  }
}
