import type { Told } from '../app/admission.ts'
import { equal, freshId, ok, open, readLog } from '../expect.ts'
import type { ContractCase } from '../target.ts'
import { expectStatus, expectUnlogged, tokenOf } from './admission-probes.ts'
import { named } from './probes.ts'

/** AD05: tokens among the subprotocols. */
export const admissionTokens: readonly ContractCase[] = [
  {
    id: 'AD05',
    level: 'MUST',
    title:
      'a token among the subprotocols is verified and taken off the list: never chosen, never echoed, never logged',
    needs: ['guards'],
    async run(target) {
      const id = freshId()
      const token = tokenOf('good')
      const headers = { 'Sec-WebSocket-Protocol': `chat.v2, bearer.${token},chat.v1` }
      const peer = await open(target, `/admission/token/protocol?id=${id}`, { headers })
      equal(peer.headers.get('sec-websocket-protocol'), 'chat.v1', 'the 101')
      const [offered] = named(await readLog(target, id), 'offered')
      equal(offered?.['offered'], ['chat.v2', 'chat.v1'], 'what the route chooses from')
      const { protocol, key, data } = JSON.parse(String(await peer.next())) as Told
      equal([protocol, key, data], ['chat.v1', 'ann', { user: 'ann' }], 'what onOpen finds')
      await expectUnlogged(target, token)
    },
  },
  {
    id: 'AD05b',
    level: 'MUST',
    title: 'a bad token, none or two among the subprotocols get 401, before the factory',
    needs: ['guards'],
    async run(target) {
      for (const protocols of [
        ['chat.v1', `bearer.${tokenOf('bad')}`],
        ['chat.v1'],
        ['chat.v1', `Bearer.${tokenOf('good')}`],
        ['chat.v1', `bearer.${tokenOf('good')}`, `bearer.${tokenOf('good')}`],
      ]) {
        const peer = await expectStatus(target, '/admission/token/protocol', freshId(), 401, { protocols })
        equal(peer.headers.get('sec-websocket-protocol'), null, 'the refusal')
        for (const entry of protocols.slice(1))
          ok(!peer.body.includes(entry.slice(-12)), 'the refusal does not repeat the token')
      }
    },
  },
  {
    id: 'AD05c',
    level: 'MUST',
    title: 'a good token alone is no subprotocol: 400',
    needs: ['guards'],
    async run(target) {
      const token = tokenOf('good')
      const peer = await expectStatus(target, '/admission/token/protocol', freshId(), 400, {
        protocols: [`bearer.${token}`],
      })
      ok(!peer.body.includes(token), 'the refusal does not repeat the token')
    },
  },
  {
    id: 'AD05d',
    level: 'MUST',
    title: 'a verify that fails opens nothing, and its words, with the token in them, are not logged',
    needs: ['guards'],
    async run(target) {
      const token = tokenOf('throws')
      const protocols = ['chat.v1', `bearer.${token}`]
      const id = freshId()
      const peer = await target.connect(`/admission/token/protocol?id=${id}`, { protocols })
      ok(peer.status >= 400, `it is refused, not answered ${peer.status}`)
      await expectUnlogged(target, token)
      equal(named(await readLog(target, id), 'factory').length, 0, 'calls of the factory')
    },
  },
]
