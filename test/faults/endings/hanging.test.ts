import { onTestFinished } from 'vitest'
import { Attacker } from '../attack.ts'
import type { Server } from '../server.ts'
import { trial } from '../trial.ts'
import type { Gone } from './crowd.ts'
import { demands } from './crowd-demands.ts'
import { timeToGetIn } from './newcomer.ts'

const crowd = 1_000
/** How long the attackers stay, if they are let: ms. */
const patience = 12_500
const plenty = { total: 10_000, perAddress: 10_000 }

function attackerOn(server: Server) {
  const attacker = Attacker.at<typeof import('./crowd.ts')>(server, new URL('./crowd.ts', import.meta.url))
  onTestFinished(() => attacker.end())
  return attacker
}

trial({
  title: 'a thousand factories that hang, and a thousand silent connections',
  demands: [demands.hanging, demands.silent, demands.newcomer],
  options: { maxConnections: plenty, maxHandshakes: plenty },
  async measure(server) {
    const attacker = attackerOn(server)
    const silent = { count: crowd / 2, patience }
    let gone: Gone[] = []
    const attack = async () => {
      gone = await Promise.all([
        attacker.run('hang', { count: crowd, patience }),
        attacker.run('stare', silent),
        attacker.run('stutter', silent),
      ])
    }
    const newcomer = await timeToGetIn(server.origin, attack)
    const [hanging, staring, stuttering] = gone.map(({ slowest }) => slowest) as [number, number, number]
    return [hanging, Math.max(staring, stuttering), newcomer]
  },
  sabotages: [
    {
      spoils: [demands.hanging, demands.silent, demands.newcomer],
      options: { handshakeTimeout: 60_000, maxHandshakes: { total: crowd / 2, perAddress: crowd } },
    },
  ],
})

trial({
  title: 'handshakes that hang, of one address',
  demands: [demands.pending, demands.other],
  async measure(server) {
    const attacker = attackerOn(server)
    const count = 3 * demands.pending.threshold
    const ends = count - demands.pending.threshold
    let tooMany = 0
    const attack = async () => {
      const { statuses } = await attacker.run('hang', { count, ends, stays: 1_500, patience: 6_000 })
      tooMany = statuses['429'] ?? 0
    }
    const newcomer = await timeToGetIn(server.origin, attack)
    return [count - tooMany, newcomer]
  },
  sabotages: [
    { spoils: [demands.pending], options: { maxHandshakes: plenty } },
    { spoils: [demands.other], options: { maxHandshakes: { total: 100, perAddress: 100 } } },
  ],
})
