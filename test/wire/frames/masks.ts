import { closePayload, opcode } from '../../../src/testing/frames.ts'
import { frame, pattern, type RawFrame, utf8 } from '../frame.ts'
import { type FrameCase, groupOf } from './case.ts'

const { lives, fails } = groupOf('masks')

const { text, binary, ping, pong, close, continuation } = opcode
const hello = utf8('hello')

const masks = [
  [0, 0, 0, 0],
  [0, 0, 0, 1],
  [1, 0, 0, 0],
  [0x80, 0x80, 0x80, 0x80],
  [0xff, 0xff, 0xff, 0xff],
  [0x12, 0x34, 0x56, 0x78],
  // The masked payload begins as an HTTP request would: `GET `.
  [...'GET '].map((letter, index) => letter.charCodeAt(0) ^ hello[index]!),
]

const masked = masks.flatMap((mask) => {
  const name = `mask ${Buffer.from(mask).toString('hex')}`
  return [
    lives(`${name} on a text`, [frame({ opcode: text, mask, payload: hello })], [[text, hello]]),
    lives(
      `${name} on a binary of 65,537 bytes`,
      [frame({ opcode: binary, mask, payload: pattern(65_537) })],
      [[binary, pattern(65_537)]],
    ),
    lives(`${name} on a ping`, [frame({ opcode: ping, mask, payload: hello })], [[pong, hello]]),
  ]
})

const bare = (raw: RawFrame) => frame({ ...raw, mask: null })

const unmaskedMessage = (name: string, code: number, payload: Uint8Array): FrameCase =>
  fails(`unmasked ${name}`, 'unmasked', [bare({ opcode: code, payload })], { overlooked: [[code, payload]] })

const unmasked = [
  unmaskedMessage('empty text', text, new Uint8Array()),
  unmaskedMessage('text', text, hello),
  unmaskedMessage('binary', binary, hello),
  unmaskedMessage('text of 126 bytes', text, pattern(126)),
  unmaskedMessage('binary of 65,536 bytes', binary, pattern(65_536)),
  fails('unmasked ping', 'unmasked', [bare({ opcode: ping, payload: hello })], { overlooked: [[pong, hello]] }),
  fails('unmasked pong', 'unmasked', [bare({ opcode: pong, payload: hello })], { overlooked: [] }),
  fails('unmasked close', 'unmasked', [bare({ opcode: close, payload: closePayload(1000, '') })], { closing: [1000] }),
  fails(
    'unmasked continuation',
    'unmasked',
    [frame({ opcode: text, payload: hello, fin: false }), bare({ opcode: continuation, payload: hello })],
    { overlooked: [[text, utf8('hellohello')]] },
  ),
  fails(
    'unmasked text after a masked one',
    'unmasked',
    [frame({ opcode: text, payload: hello }), bare({ opcode: text, payload: hello })],
    { before: [[text, hello]], overlooked: [[text, hello]] },
  ),
]

export const maskCases: readonly FrameCase[] = [
  ...masked,
  lives(
    'another mask on each fragment',
    masks.map((mask, index) =>
      frame({ opcode: index === 0 ? text : continuation, mask, payload: hello, fin: index === masks.length - 1 }),
    ),
    [[text, utf8('hello'.repeat(masks.length))]],
  ),
  ...unmasked,
]
