import { describe, expect, test, vi } from 'vitest'
import { settle } from '../../adapters/memory/clock.ts'
import { decideConnection, noting, openConnection } from './connection.ts'

const goingAway = ['close', 1001, 'the server is going away']

/** A promise that never settles. */
const never = () => new Promise<void>(() => {})

/** Whether a promise has settled by now. */
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  const note = vi.fn()
  promise.then(note, note)
  await settle()
  return note.mock.calls.length > 0
}

describe('a connection whose reading is paused', () => {
  /** One whose first two handlers wait for the gate, and which has got a message too many. */
  const openPaused = async () => {
    const gate = Promise.withResolvers<void>()
    const noted = noting({ onMessage: (_, ws) => Promise.race([gate.promise, aborted(ws.signal)]) })
    const [ping, pause, resume] = [vi.fn(), vi.fn(), vi.fn()]
    const opened = await openConnection(noted.events, {
      route: { maxPending: { messages: 2, bytes: 100 }, heartbeat: { interval: 100, timeout: 50 } },
      extend: { ping, pause, resume },
    })
    for (const message of ['a', 'b', 'c']) void opened.connection.received(message)
    expect(pause).toHaveBeenCalledOnce()
    return { ...opened, ...noted, gate, ping, resume }
  }

  const aborted = (signal: AbortSignal) => new Promise((resolve) => signal.addEventListener('abort', resolve))

  test('for as long as a silent peer may be is closed with 1013, and its handlers hear of it', async () => {
    const { clock, connection, transport, seen, ws, logged, resume } = await openPaused()
    const { signal } = ws()
    await clock.advance(149)
    expect(transport.calls).toEqual([])
    expect(signal.aborted).toBe(false)
    await clock.advance(1)
    expect(transport.calls).toEqual([['close', 1013, 'too many messages wait']])
    expect(signal.aborted).toBe(true)
    // Or the peer's own close frame would never be read.
    expect(resume).toHaveBeenCalledOnce()
    await connection.closed(1013, '', true)
    expect(clock.now()).toBe(150)
    expect(seen).toEqual([
      ['open', 1],
      ['close', 1013, '', true, 3],
    ])
    expect(logged.map(({ reason }) => reason)).toEqual(['overloaded', 'discarded'])
  })

  test('is cut if its peer does not answer that close either, and onClose comes', async () => {
    const { clock, connection, transport, seen } = await openPaused()
    await clock.advance(150 + 10_000)
    expect(transport.calls.at(-1)).toEqual(['terminate'])
    await connection.closed(1006, '', false)
    expect(seen.at(-1)).toEqual(['close', 1006, '', false, 3])
  })

  test('is kept for as long as its handlers go on, however slowly', async () => {
    const running: (() => void)[] = []
    const { events } = noting({ onMessage: () => new Promise<void>((resolve) => running.push(resolve)) })
    const { clock, connection, transport } = await openConnection(events, {
      route: {
        concurrency: 1,
        maxPending: { messages: 8, bytes: 100 },
        heartbeat: { interval: 100, timeout: 50 },
      },
      extend: { ping: vi.fn(), pause: vi.fn(), resume: vi.fn() },
    })
    for (const message of 'abcdefghi') void connection.received(message)
    for (let handled = 0; handled < 3; handled++) {
      await clock.advance(149)
      running.shift()?.()
      await settle()
    }
    await clock.advance(149)
    expect(transport.calls).toEqual([])
    await clock.advance(1)
    expect(transport.calls).toEqual([['close', 1013, 'too many messages wait']])
  })

  test('and relieved in time is kept, and watched from then on', async () => {
    const { clock, transport, gate, ping, resume, ws } = await openPaused()
    await clock.advance(149)
    gate.resolve()
    await settle()
    expect(resume).toHaveBeenCalledOnce()
    expect(ping).toHaveBeenCalledOnce()
    await clock.advance(100)
    expect(ping).toHaveBeenCalledTimes(2)
    expect([transport.calls, ws().readyState]).toEqual([[], 1])
    await clock.advance(50)
    expect(transport.calls).toEqual([['terminate']])
  })
})

describe('the drain', () => {
  test('tells a handler that waits for the signal, after half of its time', async () => {
    const { events, seen } = noting({
      onMessage: (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', resolve)),
    })
    const { clock, connection, transport, drain } = await openConnection(events)
    void connection.received('a')
    const drained = drain(1_000)
    await clock.advance(499)
    expect(transport.calls).toEqual([])
    await clock.advance(1)
    expect(transport.calls).toEqual([goingAway])
    void connection.closed(1001, '', true)
    expect(await settled(drained)).toBe(true)
    expect(clock.now()).toBe(500)
    expect(seen.at(-1)).toEqual(['close', 1001, '', true, 3])
  })

  test('lets a message be handled that comes while a handler runs', async () => {
    const gate = Promise.withResolvers<void>()
    const handled: unknown[] = []
    const { connection, transport, drain } = await openConnection({
      onMessage: async ({ data }) => {
        if (data === 'a') await gate.promise
        handled.push(data)
      },
    })
    void connection.received('a')
    const drained = drain(1_000)
    void connection.received('b')
    await settle()
    expect([handled, transport.calls]).toEqual([['b'], []])
    gate.resolve()
    await settle()
    expect([handled, transport.calls]).toEqual([['b', 'a'], [goingAway]])
    void connection.closed(1001, '', true)
    await drained
  })

  test('lets a handler finish that waits for the next message of its peer', async () => {
    const next = Promise.withResolvers<void>()
    const { connection, transport, drain } = await openConnection({
      onMessage: ({ data }) => (data === 'first' ? next.promise : next.resolve()),
    })
    void connection.received('first')
    const drained = drain(1_000)
    await settle()
    void connection.received('second')
    await settle()
    expect(transport.calls).toEqual([goingAway])
    void connection.closed(1001, '', true)
    await drained
  })
})

describe('an onClose that never settles', () => {
  test('is left after handlerTimeout', async () => {
    const { clock, connection, drain } = await openConnection({ onClose: never }, { route: { handlerTimeout: 50 } })
    void connection.closed(1000, '', true)
    await clock.advance(49)
    const drained = drain(1_000)
    expect(await settled(drained)).toBe(false)
    await clock.advance(1)
    expect(await settled(drained)).toBe(true)
  })

  test('holds up no drain for longer than its timeout', async () => {
    const { clock, connection, transport, drain } = await openConnection({ onClose: never })
    const drained = drain(100)
    await settle()
    expect(transport.calls).toEqual([goingAway])
    void connection.closed(1001, '', true)
    await clock.advance(99)
    expect(await settled(drained)).toBe(false)
    await clock.advance(1)
    expect(await settled(drained)).toBe(true)
  })

  test('of a connection that the drain has cut holds it up no longer', async () => {
    const { clock, connection, transport, drain } = await openConnection({ onClose: never })
    const drained = drain(100)
    await clock.advance(100)
    expect(transport.calls.at(-1)).toEqual(['terminate'])
    void connection.closed(1006, '', false)
    expect(await settled(drained)).toBe(true)
  })
})

describe('a connection that is decided and not open yet', () => {
  test('is waited for by a drain, and told to leave when it opens', async () => {
    const { connection, transport, drain } = await decideConnection({})
    const drained = drain(1_000)
    expect(await settled(drained)).toBe(false)
    void connection.opened(transport)
    await settle()
    expect(transport.calls).toEqual([goingAway])
    void connection.closed(1001, '', true)
    expect(await settled(drained)).toBe(true)
  })

  test('is cut at the timeout of the drain: it must not open any more', async () => {
    const { clock, connection, transport, drain } = await decideConnection({})
    const drained = drain(100)
    await clock.advance(100)
    expect(await settled(drained)).toBe(true)
    void connection.opened(transport)
    expect(transport.calls).toEqual([['terminate']])
  })

  test('is given up after handshakeTimeout', async () => {
    const { clock, connection, transport, drain, logged } = await decideConnection(
      {},
      { server: { handshakeTimeout: 50 } },
    )
    await clock.advance(50)
    expect(logged.map(({ reason }) => reason)).toEqual(['abandoned'])
    expect(await settled(drain(1_000))).toBe(true)
    void connection.opened(transport)
    expect(transport.calls).toEqual([['terminate']])
  })
})

test("what a transport tells of is for the log, and not for the app's onError", async () => {
  const { events, seen } = noting()
  const onError = vi.fn()
  const { connection, logged } = await openConnection({ ...events, onError }, { server: { onError } })
  connection.failed(new Error('read ECONNRESET'))
  await connection.closed(1006, '', false)
  expect(seen).toEqual([
    ['open', 1],
    ['close', 1006, '', false, 3],
  ])
  expect(onError).not.toHaveBeenCalled()
  expect(logged).toMatchObject([{ event: 'transport.failed' }])
})

test('a runtime that ends a connection for a message too big does not name the limit: the log does', async () => {
  const { connection, logged } = await openConnection({}, { route: { maxPayload: 64 } })
  connection.failed(new RangeError('Max payload size exceeded'), 'payload_too_big')
  expect(logged).toMatchObject([{ level: 'warn', event: 'closed', reason: 'payload_too_big' }])
  expect(logged[0]?.message).toMatch(/: a message came that is too big: maxPayload is 64 \(RangeError: Max payload/)
})
