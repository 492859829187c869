import { equal, freshId, match, open } from '../expect.ts'
import type { ContractCase, Peer, Target } from '../target.ts'
import { ask, expectError, hear, protocols, say } from './channels-probes.ts'
import { ended } from './probes.ts'

const shown = async (target: Target, token: unknown): Promise<Peer> => {
  const peer = await open(target, '/channels/tokens', { protocols })
  peer.send(typeof token === 'string' ? JSON.stringify({ type: 'token', data: token }) : JSON.stringify(token))
  return peer
}

/** CH30 to CH32: who gets in, and how it is told why not. */
export const channelsTerms: readonly ContractCase[] = [
  {
    id: 'CH30',
    level: 'MUST',
    title: 'without the subprotocol of channels a handshake is refused, in words',
    needs: ['channels'],
    async run(target) {
      for (const offered of [[], ['chat']]) {
        const { status, body } = await target.connect('/channels/talk/a', { protocols: offered })
        equal(status, 400, `the status with [${offered}]`)
        match(body, /jackfield\.1/, 'the words')
      }
    },
  },
  {
    id: 'CH30b',
    level: 'MUST',
    title: 'data that does not fit when a connection is let in is a failure of the app',
    needs: ['channels'],
    async run(target) {
      const { status, body } = await target.connect('/channels/wrong', { protocols })
      equal([status, body.includes('12345')], [500, false], body)
      const asked = await target.fetch('/channels/wrong?jackfield-protocols=jackfield.1')
      equal([asked.status, (await asked.text()).includes('12345')], [500, false], 'who asks why')
    },
  },
  {
    id: 'CH31',
    level: 'MUST',
    title: 'a token in the first message lets in, and a fresh one puts the end off',
    needs: ['channels'],
    async run(target) {
      const peer = await shown(target, 'good-ada-1')
      equal((await hear(peer)).type, 'welcome', 'the first message')
      equal(await ask(peer, 'about'), { key: 'ada', data: { user: 'ada' }, hours: 1 }, 'what it grants')
      say(peer, { type: 'token', id: 1, data: 'good-ada-5' })
      equal(await hear(peer), { type: 'reply', id: 1 }, 'the answer to a fresh one')
      equal(((await ask(peer, 'about')) as { hours: number }).hours, 5, 'the hours')
      for (const data of ['bad', 'good-bob-5', 5, undefined]) {
        say(peer, { type: 'token', id: 2, data })
        equal((await expectError(peer, 'unauthorized', `the answer to ${data}`)).id, 2, 'its id')
      }
      equal(await ask(peer, 'about'), { key: 'ada', data: { user: 'ada' }, hours: 5 }, 'what is left')
    },
  },
  {
    id: 'CH31b',
    level: 'MUST',
    title: 'a first message that is no good token closes with 4401',
    needs: ['channels'],
    async run(target) {
      for (const token of [
        'bad',
        { type: 'token' },
        { type: 'about', id: 1 },
        { type: 'other', data: 'good-ada-1' },
        'good-ada',
      ]) {
        equal((await ended(await shown(target, token))).code, 4401, JSON.stringify(token))
      }
    },
  },
  {
    id: 'CH32',
    level: 'MUST',
    title: 'a plain GET tells what a handshake would meet, and the page that asks may read it',
    needs: ['channels'],
    async run(target) {
      const get = async (query: string, origin: string) => {
        const headers = { origin, accept: 'application/json' }
        const answer = await target.fetch(`/channels/talk/${freshId()}?${query}`, { headers })
        equal(answer.headers.get('access-control-allow-origin'), origin, 'who may read it')
        equal(answer.headers.get('access-control-allow-credentials'), 'true', 'with credentials')
        match(answer.headers.get('vary'), /\bOrigin\b/i, 'Vary')
        const { code, message } = (await answer.json()) as { code: string; message: string }
        equal(typeof message, 'string', 'the words')
        return [answer.status, code]
      }
      const own = target.origin
      equal(await get('jackfield-protocols=jackfield.1', own), [426, 'upgrade_required'], 'when all is well')
      equal(await get('jackfield-protocols=jackfield.9,chat', own), [400, 'protocol_refused'], 'with another offer')
      const foreign = 'https://foreign.example'
      equal(await get('jackfield-protocols=jackfield.1', foreign), [403, 'origin_refused'], 'from a foreign page')
    },
  },
  {
    id: 'CH32b',
    level: 'MUST',
    title: 'a plain GET is refused as a handshake would be where there is no room for one',
    needs: ['channels', 'guards'],
    variant: 'connections',
    async run(target) {
      const path = `/channels/talk/${freshId()}`
      const from = (client: number) => ({ 'X-Forwarded-For': `192.0.2.${client}`, Accept: 'application/json' })
      const get = async (client: number) => {
        const answer = await target.fetch(path, { headers: from(client) })
        return [answer.status, ((await answer.json()) as { code: string }).code]
      }
      const peers: Peer[] = []
      const connect = async (client: number) => {
        const peer = await target.connect(path, { protocols, headers: from(client) })
        equal(peer.status, 101, 'the status of a handshake')
        peers.push(peer)
      }
      for (const client of [1, 1]) await connect(client)
      equal(await get(1), [429, 'too_many'], 'from an address with as many as it may have')
      equal(await get(2), [426, 'upgrade_required'], 'from another one')
      await connect(2)
      equal(await get(2), [503, 'server_full'], 'of a server that is full')
      for (const peer of peers) peer.close(1000)
    },
  },
]
