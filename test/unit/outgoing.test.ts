import { PassThrough } from 'node:stream'
import { TLSSocket } from 'node:tls'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Batch } from '../../adapters/node/batch.ts'
import { encodeFrame } from '../../adapters/node/frame.ts'
import { Outgoing } from '../../adapters/node/outgoing.ts'
import { Network } from './network.ts'

const unlimited = 2 ** 30

/** What one peer is sent, on a batch that releases when the test says so. */
function sendTo(network: Network, batch = new Batch(), limit = unlimited) {
  const outgoing = new Outgoing(network, batch, limit)
  batch.read()
  return { batch, outgoing }
}

const frames = (...payloads: (string | Uint8Array)[]): Buffer => Buffer.concat(payloads.map(encodeFrame))

test('what is sent in one turn leaves as one write, in order, whoever else gets it', () => {
  const network = new Network()
  const { batch, outgoing } = sendTo(network)
  outgoing.addMessage('a')
  outgoing.add(encodeFrame('shared'))
  outgoing.addMessage(Uint8Array.of(1, 2))
  outgoing.addMessage('b')
  expect(network.writes).toEqual([])
  const all = frames('a', 'shared', Uint8Array.of(1, 2), 'b')
  expect(outgoing.held).toBe(all.length)
  batch.flush()
  expect(network.writes).toEqual([all.length])
  expect(network.arrived.equals(all)).toBe(true)
  expect(outgoing.held).toBe(0)
})

test('long frames leave as one write too, without a copy', () => {
  const network = new Network()
  const { batch, outgoing } = sendTo(network)
  const long = encodeFrame(new Uint8Array(5000))
  for (let count = 0; count < 3; count++) outgoing.add(long)
  batch.flush()
  expect(network.writes).toEqual([3 * long.length])
})

test.each([unlimited, 1000])('of a limit of %i bytes, and of 64 KiB, never as much is held', (limit) => {
  const network = new Network()
  const { batch, outgoing } = sendTo(network, new Batch(), limit)
  const most = Math.min(limit, 2 ** 16)
  for (const size of [1, 100, 990, 40_000, 40_000, 70_000, 1]) {
    outgoing.addMessage('x'.repeat(size))
    expect(outgoing.held).toBeLessThan(most)
    outgoing.add(encodeFrame('y'.repeat(size)))
    expect(outgoing.held).toBeLessThan(most)
  }
  batch.flush()
  expect(outgoing.held).toBe(0)
})

test('an app may overwrite what it has sent', () => {
  const network = new Network()
  const { batch, outgoing } = sendTo(network)
  const sizes = [1, 200, 20_000, 40_000]
  for (const size of sizes) {
    const bytes = new Uint8Array(size).fill(1)
    outgoing.addMessage(bytes)
    bytes.fill(2)
  }
  batch.flush()
  expect(network.arrived.equals(frames(...sizes.map((size) => new Uint8Array(size).fill(1))))).toBe(true)
})

test('more is held for many in one turn than one piece of memory has', () => {
  const batch = new Batch()
  const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(25_000))
  const all = texts.map((text) => ({ text, network: new Network() }))
  for (const { text, network } of all) sendTo(network, batch).outgoing.addMessage(text)
  batch.flush()
  for (const { text, network } of all) expect(network.arrived.equals(frames(text))).toBe(true)
})

test('release tells whether the network has taken all', () => {
  const network = new Network(10)
  const { outgoing } = sendTo(network)
  outgoing.addMessage('12345678')
  expect([outgoing.release(), outgoing.isBehind]).toEqual([true, false])
  outgoing.addMessage('9')
  expect([outgoing.release(), outgoing.isBehind]).toEqual([false, true])
  network.accept(3)
  expect(outgoing.isBehind).toBe(false)
})

test('a stream that may keep what it is given gets memory that is written only once', () => {
  const streams = [new PassThrough(), new TLSSocket(new Network())]
  for (const stream of streams) {
    const kept: Buffer[] = []
    stream._write = (chunk, _encoding, done) => {
      kept.push(chunk)
      done()
    }
    const batch = new Batch()
    const outgoing = new Outgoing(stream, batch, unlimited)
    for (const text of ['first', 'other', 'third']) {
      outgoing.addMessage(text)
      outgoing.addMessage('and more')
      batch.flush()
    }
    const all = ['first', 'other', 'third'].flatMap((text) => [text, 'and more'])
    expect(Buffer.concat(kept).equals(frames(...all))).toBe(true)
  }
})

interface Turn {
  readonly sends: readonly { to: number; size: number; isShared: boolean; isText: boolean }[]
  readonly takes: readonly { of: number; bytes: number }[]
}

const peers = 3
const peer = fc.nat(peers - 1)
const size = fc.oneof(
  { weight: 6, arbitrary: fc.nat(300) },
  { weight: 3, arbitrary: fc.nat(12_000) },
  { weight: 1, arbitrary: fc.integer({ min: 30_000, max: 70_000 }) },
)
const turns: fc.Arbitrary<Turn[]> = fc.array(
  fc.record({
    sends: fc.array(fc.record({ to: peer, size, isShared: fc.boolean(), isText: fc.boolean() }), { maxLength: 8 }),
    takes: fc.array(fc.record({ of: peer, bytes: fc.oneof(fc.nat(200), fc.nat(100_000)) }), { maxLength: 4 }),
  }),
  { maxLength: 12 },
)

test('however few bytes a network takes at a time, exactly the frames arrive, in order', () => {
  fc.assert(
    fc.property(
      turns,
      fc.array(fc.constantFrom(0, 1000, unlimited), { minLength: peers, maxLength: peers }),
      (acts, first) => {
        const batch = new Batch()
        const networks = first.map((capacity) => new Network(capacity))
        const all = networks.map((network) => ({
          network,
          sent: [] as Buffer[],
          outgoing: new Outgoing(network, batch, unlimited),
        }))
        let count = 0
        for (const { sends, takes } of acts) {
          batch.read()
          for (const { to, size, isShared, isText } of sends) {
            const bytes = new Uint8Array(size).fill(0x41 + (count++ % 26))
            const payload = isText ? Buffer.from(bytes).toString() : bytes
            const frame = encodeFrame(payload)
            const { sent, outgoing } = all[to]!
            sent.push(frame)
            if (isShared) outgoing.add(frame)
            else outgoing.addMessage(payload)
            bytes.fill(0)
          }
          batch.flush()
          for (const { of, bytes } of takes) networks[of]!.accept(bytes)
        }
        for (const { network, sent } of all) {
          network.accept(Number.POSITIVE_INFINITY)
          expect(network.arrived.equals(Buffer.concat(sent))).toBe(true)
        }
      },
    ),
    { numRuns: 200 },
  )
})
