import { until } from '../../../src/testing/expect.ts'
import { textFrame } from '../../../src/testing/frames.ts'
import { handshake } from '../../../src/testing/raw.ts'
import { connect } from '../../../testing/peer.ts'
import type { Server } from '../server.ts'
import { trial } from '../trial.ts'
import type { Counts } from './app.ts'
import { demands, heartbeat } from './heartbeat-demands.ts'
import { FaultProxy } from './proxy.ts'

const peers = 100
/** How long is waited for the end of them, in ms. */
const patience = 4_000
const path = '/endings/talk'

/** Opens them, each with one echo behind it, and waits until all have been closed with 1006; answers how long that took. */
async function timeToFind(server: Server, origin = server.origin, answersPings = false): Promise<number> {
  const opened = await Promise.all(Array.from({ length: peers }, () => connect({ origin }, path, { answersPings })))
  for (const peer of opened) peer.send('hello')
  await Promise.all(opened.map((peer) => peer.next()))
  const begun = performance.now()
  const areFound = async () => ((await server.ask('GET', '/endings/counts')) as Counts).closes[1006] === peers
  await until(areFound, 'the end of them', patience).catch(() => {})
  const taken = performance.now() - begun
  for (const peer of opened) peer.terminate()
  return taken
}

trial({
  title: 'peers that answer no ping',
  demands: [demands.mute],
  options: { heartbeat },
  measure: async (server) => [await timeToFind(server)],
  sabotages: [{ spoils: [demands.mute], options: { heartbeat: false } }],
})

trial({
  title: 'peers behind a black hole',
  demands: [demands.hole],
  options: { heartbeat },
  async measure(server) {
    await using proxy: FaultProxy = await FaultProxy.before(server.origin, () => {
      const first = handshake(proxy, path).length + textFrame('hello').length
      return { up: { end: { after: first + 1, by: 'hole' } } }
    })
    return [await timeToFind(server, proxy.origin, true)]
  },
  sabotages: [{ spoils: [demands.hole], options: { heartbeat: false } }],
})
