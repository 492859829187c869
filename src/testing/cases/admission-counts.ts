import { begun, equal, freshId, match, openGate, until, untilEvent } from '../expect.ts'
import { handshake } from '../raw.ts'
import type { ContractCase, Peer, Target } from '../target.ts'
import { codeOf, expectStatus } from './admission-probes.ts'
import { expectNotOpened } from './handshake-probes.ts'
import { ended, marker } from './probes.ts'

/** A handshake of a client behind the proxy that these variants trust; this is its last octet. */
const from = (client: number) => ({
  headers: { 'X-Forwarded-For': `192.0.2.${client}`, Accept: 'application/json' },
})

/** One more is refused, with this status and before the app has run. */
async function expectFull(target: Target, client: number, status: 429 | 503): Promise<void> {
  const peer = await expectStatus(target, '/handshake/alone', freshId(), status, from(client))
  match(peer.headers.get('retry-after'), /^[1-9]\d*$/, 'Retry-After')
  equal(codeOf(peer), status === 429 ? 'too_many' : 'server_full', 'the code')
  equal((await target.fetch('/handshake/plain', from(client))).status, 203, 'a plain request meanwhile')
}

const connect = (target: Target, client: number): Promise<Peer> =>
  expectStatus(target, '/handshake/echo', freshId(), 101, from(client))

/** Waits until one more gets in. */
const untilFree = (target: Target, client: number, ms?: number): Promise<Peer> =>
  until(
    async () => {
      const peer = await target.connect('/handshake/echo', from(client))
      return peer.status === 101 && peer
    },
    `a place for client ${client}`,
    ms,
  )

/** Begins a handshake that waits for `openGate(target, id)`. */
async function begin(target: Target, client: number): Promise<{ id: string; connecting: Promise<Peer> }> {
  const id = freshId()
  const connecting = begun(target.connect(`/handshake/slow?id=${id}`, from(client)))
  await untilEvent(target, id, 'waiting')
  return { id, connecting }
}

/** AD09: how many there may be, in all and from one address. */
export const admissionCounts: readonly ContractCase[] = [
  {
    id: 'AD09',
    level: 'MUST',
    title: 'one connection too many gets 429 for its address and 503 in all, before the app, until another has ended',
    needs: ['guards'],
    variant: 'connections',
    async run(target) {
      const [first, second] = [await connect(target, 1), await connect(target, 1)]
      await expectFull(target, 1, 429)
      const third = await connect(target, 2)
      await expectFull(target, 3, 503)
      first.close(1000)
      await ended(first)
      const fourth = await untilFree(target, 1)
      await expectFull(target, 3, 503)
      second.terminate()
      await ended(second)
      await untilFree(target, 3)
      await expectFull(target, 4, 503)
      for (const peer of [third, fourth]) peer.close(1000)
    },
  },
  {
    id: 'AD09b',
    level: 'MUST',
    title: 'one pending handshake too many gets 429 for its address and 503 in all, until another is decided',
    needs: ['guards'],
    variant: 'handshakes',
    async run(target) {
      const [first, second] = [await begin(target, 1), await begin(target, 1)]
      await expectFull(target, 1, 429)
      const third = await begin(target, 2)
      await expectFull(target, 3, 503)
      await openGate(target, first.id)
      equal((await first.connecting).status, 101, 'the first one, decided')
      await connect(target, 1)
      const again = await begin(target, 1)
      await expectFull(target, 4, 503)
      for (const { id, connecting } of [second, third, again]) {
        await openGate(target, id)
        equal((await connecting).status, 101, 'the others, decided')
      }
    },
  },
  {
    id: 'AD09c',
    level: 'MUST',
    title:
      'a refused handshake frees its place, one whose client leaves only when the app has decided or its time is over',
    needs: ['guards', 'raw'],
    variant: 'handshakes',
    async run(target) {
      for (let round = 0; round < 5; round++) {
        equal((await target.connect('/handshake/guarded/401', from(1))).status, 401, 'a refusal of the app')
      }
      const ids = [freshId(), freshId()]
      for (const id of ids) {
        const raw = await target.raw!()
        raw.write(handshake(target, `/handshake/slow?id=${id}`, from(1).headers))
        await untilEvent(target, id, 'waiting')
        raw.reset()
      }
      // What the app does for them goes on: or whoever connects and leaves could start any amount of it.
      await marker(target)
      await expectFull(target, 1, 429)
      for (const id of ids) await openGate(target, id)
      // workerd stops the app's work where it stands, and nobody is told: there it takes the time of a handshake.
      await untilFree(target, 1, 10_000)
      for (const id of ids) await expectNotOpened(target, id)
    },
  },
]
