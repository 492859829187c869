import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { Pool } from '../../src/guards/pool.ts'
import { Inbox, type Message } from '../../src/inbox.ts'
import type { PendingOptions } from '../../src/options.ts'

interface Setup {
  readonly concurrency?: number
  readonly maxPending?: PendingOptions
}

/** An inbox whose handlers end when the test says so. */
function makeInbox({ concurrency = 1, maxPending = { messages: 100, bytes: 1_000 } }: Setup = {}) {
  const started: Message[] = []
  const running: (() => void)[] = []
  const overflow = vi.fn()
  const relief = vi.fn()
  const handle = (message: Message) => {
    started.push(message)
    const { promise, resolve } = Promise.withResolvers<void>()
    running.push(resolve)
    return promise
  }
  const inbox = new Inbox({
    concurrency,
    maxPending,
    pool: new Pool(Number.POSITIVE_INFINITY).of(),
    handle,
    overflow,
    refuse: vi.fn(),
    relief,
  })
  const finish = async (index = 0) => {
    running.splice(index, 1)[0]?.()
    await settled()
  }
  return { inbox, started, running, overflow, relief, finish }
}

/** Lets the promises settle that are ready now. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

test('one at a time, the next as soon as one has ended', async () => {
  const { inbox, started, finish } = makeInbox()
  for (const message of ['a', 'b', 'c']) void inbox.receive(message)
  expect(started).toEqual(['a'])
  await finish()
  expect(started).toEqual(['a', 'b'])
  await finish()
  await finish()
  expect(started).toEqual(['a', 'b', 'c'])
  expect(inbox.busy).toBe(false)
})

test('a small message does not overtake a large one that waits', async () => {
  const { inbox, started, finish } = makeInbox({ concurrency: 9, maxPending: { messages: 9, bytes: 10 } })
  for (const message of ['123456', '1234567', '1']) void inbox.receive(message)
  expect(started).toEqual(['123456'])
  await finish()
  expect(started).toEqual(['123456', '1234567', '1'])
})

test('a handler without a promise has ended when it returns', () => {
  const seen: Message[] = []
  const handle = (message: Message) => void seen.push(message)
  const inbox = new Inbox({
    concurrency: 1,
    maxPending: { messages: 1, bytes: 1 },
    pool: new Pool(Number.POSITIVE_INFINITY).of(),
    handle,
    overflow: () => {},
    refuse: () => {},
    relief: () => {},
  })
  for (const message of ['a', 'b', 'c']) expect(inbox.receive(message)).toBeUndefined()
  expect(seen).toEqual(['a', 'b', 'c'])
})

test('the promise of a message settles with its handler', async () => {
  const { inbox, finish } = makeInbox()
  const over = vi.fn()
  const work = inbox.receive('a')
  void Promise.resolve(work).then(over)
  await settled()
  expect(over).not.toHaveBeenCalled()
  await finish()
  expect(over).toHaveBeenCalledOnce()
})

test('tracked work holds a place, and counts among what runs', async () => {
  const { inbox, started } = makeInbox()
  const opening = Promise.withResolvers<void>()
  void inbox.track(opening.promise)
  void inbox.receive('a')
  expect(inbox.busy).toBe(true)
  expect(started).toEqual([])
  opening.resolve()
  await settled()
  expect(started).toEqual(['a'])
})

describe('shut', () => {
  test('takes nothing more in, but lets what waits have its turn', async () => {
    const { inbox, started, finish } = makeInbox()
    for (const message of ['a', 'b']) void inbox.receive(message)
    expect(inbox.shut(false)).toBe(0)
    void inbox.receive('c')
    await finish()
    await finish()
    expect(started).toEqual(['a', 'b'])
    expect(inbox.busy).toBe(false)
  })

  test('throws away what waits, and says how much that was', async () => {
    const { inbox, started, finish } = makeInbox()
    for (const message of ['a', 'b', 'c']) void inbox.receive(message)
    expect(inbox.shut(true)).toBe(2)
    await finish()
    expect(started).toEqual(['a'])
    await inbox.idle()
  })
})

test('idle resolves when nothing runs or waits, for all who ask', async () => {
  const { inbox, finish } = makeInbox()
  await inbox.idle()
  const idle = vi.fn()
  for (const message of ['a', 'b']) void inbox.receive(message)
  void inbox.idle().then(idle)
  void inbox.idle().then(idle)
  await finish()
  expect(idle).not.toHaveBeenCalled()
  await finish()
  expect(idle).toHaveBeenCalledTimes(2)
})

describe('more than may run and wait', () => {
  test('by number: paused once, relieved once half is done', async () => {
    const { inbox, overflow, relief, finish, started } = makeInbox({ maxPending: { messages: 4, bytes: 1_000 } })
    for (const message of ['a', 'b', 'c', 'd']) void inbox.receive(message)
    expect(overflow).not.toHaveBeenCalled()
    for (const message of ['e', 'f']) void inbox.receive(message)
    expect(overflow).toHaveBeenCalledOnce()
    for (let left = 5; left > 2; left--) {
      await finish()
      expect(relief).not.toHaveBeenCalled()
    }
    await finish()
    expect(relief).toHaveBeenCalledOnce()
    await finish()
    await finish()
    expect(started).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(relief).toHaveBeenCalledOnce()
  })

  test('by bytes, of text as UTF-8', () => {
    const { inbox, overflow } = makeInbox({ maxPending: { messages: 100, bytes: 6 } })
    void inbox.receive('ééé')
    expect(overflow).not.toHaveBeenCalled()
    void inbox.receive(new ArrayBuffer(1))
    expect(overflow).toHaveBeenCalledOnce()
  })

  test('one message that is larger than all runs when nothing else does', async () => {
    const { inbox, started, overflow, finish } = makeInbox({ concurrency: 9, maxPending: { messages: 9, bytes: 4 } })
    void inbox.receive('12345')
    expect(started).toEqual(['12345'])
    expect(overflow).not.toHaveBeenCalled()
    void inbox.receive('6')
    expect(started).toEqual(['12345'])
    expect(overflow).toHaveBeenCalledOnce()
    await finish()
    expect(started).toEqual(['12345', '6'])
  })
})

const schedule = fc.array(
  fc.oneof(fc.record({ size: fc.integer({ min: 0, max: 40 }) }), fc.record({ finish: fc.nat(3) })),
  { maxLength: 40 },
)
const limits = fc.record({
  concurrency: fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY),
  maxPending: fc.record({ messages: fc.integer({ min: 1, max: 6 }), bytes: fc.integer({ min: 1, max: 100 }) }),
})

test('under any schedule: in order, within the bounds, never idle in vain, and paused while too much waits', async () => {
  const bytesOf = (messages: Message[]) => messages.reduce((sum, message) => sum + (message as string).length, 0)
  await fc.assert(
    fc.asyncProperty(limits, schedule, async ({ concurrency, maxPending }, steps) => {
      const { inbox, started, running, overflow, relief, finish } = makeInbox({ concurrency, maxPending })
      const received: Message[] = []
      const atWork: Message[] = []
      for (const step of steps) {
        const before = started.length
        if ('size' in step) {
          received.push('x'.repeat(step.size))
          void inbox.receive(received.at(-1)!)
        } else if (atWork.length > 0) {
          const index = step.finish % atWork.length
          atWork.splice(index, 1)
          await finish(index)
        }
        atWork.push(...started.slice(before))
        expect(started).toEqual(received.slice(0, started.length))

        const waiting = received.slice(started.length)
        const fits = (messages: Message[]) =>
          messages.length <= Math.min(concurrency, maxPending.messages) &&
          (messages.length <= 1 || bytesOf(messages) <= maxPending.bytes)
        expect(fits(atWork)).toBe(true)
        if (waiting.length > 0) expect(fits([...atWork, waiting[0]!])).toBe(false)
        expect(inbox.busy).toBe(running.length > 0)

        const there = [...atWork, ...waiting]
        const share = Math.max(there.length / maxPending.messages, bytesOf(there) / maxPending.bytes)
        const pauses = overflow.mock.calls.length - relief.mock.calls.length
        expect(pauses).toBeOneOf([0, 1])
        if (waiting.length > 0 && share > 1) expect(pauses).toBe(1)
        if (pauses === 1) expect(share).toBeGreaterThan(0.5)
      }
      while (running.length > 0) await finish()
      expect(started).toEqual(received)
      expect(relief).toHaveBeenCalledTimes(overflow.mock.calls.length)
      await inbox.idle()
    }),
  )
})
