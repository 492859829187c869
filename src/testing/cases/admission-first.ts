import type { Told } from '../app/admission.ts'
import { elapse, equal, freshId, open, openGate, readLog, untilEvent } from '../expect.ts'
import { textFrame } from '../frames.ts'
import { handshake, latin1, readHead } from '../raw.ts'
import type { ContractCase, Peer, Target } from '../target.ts'
import { expectUnlogged, tokenOf } from './admission-probes.ts'
import { ended, marker, named } from './probes.ts'

/** A connection that is refused for what it showed as a token: nothing of the route's has run, or runs now. */
async function expectUnauthorized(target: Target, route: string, show: (peer: Peer) => unknown): Promise<void> {
  const id = freshId()
  const peer = await open(target, `/admission/token/${route}?id=${id}`)
  await show(peer)
  equal(await ended(peer), { code: 1008, reason: 'unauthorized' }, 'the close')
  await marker(target)
  const ran = (await readLog(target, id)).filter(({ event }) => event !== 'factory' && event !== 'verify')
  equal(ran, [], "what ran of the route's handlers")
}

/** AD06: tokens as the first message. */
export const admissionFirst: readonly ContractCase[] = [
  {
    id: 'AD06',
    level: 'MUST',
    title: 'a token as the first message: onOpen runs when it is found good, and what came behind it follows in order',
    needs: ['guards'],
    async run(target) {
      const id = freshId()
      const token = tokenOf('gated')
      const peer = await open(target, `/admission/token/message?id=${id}`)
      for (const text of [token, 'one', 'two', 'three']) peer.send(text)
      await untilEvent(target, id, 'verify')
      await marker(target)
      equal(named(await readLog(target, id), 'open').length, 0, 'open events before the token is verified')
      await openGate(target, id)
      const { key, data } = JSON.parse(String(await peer.next())) as Told
      equal([key, data], ['ann', { user: 'ann' }], 'what onOpen finds')
      for (const text of ['one', 'two', 'three']) equal(await peer.next(), text, 'an echo')
      const messages = named(await readLog(target, id), 'message').map((entry) => entry['data'])
      equal(messages, ['one', 'two', 'three'], 'the messages, without the token')
      await expectUnlogged(target, token)
    },
  },
  {
    id: 'AD06b',
    level: 'MUST',
    title:
      'a first message that is no good token, no text or too large closes with 1008: the route hears of none of it',
    needs: ['guards'],
    async run(target) {
      const shown: readonly (string | Uint8Array)[] = [
        tokenOf('bad'),
        '',
        new TextEncoder().encode(tokenOf('good')),
        `good.${'x'.repeat(70_000)}`,
      ]
      for (const first of shown) {
        await expectUnauthorized(target, 'message', (peer) => {
          peer.send(first)
          peer.send('behind it')
        })
      }
    },
  },
  {
    id: 'AD06c',
    level: 'MUST',
    title: 'a token that does not come in time closes with 1008',
    needs: ['guards'],
    run: (target) => expectUnauthorized(target, 'late', () => elapse(target, 300)),
  },
  {
    id: 'AD06d',
    level: 'MUST',
    title: 'a peer that leaves while its token is verified never opens',
    needs: ['guards'],
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/admission/token/message?id=${id}`)
      peer.send(tokenOf('gated'))
      peer.send('behind it')
      await untilEvent(target, id, 'verify')
      peer.terminate()
      await ended(peer)
      await openGate(target, id)
      await marker(target)
      const events = (await readLog(target, id)).map(({ event }) => event)
      equal(events, ['verify'], 'what happened')
    },
  },
  {
    id: 'AD06f',
    level: 'MUST',
    title:
      'a verify that fails closes with 1011 and opens nothing, and its words, with the token in them, are not logged',
    needs: ['guards'],
    async run(target) {
      const [id, token] = [freshId(), tokenOf('throws')]
      const peer = await open(target, `/admission/token/message?id=${id}`)
      peer.send(token)
      equal((await ended(peer)).code, 1011, 'the code')
      await expectUnlogged(target, token)
      const ran = (await readLog(target, id)).map(({ event }) => event)
      equal(ran.filter((event) => event === 'open' || event === 'close').length, 0, 'open and close events')
    },
  },
  {
    id: 'AD06e',
    level: 'MUST',
    title: 'a token in the same packet as the handshake is the first message all the same',
    needs: ['guards', 'raw'],
    async run(target) {
      const id = freshId()
      const raw = await target.raw!()
      const first = latin1(textFrame(tokenOf('good')))
      raw.write(handshake(target, `/admission/token/message?id=${id}`) + first + latin1(textFrame('early')))
      equal((await readHead(raw)).status, 101, 'the status')
      await untilEvent(target, id, 'message')
      const events = (await readLog(target, id)).map(({ event }) => event)
      equal(events, ['verify', 'factory', 'open', 'message'], 'what happened')
    },
  },
]
