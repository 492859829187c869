import { closePayload, opcode } from '../../../src/testing/frames.ts'
import { frame, hex, pattern, utf8 } from '../frame.ts'
import { type FrameCase, groupOf, type Seen } from './case.ts'

const { lives, fails, closes } = groupOf('control frames')

const { ping, pong, close, text, binary, continuation } = opcode
const unfinished = 'control frame without FIN'

/** What a server answers to a control frame that is as it should be. */
const answers = (code: number, payload: Uint8Array): Seen[] => (code === ping ? [[pong, payload]] : [])

const part = (payload: string, more: { opcode?: number; fin?: boolean }) =>
  frame({ opcode: continuation, fin: false, payload: utf8(payload), ...more })

/** A message in three fragments, with control frames at one place of the four around them. */
const around = (place: number, name: string, control: readonly Uint8Array[], pongs: readonly Seen[]): FrameCase => {
  const frames = [part('one', { opcode: text }), part('two', {}), part('three', { fin: true })]
  const message: Seen = [text, utf8('onetwothree')]
  return lives(`${name} at place ${place} of a message in three fragments`, frames.toSpliced(place, 0, ...control), [
    message,
    ...pongs,
  ])
}

const pinged = (...payloads: string[]) => payloads.map((payload) => frame({ opcode: ping, payload: utf8(payload) }))
const ponged = (...payloads: string[]): Seen[] => payloads.map((payload) => [pong, utf8(payload)])

export const control: readonly FrameCase[] = [
  ...Object.entries({ ping, pong }).flatMap(([kind, code]) =>
    [0, 1, 2, 64, 124, 125].map((size) =>
      lives(
        `${kind} of ${size} bytes`,
        [frame({ opcode: code, payload: pattern(size) })],
        answers(code, pattern(size)),
      ),
    ),
  ),
  ...[126, 127, 65_536].flatMap((size) => [
    fails(`ping of ${size} bytes`, 'ping over 125 bytes', [frame({ opcode: ping, payload: pattern(size) })], {
      overlooked: [[pong, pattern(size)]],
    }),
    fails(`pong of ${size} bytes`, 'pong over 125 bytes', [frame({ opcode: pong, payload: pattern(size) })], {
      overlooked: [],
    }),
  ]),
  ...[126, 127].map((size) => {
    const reason = 'x'.repeat(size - 2)
    return fails(
      `close of ${size} bytes`,
      'close over 125 bytes',
      [frame({ opcode: close, payload: closePayload(1000, reason) })],
      { closing: [1000, reason] },
    )
  }),
  ...Object.entries({ ping, pong, close }).flatMap(([kind, code]) =>
    [0, 4].map((size) =>
      fails(`${kind} of ${size} bytes without FIN`, unfinished, [
        frame({ opcode: code, fin: false, payload: closePayload(1000, 'xx').subarray(0, size) }),
      ]),
    ),
  ),
  fails('ping without FIN, and its continuation', unfinished, [
    frame({ opcode: ping, fin: false, payload: utf8('a') }),
    part('b', { fin: true }),
  ]),
  fails('ping without FIN between fragments', unfinished, [
    part('one', { opcode: text }),
    frame({ opcode: ping, fin: false }),
    part('two', { fin: true }),
  ]),
  lives(
    'ping whose payload is no UTF-8',
    [frame({ opcode: ping, payload: hex('ff fe 00 c0') })],
    [[pong, hex('ff fe 00 c0')]],
  ),
  lives('ten pings at once', pinged(...'0123456789'), ponged(...'0123456789')),
  lives('pongs that nobody asked for', [frame({ opcode: pong }), frame({ opcode: pong, payload: utf8('who?') })]),
  lives(
    'ping, text, ping, binary',
    [...pinged('a'), frame({ opcode: text, payload: utf8('b') }), ...pinged('c'), frame({ opcode: binary })],
    [...ponged('a'), [text, utf8('b')], ...ponged('c'), [binary, new Uint8Array()]],
  ),
  ...[0, 1, 2, 3].flatMap((place) => [
    around(place, 'ping', pinged('?'), ponged('?')),
    around(place, 'pong', [frame({ opcode: pong })], []),
    around(place, 'three pings', pinged('1', '2', '3'), ponged('1', '2', '3')),
  ]),
  closes(
    'close between fragments',
    [
      part('one', { opcode: text }),
      frame({ opcode: close, payload: closePayload(1000, '') }),
      part('two', { fin: true }),
    ],
    [1000],
  ),
]
