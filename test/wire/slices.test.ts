import process from 'node:process'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { equal, freshId } from '../../src/testing/expect.ts'
import { opcode } from '../../src/testing/frames.ts'
import { handshake, readHead } from '../../src/testing/raw.ts'
import { type WireTarget, wireTarget } from '../../testing/wire.ts'
import { isPresent } from '../contract/present.ts'
import { runtimeNamed } from '../contract/runtimes.ts'
import { frame, utf8 } from './frame.ts'
import { frameCases } from './frames/index.ts'
import { show } from './outcome.ts'
import { bytesOf, echo, type Played, watch } from './play.ts'
import { inPool } from './pool.ts'
import { sendSliced } from './sliced.ts'
import { columns } from './table.ts'

// WIRE_SEED=... repeats a run.
const seed = Number(process.env['WIRE_SEED'] ?? Math.trunc(Math.random() * 2 ** 31))
console.info(`slices: WIRE_SEED=${seed}`)

/** The bytes of a handshake and of what follows it, each cut sent by itself, and what comes of it. */
async function playSliced(
  target: WireTarget,
  one: Played,
  cut: (length: number) => readonly number[],
): Promise<string> {
  const id = freshId()
  const bytes = Buffer.concat([utf8(handshake(target, echo(id))), bytesOf(one)])
  const raw = await sendSliced(target, bytes, cut(bytes.length))
  try {
    equal((await readHead(raw)).status, 101, 'the status')
    return show(await watch(target, raw, id, one))
  } finally {
    raw.destroy()
  }
}

const whole = () => []

/** A stream of every kind of frame that a server takes: short, so that it can be cut at every place. */
const short: Played = {
  closes: true,
  bytes: Buffer.concat([
    frame({ opcode: opcode.text, payload: utf8('é'), fin: false }),
    frame({ opcode: opcode.ping, payload: utf8('?') }),
    frame({ opcode: opcode.continuation, payload: utf8('€') }),
    frame({ opcode: opcode.binary, payload: utf8('b'), lengthBits: 16 }),
    frame({ opcode: opcode.close, payload: Uint8Array.of(0x0f, 0xa0, 0x6f, 0x6b) }),
  ]),
}
const shortSeen = 'text c3a9e282ac, binary 62, pong 3f, close 4000, end · 2 × message, close 4000 "ok"'

// Those whose answer is the same each time, and that take no megabytes.
const playable = frameCases.filter(
  ({ bytes, breach }) => bytes.length < 2_000 && breach !== 'RSV1 alone on a ping or pong',
)
const harmless = playable.filter(({ breach, closes }) => !breach && !closes)

/** Some harmless frames and one case of any kind behind them, and where the stream is cut, as parts of its length. */
const streams = fc.record({
  before: fc.array(fc.constantFrom(...harmless), { maxLength: 3 }),
  last: fc.constantFrom(...playable),
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }),
})

const present = columns.filter((column) => isPresent(runtimeNamed(column)))

describe.each(present)('however a stream is cut, %s', (name) => {
  const server = runtimeNamed(name).start('hosts')
  const targetOf = async () => wireTarget({ runtime: name, origin: `http://127.0.0.1:${(await server).port}` })
  afterAll(async () => (await server).child.end())

  test('sees the same at every place of a short one', async () => {
    await using target = await targetOf()
    const length = handshake(target, echo(freshId())).length + short.bytes.length
    const places = Array.from({ length: length - 1 }, (_, index) => index + 1)
    const seen = await inPool(places, 16, (place) => playSliced(target, short, () => [place]))
    expect(places.filter((_, index) => seen[index] !== shortSeen)).toEqual([])
    expect(await playSliced(target, short, () => places)).toBe(shortSeen)
    expect(await playSliced(target, short, whole)).toBe(shortSeen)
  })

  test('sees the same at random places of any', async () => {
    await using target = await targetOf()
    const property = fc.asyncProperty(streams, async ({ before, last, cuts }) => {
      const stream: Played = { bytes: Buffer.concat([...before, last].map(({ bytes }) => bytes)), closes: last.closes }
      const cut = (length: number) => cuts.map((part) => Math.round(part * length))
      expect(await playSliced(target, stream, cut)).toBe(await playSliced(target, stream, whole))
    })
    await fc.assert(property, { seed, numRuns: 100 })
  })
})
