import fc from 'fast-check'
import { closePayload, opcode } from '../../../src/testing/frames.ts'
import { cutInto, fragments, frame, pattern, type RawFrame, utf8 } from '../frame.ts'

/** The limits of the servers that play the streams: small enough to be met. */
export const limits = { maxPayload: 150_000, maxFragments: 6 }

const masks = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(...Array.from({ length: 4 }, () => fc.nat(255))) },
  { weight: 1, arbitrary: fc.constant([0, 0, 0, 0]) },
)

const sizes = fc.oneof(
  { weight: 12, arbitrary: fc.nat(40) },
  { weight: 6, arbitrary: fc.integer({ min: 110, max: 140 }) },
  { weight: 3, arbitrary: fc.nat(5_000) },
  { weight: 1, arbitrary: fc.constantFrom(65_535, 65_536, 140_000, limits.maxPayload) },
)

const letters = ['a', 'é', '€', '😀', '\ufffd', '\ufeff', '\0']
const texts = fc.oneof(
  { weight: 3, arbitrary: sizes.map(pattern) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.array(fc.constantFrom(...letters), { maxLength: 30 }), fc.integer({ min: 1, max: 40 }))
      .map(([some, times]) => utf8(some.join('').repeat(times))),
  },
)

/** Ends in the midst of a character, an overlong one, a surrogate, one past the last, and bytes that begin none. */
const broken = fc
  .tuple(
    fc.constantFrom([0xe2, 0x82], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff], [0x80]),
    fc.nat(300),
    fc.nat(300),
  )
  .map(([bytes, before, behind]) => Buffer.concat([pattern(before), Uint8Array.from(bytes), pattern(behind)]))

const kinds = fc.constantFrom(opcode.text, opcode.binary)
const controls = fc.constantFrom(opcode.ping, opcode.pong)

// A length may have more bits than it needs, save in a control frame.
const fits = (one: RawFrame, bits: 7 | 16 | 64) =>
  one.opcode < 8 && (one.payload?.length ?? 0) < (bits === 64 ? Number.POSITIVE_INFINITY : bits === 16 ? 65_536 : 126)
const framed = (given: fc.Arbitrary<Omit<RawFrame, 'mask' | 'lengthBits'>>) =>
  fc.tuple(given, masks, fc.constantFrom<(7 | 16 | 64)[]>(7, 7, 7, 16, 64)).map(([one, mask, bits]) => {
    const fit = fits(one, bits) && one.announced === undefined
    return [frame({ ...one, mask, ...(fit ? { lengthBits: bits } : {}) })]
  })

const control = framed(fc.record({ opcode: controls, payload: fc.nat(125).map(pattern) }))

const fragmented = fc
  .tuple(kinds, texts, fc.integer({ min: 2, max: 5 }), fc.array(fc.tuple(fc.nat(4), control), { maxLength: 3 }))
  .map(([kind, payload, count, between]) => {
    const parts = fragments(kind, cutInto(count, payload))
    for (const [at, frames] of between) parts.splice(1 + (at % (parts.length - 1)), 0, ...frames)
    return parts
  })

/** What every server takes. */
const good = fc.oneof(
  { weight: 8, arbitrary: framed(fc.record({ opcode: fc.constant(opcode.text), payload: texts })) },
  { weight: 8, arbitrary: framed(fc.record({ opcode: fc.constant(opcode.binary), payload: sizes.map(pattern) })) },
  { weight: 3, arbitrary: control },
  { weight: 2, arbitrary: fragmented },
)

const anyBits = { opcode: fc.nat(15), rsv: fc.nat(7), fin: fc.boolean(), payload: fc.nat(200).map(pattern) }
const closes = fc
  .tuple(fc.integer({ min: 995, max: 5_001 }), fc.constantFrom('', 'bye', 'grüße'))
  .map(([code, reason]) => closePayload(code, reason))

/** What ends the connection, and what may do so. */
const bad = fc.oneof(
  framed(fc.record(anyBits)),
  fc.tuple(kinds, texts).map(([kind, payload]) => [frame({ opcode: kind, payload, mask: null })]),
  framed(fc.record({ opcode: kinds, payload: texts, rsv: fc.integer({ min: 1, max: 7 }) })),
  framed(fc.record({ opcode: fc.constant(opcode.text), payload: broken })),
  broken.map((payload) => fragments(opcode.text, cutInto(3, payload))),
  framed(fc.record({ opcode: kinds, announced: fc.constantFrom(150_001n, 2n ** 40n, 2n ** 53n, 2n ** 64n - 1n) })),
  fc
    .constantFrom(limits.maxPayload + 2, 9)
    .map((size) => fragments(opcode.binary, cutInto(size === 9 ? 7 : 2, pattern(size)))),
  framed(fc.record({ opcode: fc.constantFrom(0, opcode.ping, opcode.close), payload: fc.nat(200).map(pattern) })),
  framed(fc.record({ opcode: kinds, payload: sizes.map(pattern), fin: fc.constant(false) })),
  framed(fc.record({ opcode: fc.constant(opcode.close), payload: fc.oneof(closes, fc.constant(new Uint8Array())) })),
  fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => [bytes]),
)

/** What a peer sends, as the bytes of its frames. */
export const sendings: fc.Arbitrary<Uint8Array[]> = fc
  .array(fc.oneof({ weight: 40, arbitrary: good }, { weight: 1, arbitrary: bad }), {
    minLength: 1,
    maxLength: 40,
    size: 'max',
  })
  .map((some) => some.flat())
