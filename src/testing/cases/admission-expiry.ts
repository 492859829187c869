import { elapse, equal, freshId, open, openGate, readLog, untilEvent } from '../expect.ts'
import type { ContractCase, Peer, Target } from '../target.ts'
import { ended, named } from './probes.ts'

/** What `/admission/expiring` waits beyond the date. */
const grace = 300
/** A clock that is a fake one still begins at the date of the real one: this much may have passed on that. */
const spare = 5_000

const expiring = (target: Target, ms: number | string, id: string = freshId()): Promise<Peer> =>
  open(target, `/admission/expiring?id=${id}&in=${ms}`)

async function expectExpired(peer: Peer): Promise<void> {
  equal(await ended(peer), { code: 1008, reason: 'expired' }, 'the close')
}

async function expectEcho(peer: Peer, text: string): Promise<void> {
  peer.send(text)
  equal(await peer.next(), text, 'the echo')
}

/** AD07: until when a connection may stay. */
export const admissionExpiry: readonly ContractCase[] = [
  {
    id: 'AD07',
    level: 'MUST',
    title: 'a connection ends with 1008 at its expiresAt and a grace, one whose date is put off goes on',
    needs: ['guards'],
    async run(target) {
      const id = freshId()
      const kept = await expiring(target, '1000&renewal=3600000', id)
      await untilEvent(target, id, 'renewed')
      const ending = await expiring(target, 1_000)
      await elapse(target, 1_000 + grace + spare)
      await expectExpired(ending)
      await expectEcho(kept, String(3_600_000))
    },
  },
  {
    id: 'AD07b',
    level: 'MUST',
    title: 'a date that was put off counts anew: the connection ends by the last one',
    needs: ['guards'],
    async run(target) {
      const peer = await expiring(target, 3_600_000)
      await expectEcho(peer, '100')
      await elapse(target, 100 + grace + spare)
      await expectExpired(peer)
    },
  },
  {
    id: 'AD07c',
    level: 'MUST',
    title: 'what waits when a connection expires is not handled, and onClose comes behind what runs',
    needs: ['guards'],
    async run(target) {
      const id = freshId()
      const peer = await expiring(target, '3600000&waits=500', id)
      for (const text of ['wait', '1', '2']) peer.send(text)
      await untilEvent(target, id, 'message')
      await elapse(target, 500 + grace + spare)
      await expectExpired(peer)
      await openGate(target, id)
      await untilEvent(target, id, 'close')
      const messages = named(await readLog(target, id), 'message').map(({ data }) => data)
      equal(messages, ['wait'], 'the messages that were handled')
    },
  },
  {
    id: 'AD07d',
    level: 'MUST',
    title: 'a date that has passed ends the connection, one that no timer holds does not',
    needs: ['guards'],
    async run(target) {
      const far = await Promise.all([2 ** 31 + 1_000, 2 ** 32, 'Infinity'].map((ms) => expiring(target, ms)))
      const past = await expiring(target, -60_000)
      await elapse(target, 1)
      await expectExpired(past)
      for (const peer of far) await expectEcho(peer, String(2 ** 31 + 1_000))
      const later = await expiring(target, 0)
      await elapse(target, grace + spare)
      await expectExpired(later)
      for (const peer of far) await expectEcho(peer, 'Infinity')
    },
  },
  {
    id: 'AD07e',
    level: 'MUST',
    title: 'a date that has passed can still be put off within the grace',
    needs: ['guards'],
    async run(target) {
      const id = freshId()
      const kept = await expiring(target, '-1&renewal=3600000', id)
      await untilEvent(target, id, 'renewed')
      const ending = await expiring(target, -1)
      await elapse(target, grace + spare)
      await expectExpired(ending)
      await expectEcho(kept, String(3_600_000))
    },
  },
  {
    id: 'AD07f',
    level: 'MUST',
    title: 'nor is what waits of a peer that has left, once that would have expired',
    needs: ['guards'],
    async run(target) {
      const id = freshId()
      const peer = await expiring(target, '3600000&waits=500', id)
      for (const text of ['wait', '1']) peer.send(text)
      await untilEvent(target, id, 'message')
      peer.terminate()
      await ended(peer)
      const ending = await expiring(target, 500)
      await elapse(target, 500 + grace + spare)
      await expectExpired(ending)
      await openGate(target, id)
      await untilEvent(target, id, 'close')
      const messages = named(await readLog(target, id), 'message').map(({ data }) => data)
      equal(messages, ['wait'], 'the messages that were handled')
    },
  },
]
