import { equal, freshId, match, open } from '../expect.ts'
import type { ContractCase, Peer, Target } from '../target.ts'
import { ended, expectAlive } from './probes.ts'

/** A connection by this key of one of the keyed routes. */
async function keyed(target: Target, key: string, route = 'keyed', room?: string): Promise<Peer> {
  const peer = await open(target, `/admission/${route}?key=${key}${room === undefined ? '' : `&room=${room}`}`)
  equal((JSON.parse(String(await peer.next())) as { key?: string }).key, key, 'ws.key')
  return peer
}

async function disconnect(target: Target, whom: object, options?: object): Promise<unknown> {
  const body = JSON.stringify({ target: whom, options })
  const response = await target.fetch('/admission/disconnect', { method: 'POST', body })
  return response.status === 200 ? response.json() : response.text()
}

/** AD08: who is asked to leave. */
export const admissionDisconnect: readonly ContractCase[] = [
  {
    id: 'AD08',
    level: 'MUST',
    title: 'disconnect() from an HTTP handler ends the connections of a key, and tells how many',
    needs: ['guards', 'topics'],
    async run(target) {
      const [ann, bob] = [freshId(), freshId()]
      const ending = [await keyed(target, ann), await keyed(target, ann)]
      const staying = [await keyed(target, bob), await keyed(target, ann, 'keyed-too')]
      equal(await disconnect(target, { route: 'keyed', room: '', key: ann }), 2, 'the answer')
      for (const peer of ending) equal(await ended(peer), { code: 1008, reason: 'disconnected' }, 'the close')
      equal(await disconnect(target, { route: 'keyed', room: '', key: ann }), 0, 'the answer when nobody is left')
      for (const peer of staying) await expectAlive(peer)
    },
  },
  {
    id: 'AD08b',
    level: 'MUST',
    title: 'disconnect() ends the connections of a room, with the code and the reason that it is given',
    needs: ['guards', 'topics'],
    async run(target) {
      const [room, other, key] = [freshId(), freshId(), freshId()]
      const ending = [await keyed(target, key, 'keyed', room), await keyed(target, freshId(), 'keyed', room)]
      const staying = [await keyed(target, key, 'keyed', other), await keyed(target, key, 'keyed-too', room)]
      const reason = { code: 4_001, reason: 'this room closes' }
      equal(await disconnect(target, { route: 'keyed', room }, reason), 2, 'the answer')
      for (const peer of ending) equal(await ended(peer), reason, 'the close')
      for (const peer of staying) await expectAlive(peer)
    },
  },
  {
    id: 'AD08c',
    level: 'MUST',
    title: 'disconnect() ends the connections of a route, whatever their keys',
    needs: ['guards', 'topics'],
    async run(target) {
      const ending = [await keyed(target, freshId(), 'keyed-alone'), await keyed(target, freshId(), 'keyed-alone')]
      const staying = await keyed(target, freshId())
      equal(await disconnect(target, { route: 'keyed-alone', room: '' }), 2, 'the answer')
      for (const peer of ending) equal((await ended(peer)).code, 1008, 'the code')
      await expectAlive(staying)
    },
  },
  {
    id: 'AD08d',
    level: 'MUST',
    title: 'disconnect() on the handle ends the connections of a key on every route',
    needs: ['guards', 'control'],
    async run(target) {
      const [ann, bob] = [freshId(), freshId()]
      const ending = [await keyed(target, ann), await keyed(target, ann, 'keyed-too', freshId())]
      const staying = await keyed(target, bob)
      equal(await target.control!.disconnect({ key: ann }, { code: 4_002 }), 2, 'the answer')
      for (const peer of ending) equal((await ended(peer)).code, 4_002, 'the code')
      await expectAlive(staying)
    },
  },
  {
    id: 'AD08e',
    level: 'MUST',
    title: 'disconnect() of nobody in particular, or with what must not go on the wire, is an error and ends nothing',
    needs: ['guards', 'topics'],
    async run(target) {
      const key = freshId()
      const peer = await keyed(target, key)
      match(String(await disconnect(target, {})), /^error: .*key/, 'the words')
      match(
        String(await disconnect(target, { route: 'keyed', room: '', key }, { code: 1006 })),
        /^error: .*1006/,
        'the words',
      )
      await expectAlive(peer)
      equal(await disconnect(target, { route: 'keyed', room: '', key }), 1, 'the answer')
      equal((await ended(peer)).code, 1008, 'the code')
    },
  },
  {
    id: 'AD08f',
    level: 'MUST',
    title: 'disconnect() of a key in all rooms ends them all, or is an error that says what to name, and ends none',
    needs: ['guards', 'topics'],
    async run(target) {
      const key = freshId()
      const peers = [await keyed(target, key, 'keyed', freshId()), await keyed(target, key, 'keyed', freshId())]
      const answer = await disconnect(target, { route: 'keyed', key })
      if (answer === 2) for (const peer of peers) equal((await ended(peer)).code, 1008, 'the code')
      else {
        match(String(answer), /^error: .*room: '/, 'the words')
        for (const peer of peers) await expectAlive(peer)
      }
    },
  },
]
