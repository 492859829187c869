import { closePayload, opcode } from '../../../src/testing/frames.ts'
import { fragments, frame, utf8 } from '../frame.ts'
import { type FrameCase, groupOf } from './case.ts'

const { fails } = groupOf('reserved bits and opcodes')

const { text, binary, ping, pong, close, continuation } = opcode
const hello = utf8('hello')

const bits = [1, 2, 3, 4, 5, 6, 7].flatMap((rsv) => {
  const name = `reserved bits ${rsv.toString(2).padStart(3, '0')}`
  const first = frame({ opcode: text, payload: hello, fin: false })
  const onPing = rsv === 4 ? 'RSV1 alone on a ping or pong' : 'reserved bits'
  return [
    ...Object.entries({ text, binary }).map(([kind, code]) =>
      fails(`${name} on a ${kind}`, 'reserved bits', [frame({ opcode: code, rsv, payload: hello })]),
    ),
    fails(`${name} on a ping`, onPing, [frame({ opcode: ping, rsv, payload: hello })], {
      overlooked: [[pong, hello]],
    }),
    fails(`${name} on a pong`, onPing, [frame({ opcode: pong, rsv, payload: hello })], { overlooked: [] }),
    fails(`${name} on an empty text`, 'reserved bits', [frame({ opcode: text, rsv })]),
    fails(`${name} on a close`, 'reserved bits', [frame({ opcode: close, rsv, payload: closePayload(1000, '') })]),
    fails(`${name} on a first fragment`, 'reserved bits', [frame({ opcode: text, rsv, fin: false, payload: hello })]),
    fails(`${name} on a continuation`, 'reserved bits', [first, frame({ opcode: continuation, rsv, payload: hello })]),
    fails(
      `${name} on a text after a good one`,
      'reserved bits',
      [frame({ opcode: text, payload: hello }), frame({ opcode: text, rsv, payload: hello })],
      { before: [[text, hello]] },
    ),
  ]
})

const opcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((code) => {
  const name = `opcode ${code.toString(16).toUpperCase()}`
  return [
    fails(`${name}, empty`, 'opcode', [frame({ opcode: code })]),
    fails(`${name} with a payload`, 'opcode', [frame({ opcode: code, payload: hello })]),
    fails(`${name} without FIN`, 'opcode', [frame({ opcode: code, fin: false, payload: hello })]),
    fails(
      `${name} between fragments`,
      'opcode',
      fragments(text, [hello, hello]).toSpliced(1, 0, frame({ opcode: code })),
    ),
  ]
})

export const reserved: readonly FrameCase[] = [...bits, ...opcodes]
