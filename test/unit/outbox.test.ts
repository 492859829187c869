import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Clock } from '../../adapters/memory/clock.ts'
import { resolvePolicy, type SlowReader } from '../../src/options.ts'
import { Outbox } from '../../src/outbox.ts'
import type { Frame, SendResult, Transport } from '../../src/seam.ts'
import { platformOn } from './platform.ts'

/** A peer that reads when the test says so; a frame's text is as long as it is on the wire. */
class SlowPeer implements Transport {
  readonly raw = undefined
  readonly protocol = ''
  readonly waiting: string[] = []
  readonly got: string[] = []
  freshAmount = 0
  get bufferedAmount(): number {
    return this.waiting.join('').length
  }
  send(frame: Frame): SendResult {
    this.waiting.push(String(frame))
    return 'queued'
  }
  close(): void {}
  terminate(): void {}
  read(frames = this.waiting.length): void {
    this.got.push(...this.waiting.splice(0, frames))
  }
}

function outboxWith(slowReader: SlowReader, maxBufferedBytes = 4) {
  const clock = new Clock()
  const peer = new SlowPeer()
  const told: unknown[][] = []
  const waits: number[] = []
  const debts: number[] = []
  const crowd = { isThere: false }
  const outbox = new Outbox(peer, {
    policy: resolvePolicy({ slowReader, maxBufferedBytes }),
    waits(bytes, debt) {
      waits.push(bytes)
      debts.push(debt)
    },
    scope: 'a room',
    hub: {
      platform: platformOn(clock),
      ledger: { isNext: (scope, amount) => scope === 'a room' && crowd.isThere && amount > 0 },
    },
    tell: { dropped: (reason, times) => void told.push(['dropped', reason, times]) },
    stop: () => void told.push(['too slow']),
  })
  return { clock, peer, told, waits, debts, crowd, outbox }
}

test.each(['close', 'drop', 'latest'] as const)(
  '%s: what is below the limit goes out, also the message that crosses it',
  (slowReader) => {
    const { outbox, peer, told, waits } = outboxWith(slowReader)
    expect(outbox.send('abc')).toBe('queued')
    expect(outbox.full).toBe(false)
    expect(outbox.send('defgh')).toBe('queued')
    expect(outbox.full).toBe(true)
    expect([peer.waiting, told]).toEqual([['abc', 'defgh'], []])
    expect(waits).toContain(8)
  },
)

test('of what nobody can have read yet a quarter counts among what waits in all, and all of it for the peer', () => {
  const { outbox, peer, debts } = outboxWith('close')
  peer.freshAmount = 8
  outbox.send('abcdefgh')
  expect([debts.at(-1), outbox.debt, outbox.full]).toEqual([2, 2, true])
  for (const [fresh, debt] of [
    [4, 5],
    [0, 8],
    [99, 2],
  ] as const) {
    peer.freshAmount = fresh
    expect([outbox.measure(), debts.at(-1)]).toEqual([8, debt])
  }
})

test('close: the next one is dropped and the peer too slow', () => {
  const { outbox, told } = outboxWith('close')
  outbox.send('abcd')
  expect(outbox.send('e')).toBe('dropped')
  expect(told).toEqual([['dropped', 'slow_reader', 1], ['too slow']])
})

test('drop: each that comes is dropped, until the peer has read', () => {
  const { outbox, peer, told } = outboxWith('drop')
  outbox.send('abcd')
  expect([outbox.send('e'), outbox.deliver('f', 'topic')]).toEqual(['dropped', 'dropped'])
  expect(told).toEqual([
    ['dropped', 'slow_reader', 1],
    ['dropped', 'slow_reader', 1],
  ])
  peer.read()
  expect(outbox.send('g')).toBe('queued')
  expect(peer.waiting).toEqual(['g'])
})

test('latest: the newest of each topic waits, and goes out when the peer has read', async () => {
  const { clock, outbox, peer, told } = outboxWith('latest')
  outbox.send('abcd')
  for (const frame of ['a1', 'a2', 'a3']) expect(outbox.deliver(frame, 'a')).toBe('queued')
  expect(outbox.deliver('b1', 'b')).toBe('queued')
  expect(told).toEqual([
    ['dropped', 'replaced', 1],
    ['dropped', 'replaced', 1],
  ])
  await clock.advance(1000)
  expect(peer.waiting).toEqual(['abcd'])
  peer.read()
  await clock.advance(20)
  expect(peer.waiting).toEqual(['a3', 'b1'])
})

test('latest: a message for the peer alone has no place to wait', () => {
  const { outbox, told } = outboxWith('latest')
  outbox.send('abcd')
  expect(outbox.send('e')).toBe('dropped')
  expect(told).toEqual([['dropped', 'slow_reader', 1]])
})

test('latest: a runtime that tells of room need not be asked', () => {
  const { outbox, peer } = outboxWith('latest')
  outbox.send('abcd')
  outbox.deliver('news', 'a')
  peer.read()
  outbox.flush()
  expect(peer.waiting).toEqual(['news'])
})

test('latest: a topic that was left is not sent any more, and is no drop', async () => {
  const { clock, outbox, peer, told } = outboxWith('latest')
  outbox.send('abcd')
  outbox.deliver('news', 'a')
  outbox.forget('a')
  peer.read()
  await clock.advance(20)
  expect([peer.waiting, told]).toEqual([[], []])
})

test('latest: what waits at the end is dropped, once each, and no timer is left', async () => {
  const { clock, outbox, peer, told } = outboxWith('latest')
  outbox.send('abcd')
  outbox.deliver('a', 'a')
  outbox.deliver('b', 'b')
  outbox.stop()
  outbox.stop()
  peer.read()
  await clock.advance(1000)
  expect([peer.waiting, told]).toEqual([[], [['dropped', 'slow_reader', 2]]])
})

test.each([
  ['close', 'queued', ['a', 'b']],
  ['drop', 'dropped', ['a']],
  ['latest', 'queued', ['a']],
] as const)(
  '%s: where much waits in all, one message at a time has room: another is %s',
  (slowReader, result, waiting) => {
    const { outbox, crowd, peer } = outboxWith(slowReader)
    crowd.isThere = true
    expect([outbox.deliver('a', 'topic'), outbox.deliver('b', 'topic')]).toEqual(['queued', result])
    expect(peer.waiting).toEqual(waiting)
    peer.read()
    outbox.flush()
    expect(outbox.send('c')).toBe(slowReader === 'latest' ? 'dropped' : 'queued')
  },
)

test('a peer that is never slow is never measured', () => {
  const { outbox, peer, waits } = outboxWith('close')
  peer.send = () => 'sent'
  for (const frame of ['abcdefgh', 'ijkl']) expect(outbox.send(frame)).toBe('sent')
  expect(waits).toEqual([])
})

const acts = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ topic: fc.constantFrom('a', 'b', undefined), size: fc.integer({ min: 1, max: 5 }) }),
    },
    { weight: 2, arbitrary: fc.record({ reads: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ passes: fc.integer({ min: 1, max: 40 }) }) },
  ),
  { maxLength: 60 },
)

test('never more than the limit and one message wait, and each message goes out or is counted once', async () => {
  await fc.assert(
    fc.asyncProperty(
      acts,
      fc.constantFrom('drop', 'latest'),
      fc.integer({ min: 1, max: 12 }),
      async (steps, policy, limit) => {
        const { clock, outbox, peer, told } = outboxWith(policy as SlowReader, limit)
        let [sent, refused] = [0, 0]
        for (const step of steps) {
          if ('size' in step) {
            sent++
            const frame = String.fromCharCode(0xe000 + sent).repeat(step.size)
            const { topic } = step
            const result = topic === undefined ? outbox.send(frame) : outbox.deliver(frame, topic)
            if (result === 'dropped') refused++
            expect(peer.bufferedAmount).toBeLessThan(limit + 5)
          } else if ('reads' in step) peer.read(step.reads)
          else await clock.advance(step.passes)
        }
        for (let round = 0; round < 5; round++) {
          peer.read()
          await clock.advance(20)
        }
        peer.read()
        const lost = told.reduce((sum, [, , times]) => sum + Number(times), 0)
        expect(peer.got.length + lost).toBe(sent)
        expect(told.filter(([, reason]) => reason === 'slow_reader').length).toBe(refused)
        // In order, but for those of a topic that newer ones were put in place of.
        expect(new Set(peer.got).size).toBe(peer.got.length)
        if (policy === 'drop') expect(peer.got).toEqual([...peer.got].sort())
      },
    ),
  )
})
