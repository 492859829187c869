import { equal, freshId, ok } from '../expect.ts'
import type { ContractCase } from '../target.ts'
import { binary, expectError, expectQuiet, hear, say, talker } from './channels-probes.ts'
import { ended } from './probes.ts'

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`

/** What a client may do wrong, and the code that says so. */
const wrong: readonly [sent: string | Uint8Array, code: string, id?: unknown][] = [
  ['', 'bad_json'],
  ['hello', 'bad_json'],
  ['{"type":"say"', 'bad_json'],
  ['1', 'bad_envelope'],
  ['null', 'bad_envelope'],
  ['["say"]', 'bad_envelope'],
  ['{}', 'bad_envelope'],
  ['{"type":1,"id":7}', 'bad_envelope', 7],
  ['{"type":"sya","id":"x"}', 'unknown_type', 'x'],
  ['{"type":"welcome"}', 'unknown_type'],
  ['{"type":"say","id":7,"data":{"text":1}}', 'invalid', 7],
  ['{"type":"say"}', 'invalid'],
  ['{"type":"odd","data":12345}', 'invalid'],
  [`{"type":"say","data":${nested(32)}}`, 'too_deep'],
  [`{"type":"say","data":{"text":"${'\u20ac'.repeat(4_000)}"}}`, 'too_large'],
  [binary(`{"type":"frame","data":{"camera":"${'x'.repeat(10_000)}"}}`, ''), 'too_large'],
  ['{"type":"add","data":{"a":1,"b":2}}', 'bad_id'],
  ['{"type":"say","id":-1,"data":{"text":"x"}}', 'bad_id'],
  [`{"type":"say","id":"${'x'.repeat(65)}","data":{"text":"x"}}`, 'bad_id'],
  ['{"type":"cancel"}', 'bad_id'],
  ['{"type":"frame","id":7,"data":{"camera":"door"}}', 'bad_envelope', 7],
  [new Uint8Array(), 'bad_binary'],
  [new Uint8Array([0, 0, 0]), 'bad_binary'],
  [binary('{"type":"frame"}', '', 0xffff_ffff), 'bad_binary'],
  [binary('{"type":"frame"}', '', 15), 'bad_json'],
  [binary('{"type":"frame","id":7,"data":{}}', 'x'), 'invalid', 7],
  [binary('{"type":"say","id":7,"data":{"text":"x"}}', ''), 'bad_binary', 7],
]

/** CH10 to CH12: what is wrong gets an answer, and never silence. */
export const channelsFaults: readonly ContractCase[] = [
  {
    id: 'CH10',
    level: 'MUST',
    title: 'each fault is answered by its code, with the id of its message, and the connection stays',
    needs: ['channels'],
    async run(target) {
      for (const [sent, code, id] of wrong) {
        const peer = await talker(target, freshId())
        const what = typeof sent === 'string' ? sent.slice(0, 60) : `<${sent.length} bytes>`
        peer.send(sent)
        const told = await expectError(peer, code, what)
        equal([told.id, typeof told.retryable, typeof told.message], [id, 'boolean', 'string'], what)
        ok(!JSON.stringify(told).includes('12345'), `it shows the data: ${JSON.stringify(told)}`)
        await expectQuiet(peer, `after ${what}`)
        peer.close(1000)
      }
    },
  },
  {
    id: 'CH10b',
    level: 'MUST',
    title: 'a failed check says where, in five issues and 1 KiB at most',
    needs: ['channels'],
    async run(target) {
      const peer = await talker(target, freshId())
      say(peer, { type: 'add', id: 1, data: { a: '1' } })
      equal(
        (await expectError(peer, 'invalid', 'the answer')).issues,
        [
          { path: ['a'], message: 'is no number' },
          { path: ['b'], message: 'is no number' },
        ],
        'the issues',
      )
      await expectQuiet(peer)
    },
  },
  {
    id: 'CH11',
    level: 'MUST',
    title: 'names of prototypes are names like all others',
    needs: ['channels'],
    async run(target) {
      const peer = await talker(target, freshId())
      for (const type of ['__proto__', 'prototype', 'toString', 'hasOwnProperty', 'valueOf']) {
        peer.send(`{"type":"${type}","id":1,"data":{"text":"x"}}`)
        await expectError(peer, 'unknown_type', type)
      }
      peer.send('{"__proto__":{"type":"say"},"data":{"text":"x"}}')
      await expectError(peer, 'bad_envelope', 'an inherited type')
      peer.send('{"type":"constructor","data":{"text":"mine"}}')
      equal(await hear(peer), { type: 'said', data: { text: 'mine' } }, "the channel's own")
    },
  },
  {
    id: 'CH12',
    level: 'MUST',
    title: 'too many faults end the connection with 4400, and say so',
    needs: ['channels'],
    async run(target) {
      const peer = await talker(target, freshId())
      for (let sent = 0; sent < 40; sent++) peer.send('x')
      let told = await hear(peer)
      let faults = 0
      for (; told.code === 'bad_json'; faults++) told = await hear(peer)
      ok(faults >= 20 && faults < 40, `${faults} faults were borne; maxFaults is 20, and one a second is forgiven`)
      equal(told.code, 'too_many_faults', 'the last answer')
      const { code, reason } = await ended(peer)
      equal([code, reason], [4400, 'too_many_faults'], 'the close')
    },
  },
]
