import { opcode } from '../../../src/testing/frames.ts'
import { frame, pattern } from '../frame.ts'
import { type FrameCase, groupOf } from './case.ts'

const { lives, fails } = groupOf('framing')

const kinds = { text: opcode.text, binary: opcode.binary }
const sizes = [0, 1, 2, 124, 125, 126, 127, 128, 65_535, 65_536, 65_537]

/** Sizes that would fit into fewer bits: section 5.2 binds the sender to the fewest, and no receiver to refuse more. */
const overlong = { 16: [0, 1, 125], 64: [0, 1, 125, 126, 65_535] } as const

const maxPayload = 2 ** 20
/** More than a receiver can take; the last three set the first of 64 bits, which must be 0 and would be a size as well. */
const tooBig = [
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 63n + 5n,
  2n ** 64n - 1n,
]

export const framing: readonly FrameCase[] = Object.entries(kinds).flatMap(([kind, code]) => [
  ...sizes.map((size) => {
    const payload = pattern(size)
    return lives(`${kind} of ${size} bytes`, [frame({ opcode: code, payload })], [[code, payload]])
  }),
  ...([16, 64] as const).flatMap((lengthBits) =>
    overlong[lengthBits].map((size) => {
      const payload = pattern(size)
      const name = `${kind} of ${size} bytes whose length takes ${lengthBits} bits`
      return lives(name, [frame({ opcode: code, payload, lengthBits })], [[code, payload]])
    }),
  ),
  fails(`${kind} of ${maxPayload + 1} bytes`, 'over maxPayload', [
    frame({ opcode: code, payload: pattern(maxPayload + 1) }),
  ]),
  ...tooBig.map((announced) =>
    fails(`${kind} that announces ${announced} bytes`, 'too big for any', [
      frame({ opcode: code, payload: pattern(5), announced }),
    ]),
  ),
  lives(
    `${kind}, three messages at once`,
    [1, 2, 3].map((size) => frame({ opcode: code, payload: pattern(size) })),
    [1, 2, 3].map((size) => [code, pattern(size)] as const),
  ),
])
