import { opcode } from '../../../src/testing/frames.ts'
import { cutInto, fragments, frame, pattern, utf8 } from '../frame.ts'
import { type FrameCase, groupOf } from './case.ts'

const { lives, fails } = groupOf('fragmentation')

const { text, binary, continuation } = opcode
const kinds = { text, binary }
const nothing = new Uint8Array()
const [a, b] = [utf8('first'), utf8('second')]

/** Places of empty fragments in a message of three. */
const empty = {
  first: [nothing, a, b],
  second: [a, nothing, b],
  last: [a, b, nothing],
  'first and last': [nothing, a, nothing],
  all: [nothing, nothing, nothing],
}

const whole = (parts: readonly Uint8Array[]) => Buffer.concat(parts)

const stray = [true, false].flatMap((fin) =>
  [nothing, a].flatMap((payload) => {
    const name = `continuation of nothing, ${payload.length} bytes, ${fin ? 'with' : 'without'} FIN`
    const continuing = frame({ opcode: continuation, payload, fin })
    return [
      fails(name, 'fragmentation', [continuing]),
      fails(`${name}, after a message`, 'fragmentation', [frame({ opcode: text, payload: b }), continuing], {
        before: [[text, b]],
      }),
      fails(`${name}, after a message in fragments`, 'fragmentation', [...fragments(text, [a, b]), continuing], {
        before: [[text, whole([a, b])]],
      }),
    ]
  }),
)

const amidst = Object.entries(kinds).flatMap(([outer, outside]) =>
  Object.entries(kinds).flatMap(([inner, inside]) => {
    const begun = [frame({ opcode: outside, payload: a, fin: false })]
    const goesOn = [...begun, frame({ opcode: continuation, payload: a, fin: false })]
    const whole = frame({ opcode: inside, payload: b })
    const parts = fragments(inside, [b, a])
    const name = `amid a ${outer}`
    return [
      fails(`whole ${inner} ${name}`, 'fragmentation', [...begun, whole]),
      fails(`whole ${inner} ${name}, after its second fragment`, 'fragmentation', [...goesOn, whole]),
      fails(`${inner} in fragments ${name}`, 'fragments amid a message', [...begun, ...parts], {
        overlooked: [[inside, Buffer.concat([b, a])]],
      }),
      fails(
        `${inner} in fragments ${name}, after its second fragment`,
        'fragments amid a message',
        [...goesOn, ...parts],
        {
          overlooked: [[inside, Buffer.concat([b, a])]],
        },
      ),
    ]
  }),
)

export const fragmentation: readonly FrameCase[] = [
  ...Object.entries(kinds).flatMap(([kind, code]) => [
    ...[2, 3, 4, 10, 100, 1000].map((count) =>
      lives(`${kind} in ${count} fragments`, fragments(code, cutInto(count, pattern(1000))), [[code, pattern(1000)]]),
    ),
    ...Object.entries(empty).map(([which, parts]) =>
      lives(`${kind} in three fragments, empty: ${which}`, fragments(code, parts), [[code, whole(parts)]]),
    ),
    lives(`${kind} in two fragments of 65,536 bytes`, fragments(code, cutInto(2, pattern(131_072))), [
      [code, pattern(131_072)],
    ]),
    lives(
      `${kind}, two messages in fragments`,
      [...fragments(code, [a, b]), ...fragments(code, [b, a])],
      [
        [code, whole([a, b])],
        [code, whole([b, a])],
      ],
    ),
    fails(
      `${kind} whose fragments are too big together`,
      'over maxPayload',
      fragments(code, cutInto(17, pattern(2 ** 20 + 1))),
    ),
  ]),
  ...stray,
  ...amidst,
]
