import { opcode } from '../../../src/testing/frames.ts'
import { cutInto, fragments, frame, hex, utf8 } from '../frame.ts'
import { type FrameCase, groupOf } from './case.ts'

const { lives, fails } = groupOf('UTF-8')

const { text, binary } = opcode

/** The first and last code points of each length, around the surrogates, and those that some decoders eat. */
const boundaries = [
  0x0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x1fffe, 0x10ffff,
]

const named = (point: number) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`

const valid = boundaries.flatMap((point) => {
  const bytes = utf8(String.fromCodePoint(point))
  const name = named(point)
  const echo = [[text, bytes]] as const
  const cuts = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1)
  return [
    lives(name, [frame({ opcode: text, payload: bytes })], echo),
    lives(
      `${name} amid letters`,
      [frame({ opcode: text, payload: utf8(`a${String.fromCodePoint(point)}z`) })],
      [[text, utf8(`a${String.fromCodePoint(point)}z`)]],
    ),
    ...cuts.map((at) =>
      lives(`${name} cut after byte ${at}`, fragments(text, [bytes.subarray(0, at), bytes.subarray(at)]), echo),
    ),
    ...(bytes.length > 2 ? [lives(`${name} byte by byte`, fragments(text, cutInto(bytes.length, bytes)), echo)] : []),
  ]
})

/** @see https://www.rfc-editor.org/rfc/rfc3629#section-4 */
const bad = {
  'continuation byte alone': ['80', 'bf', '80 bf', '80 bf 80 bf'],
  'start of two bytes without its second': ['c2', 'df', 'c3 28'],
  'start of three bytes without its rest': ['e0', 'e0 a0', 'ef bf', 'e1 80 28', 'e1 28 80'],
  'start of four bytes without its rest': ['f0', 'f0 90', 'f0 90 80', 'f4 8f bf', 'f1 80 80 28', 'f1 28 80 80'],
  overlong: [
    'c0 80',
    'c0 af',
    'c1 bf',
    'e0 80 80',
    'e0 80 af',
    'e0 9f bf',
    'f0 80 80 80',
    'f0 80 80 af',
    'f0 8f bf bf',
  ],
  surrogate: ['ed a0 80', 'ed ad bf', 'ed ae 80', 'ed af bf', 'ed b0 80', 'ed be 80', 'ed bf bf', 'ed a0 80 ed b0 80'],
  'over U+10FFFF': ['f4 90 80 80', 'f5 80 80 80', 'f7 bf bf bf'],
  'start of more than four bytes': ['f8 88 80 80 80', 'fb bf bf bf bf', 'fc 84 80 80 80 80', 'fd bf bf bf bf bf'],
  'byte of no sequence': ['fe', 'ff', 'fe fe ff ff'],
}

/** As a decoder reads it that puts U+FFFD for what it cannot read. */
const replaced = (bytes: Uint8Array) => utf8(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))

const isUnfinished = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

const broken = (name: string, parts: readonly Uint8Array[]): FrameCase => {
  const whole = Buffer.concat(parts)
  const breach = parts.length > 1 && isUnfinished(whole) ? 'UTF-8 unfinished after fragments' : 'UTF-8'
  return fails(name, breach, fragments(text, parts), { overlooked: [[text, replaced(whole)]] })
}

const invalid = Object.entries(bad).flatMap(([what, sequences]) =>
  sequences.flatMap((sequence) => {
    const bytes = hex(sequence)
    const name = `${what}: ${sequence}`
    const cuts = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1)
    return [
      broken(name, [bytes]),
      broken(`${name}, amid letters`, [Buffer.concat([utf8('κόσ'), bytes, utf8('με')])]),
      ...cuts.map((at) => broken(`${name}, cut after byte ${at}`, [bytes.subarray(0, at), bytes.subarray(at)])),
      broken(`${name}, before a last empty fragment`, [bytes, new Uint8Array()]),
    ]
  }),
)

const asBinary = Object.entries(bad).map(([what, [sequence]]) =>
  lives(
    `${what}: ${sequence}, as binary`,
    [frame({ opcode: binary, payload: hex(sequence!) })],
    [[binary, hex(sequence!)]],
  ),
)

export const utf8Cases: readonly FrameCase[] = [...valid, ...invalid, ...asBinary]
