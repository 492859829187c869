import { begun, elapse, equal, freshId, ok, open, openGate, until, untilEvent } from '../expect.ts'
import { textFrame } from '../frames.ts'
import type { ContractCase, Target } from '../target.ts'
import { closeByLimit, foreign } from './admission-probes.ts'
import { ended, marker, openRaw } from './probes.ts'

/** Waits until the server's statistics have these numbers. */
async function expectStats(target: Target, expected: object, what: string): Promise<void> {
  let stats: object = {}
  const look = async () => {
    stats = await target.control!.stats()
    return Object.entries(expected).every(([name, value]) => {
      const found = Reflect.get(stats, name)
      return typeof value === 'object'
        ? Object.entries(value).every(([reason, times]) => found[reason] === times)
        : found === value
    })
  }
  await until(look, () => `${what}: ${JSON.stringify(expected)}; they are ${JSON.stringify(stats)}`)
}

/** RP01: what `stats()` counts. Each case has a server of its own. */
export const reportsStats: readonly ContractCase[] = [
  {
    id: 'RP01',
    level: 'MUST',
    title: 'stats() has the connections and handshakes of now, and all that were accepted',
    needs: ['guards', 'control'],
    variant: 'fresh',
    async run(target) {
      const none = { connections: 0, handshakes: 0, unsentBytes: 0, accepted: 0 }
      await expectStats(target, none, 'at first')
      const zeros = await target.control!.stats()
      equal([zeros.refused, zeros.closed, zeros.dropped], [{}, {}, {}], 'the reasons at first')
      const id = freshId()
      const connecting = begun(target.connect(`/handshake/slow?id=${id}`))
      await untilEvent(target, id, 'waiting')
      await expectStats(target, { ...none, handshakes: 1 }, 'while a handshake waits')
      await openGate(target, id)
      const [one, other] = [await connecting, await open(target, '/handshake/echo')]
      await expectStats(target, { connections: 2, handshakes: 0, accepted: 2 }, 'when both are open')
      one.close(1000)
      other.terminate()
      await expectStats(target, { connections: 0, handshakes: 0, accepted: 2 }, 'when both have gone')
    },
  },
  {
    id: 'RP01b',
    level: 'MUST',
    title: 'stats() counts what was refused and closed, by reason',
    needs: ['guards', 'control'],
    variant: 'fresh',
    async run(target) {
      for (let count = 0; count < 3; count++) await target.connect('/handshake/echo', foreign())
      await target.connect('/handshake/strict')
      await target.connect('/admission/token/protocol', { protocols: ['chat.v1'] })
      await target.connect('/handshake/guarded/401')
      const refused = { origin_refused: 3, protocol_refused: 1, unauthorized: 1 }
      await closeByLimit(target)
      const past = await open(target, '/admission/expiring?in=-60000')
      await elapse(target, 1)
      await ended(past)
      const out = await open(target, '/admission/keyed?key=out')
      equal(await target.control!.disconnect({ key: 'out' }), 1, 'disconnect()')
      await ended(out)
      const early = await open(target, '/admission/token/message')
      early.send('bad.token')
      await ended(early)
      const closed = { payload_too_big: 1, expired: 1, disconnected: 1, unauthorized: 1 }
      await expectStats(target, { connections: 0, accepted: 4, refused, closed }, 'in the end')
      const { refused: reasons } = await target.control!.stats()
      equal(
        Object.keys(reasons).sort(),
        Object.keys(refused).sort(),
        'nothing else: a refusal of the app is none of ours',
      )
    },
  },
  {
    id: 'RP01c',
    level: 'MUST',
    title: 'stats() counts what is dropped and what waits unsent',
    needs: ['guards', 'control', 'raw'],
    variant: 'fresh',
    async run(target) {
      const [slow, full] = [freshId(), freshId()]
      const raws = [
        await openRaw(target, `/bounds/slow/drop?id=${slow}`),
        await openRaw(target, `/bounds/wide?id=${full}`),
      ]
      for (const raw of raws) raw.pause()
      raws[0]?.write(textFrame('128'))
      const accepted = (await untilEvent(target, slow, 'sent'))['accepted'] as number[]
      await expectStats(target, { dropped: { slow_reader: 128 - accepted.length } }, 'while nothing is read')
      // Half as much again: the network may take some of it between the look of the handler and that of the server.
      raws[1]?.write(textFrame(`fill ${1.5 * 2 ** 21}`))
      await untilEvent(target, full, 'filled')
      ok((await target.control!.stats()).unsentBytes >= 2 ** 21, 'bytes that wait unsent')
      for (const raw of raws) raw.reset()
      await expectStats(target, { connections: 0, unsentBytes: 0 }, 'when the peers have gone')
    },
  },
  {
    id: 'RP01d',
    level: 'MUST',
    title: 'a peer that leaves before its token is found good is counted no longer, whatever it has sent behind that',
    needs: ['guards', 'control'],
    variant: 'fresh',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/admission/token/message?id=${id}`)
      for (const text of ['gated.ann', 'behind it']) peer.send(text)
      await untilEvent(target, id, 'verify')
      peer.terminate()
      await expectStats(target, { connections: 0, accepted: 1 }, 'when it has gone')
      await openGate(target, id)
    },
  },
  {
    id: 'RP01e',
    level: 'MUST',
    title: 'stats() counts the messages that waited when their connection was closed',
    needs: ['guards', 'control'],
    variant: 'fresh',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/messages/one?id=${id}`)
      for (const text of ['runs', 'waits', 'waits too']) peer.send(text)
      await untilEvent(target, id, 'start')
      await marker(target)
      equal(await target.control!.disconnect({ route: '/messages/one' }), 1, 'disconnect()')
      await expectStats(target, { closed: { disconnected: 1 }, dropped: { discarded: 2 } }, 'when it is closed')
      await openGate(target, id)
      await ended(peer)
    },
  },
]
