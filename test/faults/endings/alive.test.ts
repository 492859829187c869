import { handshake, readHead, request } from '../../../src/testing/raw.ts'
import { manners, places, values } from '../../fire/failing-app.ts'
import { trial } from '../trial.ts'
import { demands } from './alive-demands.ts'
import { harmOf } from './harm.ts'

// That the server lives, and whom it harms. Thousands of each, and what they leave behind: `test/fire`.

const count = 200
const each = (act: (index: number) => Promise<unknown>): Promise<unknown> =>
  Promise.all(Array.from({ length: count }, (_, index) => act(index)))

const otherProtocols: readonly Record<string, string>[] = [
  { Connection: 'Upgrade', Upgrade: 'something' },
  { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' },
]

trial({
  title: 'requests for another protocol that are reset',
  demands: [demands.otherUpgrades],
  measure: async (server) => [
    await harmOf(server, () =>
      each(async (index) => {
        const wire = await server.dial()
        wire.write(request(server, 'GET', index % 4 < 2 ? '/probe' : '/endings/talk', otherProtocols[index % 2]))
        if (index % 8 < 4) await readHead(wire)
        wire.reset()
      }),
    ),
  ],
  sabotages: [
    {
      spoils: [demands.otherUpgrades],
      change: {
        file: 'adapters/node/claim.ts',
        find: 'else replayAsPlain(server, incoming, socket, head)',
        replace: "else socket.removeAllListeners('error').end(notFound)",
      },
    },
  ],
})

const waiting = '/hanging?ms=500'

trial({
  title: 'handshakes that are reset while their factory waits',
  demands: [demands.resets],
  options: { maxHandshakes: { total: 1_000, perAddress: 1_000 } },
  measure: async (server) => [
    await harmOf(server, async () => {
      await each(async () => {
        const wire = await server.dial()
        wire.write(handshake(server, waiting))
        await server.ask('GET', '/probe')
        wire.reset()
      })
      // The factories of all have ended when that of a later one has.
      const last = await server.connect(waiting)
      last.close(1000)
    }),
  ],
  sabotages: [
    {
      spoils: [demands.resets],
      change: {
        file: 'adapters/node/claim.ts',
        find: "if (socket.listenerCount('error', destroy) === 0) socket.on('error', destroy)",
        replace: 'void socket',
      },
    },
  ],
})

const ways = places.flatMap((place) =>
  manners.flatMap((manner) => Object.keys(values).map((value) => ({ place, manner, value }))),
)

trial({
  title: 'handlers that throw and reject',
  demands: [demands.rejections],
  measure: async (server) => [
    await harmOf(server, async () => {
      for (const { place, manner, value } of ways) {
        const peer = await server.connect(`/failing/ways/${place}/${manner}/${value}`)
        if (place === 'close') peer.close(4001)
        else peer.send('now')
        await peer.closed
      }
    }),
  ],
  sabotages: [
    {
      spoils: [demands.rejections],
      change: { file: 'src/handlers.ts', find: '(error) => this.failed(phase, error),', replace: 'undefined,' },
    },
  ],
})
