import { closePayload, opcode } from '../../../src/testing/frames.ts'
import { frame, hex, utf8 } from '../frame.ts'
import { type FrameCase, groupOf } from './case.ts'

const { closes, fails } = groupOf('close')

const { close, text, ping } = opcode
const closing = (payload: Uint8Array) => frame({ opcode: close, payload })

/** @see https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number */
const valid = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3001, 3999, 4000, 4999]
const invalid = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 5001, 32_768, 65_535]

const reasons = ['x', 'going', 'grüße', 'x'.repeat(122), 'x'.repeat(123), 'é'.repeat(61), '\u{10ffff}', '\0', '\ufeff']
const badReasons = ['80', 'c0 80', 'ed a0 80', 'f4 90 80 80', 'ff', '61 c3', '61 62 f0 90 80']

export const closeCases: readonly FrameCase[] = [
  closes('no code', [closing(new Uint8Array())], [1005]),
  ...valid.map((code) => closes(`code ${code}`, [closing(closePayload(code, ''))], [code])),
  ...invalid.map((code) =>
    fails(`code ${code}`, code === 1005 ? 'close code 1005' : 'close code', [closing(closePayload(code, ''))], {
      closing: [code],
    }),
  ),
  ...invalid.map((code) =>
    fails(
      `code ${code} with a reason`,
      code === 1005 ? 'close code 1005' : 'close code',
      [closing(closePayload(code, 'why'))],
      { closing: [code, 'why'] },
    ),
  ),
  ...['00', '03', 'ff'].map((byte) =>
    fails(`a payload of one byte, ${byte}`, 'close payload of one byte', [closing(hex(byte))], { closing: [1005] }),
  ),
  ...reasons.map((reason) =>
    closes(`reason ${JSON.stringify(reason)}`, [closing(closePayload(1000, reason))], [1000, reason]),
  ),
  ...badReasons.map((bytes) => {
    const payload = Buffer.concat([closePayload(1000, ''), hex(bytes)])
    return fails(`reason ${bytes}`, 'UTF-8 of a close reason', [closing(payload)], {
      closing: [1000, new TextDecoder().decode(hex(bytes))],
    })
  }),
  closes(
    'a message before',
    [frame({ opcode: text, payload: utf8('last') }), closing(closePayload(1000, ''))],
    [1000],
    [[text, utf8('last')]],
  ),
  closes('a message after', [closing(closePayload(1000, '')), frame({ opcode: text, payload: utf8('late') })], [1000]),
  closes('a ping after', [closing(closePayload(1000, '')), frame({ opcode: ping })], [1000]),
  closes('another after', [closing(closePayload(1000, '')), closing(closePayload(1001, ''))], [1000]),
  closes('a broken frame after', [closing(closePayload(1000, '')), frame({ opcode: 3 })], [1000]),
]
