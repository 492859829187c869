import { equal, freshId, open, openGate, readLog, untilEvent } from '../expect.ts'
import { readFrame, textFrame } from '../frames.ts'
import { exchange, handshake, latin1, readHead } from '../raw.ts'
import type { ContractCase, RawConnection } from '../target.ts'
import { expectEcho, expectNotOpened, leaveDuring, passGate } from './handshake-probes.ts'

async function texts(raw: RawConnection, count: number): Promise<string[]> {
  const read: string[] = []
  while (read.length < count) read.push(new TextDecoder().decode((await readFrame(raw)).payload))
  return read
}

/** What arrives early, and who leaves early. */
export const handshakeEarly: readonly ContractCase[] = [
  {
    id: 'HS12',
    level: 'MUST',
    title: 'frames in the same packet as the handshake are delivered after open, in order',
    needs: ['raw'],
    async run(target) {
      for (const route of ['echo', 'micro']) {
        const id = freshId()
        const raw = await target.raw!()
        const head = handshake(target, `/handshake/${route}?id=${id}`)
        const frames = ['one', 'two', 'three'].map((text) => latin1(textFrame(text)))
        equal((await exchange(raw, head + frames.join(''))).status, 101, `the status of ${route}`)
        equal(await texts(raw, 3), ['one', 'two', 'three'], 'the echoes')
        const log = await readLog(target, id)
        equal(
          log.map(({ event }) => event),
          ['factory', 'open', 'message', 'message', 'message'],
          'the events',
        )
      }
    },
  },
  {
    id: 'HS12b',
    level: 'MUST',
    title: 'frames that arrive while the factory awaits are delivered after open, in order',
    needs: ['raw'],
    async run(target) {
      const id = freshId()
      const raw = await target.raw!()
      raw.write(handshake(target, `/handshake/slow?id=${id}`))
      await untilEvent(target, id, 'waiting')
      raw.write(textFrame('one'))
      raw.write(textFrame('two'))
      // A round trip on another connection: the frames have arrived before the gate opens.
      await target.fetch('/handshake/plain')
      await openGate(target, id)
      equal((await readHead(raw)).status, 101, 'the status')
      equal(await texts(raw, 2), ['one', 'two'], 'the echoes')
      const log = await readLog(target, id)
      const events = log.map(({ event }) => event).filter((event) => event !== 'aborted')
      equal(events, ['waiting', 'waited', 'factory', 'open', 'message', 'message'], 'the events')
    },
    deviations: {
      async bun(target) {
        const id = freshId()
        const raw = await target.raw!()
        raw.write(handshake(target, `/handshake/slow?id=${id}`))
        await untilEvent(target, id, 'waiting')
        raw.write(textFrame('one'))
        equal((await readHead(raw)).status, 400, 'the status')
        await openGate(target, id)
      },
    },
  },
  ...(['slow', 'slow-middleware'] as const).map(
    (route, index): ContractCase => ({
      id: `HS13${['', 'b'][index]}`,
      level: 'MUST',
      title: `a peer that disconnects during ${route === 'slow' ? 'the factory' : 'middleware'} opens nothing and harms nobody`,
      needs: ['raw'],
      async run(target) {
        const witness = await open(target, '/handshake/echo')
        const id = freshId()
        for (let round = 0; round < 3; round++) await leaveDuring(target, route, id)
        await passGate(target, id)
        await expectNotOpened(target, id)
        await expectEcho(target, '/handshake/echo')
        witness.send('alive')
        equal(await witness.next(), 'alive', 'an earlier connection')
      },
    }),
  ),
  {
    id: 'HS13c',
    level: 'MUST',
    title: "the factory's signal aborts when the peer disconnects",
    needs: ['raw'],
    async run(target) {
      const id = freshId()
      await leaveDuring(target, 'slow', id)
      try {
        await untilEvent(target, id, 'aborted', 1_500)
      } finally {
        await openGate(target, id)
      }
    },
    deviations: {
      async workerd(target) {
        const id = freshId()
        await leaveDuring(target, 'slow', id)
        await passGate(target, id)
        equal(
          (await readLog(target, id)).map(({ event }) => event),
          ['waiting'],
          'the events',
        )
      },
    },
  },
]
