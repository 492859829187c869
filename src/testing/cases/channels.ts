import { equal, freshId, match, ok, open, openGate, readLog, untilEvent } from '../expect.ts'
import type { ContractCase } from '../target.ts'
import { channelsFaults } from './channels-faults.ts'
import { ask, binary, expectError, expectQuiet, greeted, hear, protocols, say, talker } from './channels-probes.ts'
import { channelsRooms } from './channels-rooms.ts'
import { channelsTerms } from './channels-terms.ts'
import { ended, named } from './probes.ts'

/** CH01 to CH20: what a typed channel says and does, spoken to by hand. */
export const channels: readonly ContractCase[] = [
  {
    id: 'CH01',
    level: 'MUST',
    title: 'the welcome comes first, with the id and the spread, and then what onOpen has sent',
    needs: ['channels'],
    async run(target) {
      const peer = await open(target, `/channels/talk/${freshId()}`, { protocols })
      equal(peer.protocol, 'jackfield.1', 'the subprotocol')
      const { type, id, spread } = await hear(peer)
      equal([type, spread], ['welcome', 500], 'the welcome')
      equal(await peer.next(), '{"type":"opened"}', 'what onOpen has sent')
      equal(((await ask(peer, 'about')) as { id: unknown }).id, id, 'the id of the socket')
    },
  },
  {
    id: 'CH02',
    level: 'MUST',
    title: 'a message reaches its handler as its schema has made it, also when that takes time',
    needs: ['channels'],
    async run(target) {
      const peer = await talker(target, freshId())
      say(peer, { type: 'say', data: { text: 'hello' } })
      equal(await peer.next(), '{"type":"said","data":{"text":"hello"}}', 'the answer')
      say(peer, { type: 'shout', data: 'hello' })
      say(peer, { type: 'say', data: { text: 'after' } })
      equal(await peer.next(), '{"type":"said","data":{"text":"HELLO"}}', 'what the schema has made')
      equal(await peer.next(), '{"type":"said","data":{"text":"after"}}', 'what came after')
    },
  },
  {
    id: 'CH02b',
    level: 'MUST',
    title: 'a binary message has a head that is checked and a body, in both directions',
    needs: ['channels'],
    async run(target) {
      const peer = await talker(target, freshId())
      for (const body of ['', 'x', '\u0000\u00ff'.repeat(40_000)]) {
        const frame = binary('{"type":"frame","data":{"camera":"door"}}', body)
        peer.send(frame)
        equal(await peer.next(), frame.slice().buffer, `a frame of ${body.length} characters`)
      }
    },
  },
  {
    id: 'CH03',
    level: 'MUST',
    title: 'a call is answered with its own id',
    needs: ['channels'],
    async run(target) {
      const peer = await talker(target, freshId())
      for (const id of [0, 9_007_199_254_740_991, 'a', '\ud83d\ude00', '__proto__', 'x'.repeat(64)]) {
        say(peer, { type: 'add', id, data: { a: 1, b: 2 } })
        equal(await hear(peer), { type: 'reply', id, data: 3 }, `the reply to ${id}`)
      }
    },
  },
  {
    id: 'CH03b',
    level: 'MUST',
    title: 'what a handler throws answers its call: a code with its words, or internal and nothing more',
    needs: ['channels'],
    async run(target) {
      const id = freshId()
      const peer = await talker(target, freshId(), `id=${id}`)
      const fail = async (how: string) => {
        say(peer, { type: 'fail', id: how, data: { how } })
        const { type, ...told } = await hear(peer)
        equal(type, 'error', 'the answer')
        return told
      }
      equal(await fail('own'), { code: 'unauthorized', retryable: false, id: 'own', message: 'leave it' }, 'known')
      equal(
        await fail('app'),
        { code: 'not_yours', retryable: false, id: 'app', message: 'ask its owner' },
        "the app's",
      )
      for (const how of ['other', 'later', 'misfit']) {
        const told = await fail(how)
        equal([told.code, told.id], ['internal', how], how)
        ok(!JSON.stringify(told).includes('12345'), `it tells: ${JSON.stringify(told)}`)
      }
      await expectQuiet(peer, 'the connection')
      const log = await readLog(target, id)
      equal(named(log, 'error').length, 3, 'what onError has heard')
      equal(named(log, 'app-error').length, 3, "what the server's onError has heard")
      match(JSON.stringify(log), /the password is 12345/, 'it hears all')
      ok(!/leave it|ask its owner/.test(JSON.stringify(log)), 'a refusal of the app is told as a failure')
    },
  },
  {
    id: 'CH04',
    level: 'MUST',
    title: 'one handler of a connection runs at a time, and a ping passes it by',
    needs: ['channels'],
    async run(target) {
      const gate = freshId()
      const peer = await talker(target, freshId())
      say(peer, { type: 'wait', id: 1, data: { gate } })
      say(peer, { type: 'say', data: { text: 'behind' } })
      say(peer, { type: 'ping' })
      equal(await hear(peer), { type: 'pong', spread: 500 }, 'the pong')
      await openGate(target, gate)
      equal(await hear(peer), { type: 'reply', id: 1, data: gate }, 'the reply')
      equal(await hear(peer), { type: 'said', data: { text: 'behind' } }, 'what waited')
    },
  },
  {
    id: 'CH04b',
    level: 'MUST',
    title: 'a call that is cancelled is answered at once and its signal aborts; one that waits is never made',
    needs: ['channels'],
    async run(target) {
      const [gate, never, id] = [freshId(), freshId(), freshId()]
      const peer = await talker(target, freshId(), `id=${id}`)
      say(peer, { type: 'wait', id: 1, data: { gate } })
      say(peer, { type: 'wait', id: 2, data: { gate: never } })
      await untilEvent(target, id, 'waiting')
      for (const call of [2, 1]) {
        say(peer, { type: 'cancel', id: call })
        equal((await expectError(peer, 'cancelled', 'the answer')).id, call, 'the id')
      }
      await untilEvent(target, id, 'aborted')
      await openGate(target, gate)
      await expectQuiet(peer)
      equal(named(await readLog(target, id), 'waiting').length, 1, 'calls that were made')
      say(peer, { type: 'cancel', id: 77 })
      await expectQuiet(peer, 'after the cancel of no call')
    },
  },
  {
    id: 'CH04c',
    level: 'MUST',
    title: 'calls of one connection are bounded, and no two of one id wait',
    needs: ['channels'],
    async run(target) {
      const gate = freshId()
      const peer = await talker(target, freshId())
      for (const id of [1, 2, 3]) say(peer, { type: 'wait', id, data: { gate } })
      say(peer, { type: 'wait', id: 2, data: { gate } })
      equal((await expectError(peer, 'duplicate_id', 'a second one')).id, 2, 'its id')
      say(peer, { type: 'add', id: 4, data: { a: 1, b: 2 } })
      const { id, retryable } = await expectError(peer, 'too_many_calls', 'a fourth one')
      equal([id, retryable], [4, true], 'its id, and whether it may be made again')
      await openGate(target, gate)
      for (const call of [1, 2, 3]) equal((await hear(peer)).id, call, 'a reply')
      await expectQuiet(peer)
    },
  },
  {
    id: 'CH04d',
    level: 'MUST',
    title: 'the signal of a call aborts when the connection ends',
    needs: ['channels'],
    async run(target) {
      const [gate, id] = [freshId(), freshId()]
      const peer = await talker(target, freshId(), `id=${id}`)
      say(peer, { type: 'wait', id: 1, data: { gate } })
      await untilEvent(target, id, 'waiting')
      peer.terminate()
      await untilEvent(target, id, 'aborted')
      await openGate(target, gate)
    },
  },
  {
    id: 'CH05',
    level: 'MUST',
    title: 'data is frozen, of JSON and at most 8 KiB: assigned to change, and what does not fit changes nothing',
    needs: ['channels'],
    async run(target) {
      const peer = await talker(target, freshId(), 'user=bob')
      const expectData = async (data: unknown, what: string) =>
        equal(((await ask(peer, 'about')) as { data: unknown }).data, data, what)
      await expectData({ user: 'bob' }, 'at first')
      for (const [type, data] of [['spoil'], ['keep', 'x'.repeat(8192)]] as const) {
        say(peer, { type, id: 1, data })
        await expectError(peer, 'internal', type)
        await expectData({ user: 'bob' }, `after ${type}`)
      }
      const more = { list: [1, { deep: true }], none: null }
      equal(await ask(peer, 'keep', more), { user: 'bob', more }, 'what was assigned')
      await expectData({ user: 'bob', more }, 'from then on')
    },
  },
  {
    id: 'CH06',
    level: 'MUST',
    title: "a message of the server's own that does not fit is not sent: onError hears, the client does not",
    needs: ['channels'],
    async run(target) {
      const id = freshId()
      const peer = await talker(target, freshId(), `id=${id}`)
      equal(
        await ask(peer, 'misfit', { text: 12345 }),
        { sent: false, published: { sent: 0, dropped: 0 } },
        'the answer',
      )
      const heard = named(await readLog(target, id), 'error')
      equal(heard.length, 2, 'what onError has heard')
      match(JSON.stringify(heard), /\\"said\\" of channel/, 'its words')
      ok(!JSON.stringify(heard).includes('12345'), `they show the data: ${JSON.stringify(heard)}`)
    },
  },
  {
    id: 'CH07',
    level: 'MUST',
    title: 'onClose comes once, with code and reason; what onOpen throws closes with 4500',
    needs: ['channels'],
    async run(target) {
      const id = freshId()
      const peer = await talker(target, freshId(), `id=${id}`)
      peer.close(4000, 'bye')
      const { code, reason, wasClean } = await untilEvent(target, id, 'close')
      equal([code, reason, wasClean], [4000, 'bye', true], 'the close')
      const { peer: failed } = await greeted(target, `talk/${freshId()}?user=nobody`)
      equal((await ended(failed)).code, 4500, 'the code')
    },
  },
  ...channelsFaults,
  ...channelsRooms,
  ...channelsTerms,
]
