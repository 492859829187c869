import { damageOf, withoutCap } from './damage.ts'
import { demands } from './demands.ts'
import type { Frames } from './frames.ts'
import { trial } from './trial.ts'

// One connection that sends as fast as it can.

const flood = (frames: Frames, bytes: number) => ({ path: '/sink', count: 1, frames, bytes, ms: 3_000 })
const twoMillion = 2_000_000

trial({
  title: 'a flood of tiny messages',
  demands: [demands.floodOfFrames.cost, demands.floodOfFrames.beside],
  measure: (server) =>
    damageOf(server, (attacker) =>
      attacker.run('pourFrames', flood({ kind: 'message', size: 1 }, Number.MAX_SAFE_INTEGER)),
    ),
  sabotages: [{ spoils: [demands.floodOfFrames.beside], options: { maxRate: false } }],
})

trial({
  title: 'a flood of pings',
  demands: [demands.floodOfPings.cost, demands.floodOfPings.beside],
  measure: (server) =>
    damageOf(server, (attacker) =>
      attacker.run('pourFrames', flood({ kind: 'ping', size: 0 }, Number.MAX_SAFE_INTEGER)),
    ),
  sabotages: [{ spoils: [demands.floodOfPings.beside], options: { maxRate: false } }],
})

trial({
  title: 'two million tiny fragments',
  demands: [demands.floodOfFragments.cost, demands.floodOfFragments.beside],
  measure: (server) =>
    damageOf(server, async (attacker) => {
      await attacker.run('pourFrames', flood({ kind: 'fragment', size: 0 }, twoMillion * 6))
      await attacker.run('pourFrames', flood({ kind: 'fragment', size: 1 }, twoMillion * 7))
    }),
  sabotages: [{ spoils: [demands.floodOfFragments.cost], change: withoutCap }],
})
