import { describe, expect, test, vi } from 'vitest'
import { settle } from '../../adapters/memory/clock.ts'
import { JackfieldError } from '../../src/errors.ts'
import { noting, openConnection } from './connection.ts'

test('open, messages, close: in order, once, with the state of each moment', async () => {
  const { events, seen } = noting()
  const { connection } = await openConnection(events)
  void connection.received('a')
  void connection.received('b')
  await connection.closed(4001, 'bye', true)
  await connection.closed(1006, '', false)
  expect(seen).toEqual([
    ['open', 1],
    ['message', 'a'],
    ['message', 'b'],
    ['close', 4001, 'bye', true, 3],
  ])
})

describe('close', () => {
  test('with wrong arguments throws and leaves the socket open', async () => {
    const { events, ws } = noting()
    const { transport } = await openConnection(events)
    expect(() => ws().close(1005)).toThrow(RangeError)
    expect(() => ws().close(1000, 'x'.repeat(124))).toThrow(RangeError)
    expect(ws().readyState).toBe(1)
    expect(transport.calls).toEqual([])
  })

  test('goes to the transport once, and onClose comes later', async () => {
    const { events, seen, ws } = noting()
    const { connection, transport } = await openConnection(events)
    ws().close(4001, 'bye')
    expect(ws().readyState).toBe(2)
    const over = connection.closed(4001, 'bye', true)
    expect(seen.at(-1)).toEqual(['open', 1])
    ws().close(4002)
    await over
    expect(transport.calls).toEqual([['close', 4001, 'bye']])
    expect(seen.at(-1)).toEqual(['close', 4001, 'bye', true, 3])
  })

  test('with a reason alone is one with 1000', async () => {
    const { events, ws } = noting()
    const { transport } = await openConnection(events)
    ws().close(undefined, 'bye')
    expect(transport.calls).toEqual([['close', 1000, 'bye']])
  })

  test('unanswered is cut after closeTimeout', async () => {
    const { events, ws } = noting()
    const { clock, transport } = await openConnection(events, { route: { closeTimeout: 50 } })
    ws().close()
    await clock.advance(49)
    expect(transport.calls).toEqual([['close', undefined, undefined]])
    await clock.advance(1)
    expect(transport.calls.at(-1)).toEqual(['terminate'])
  })

  test('asks the peer for no more signs of life', async () => {
    const ping = vi.fn()
    const { events, ws } = noting()
    const { clock } = await openConnection(events, {
      route: { heartbeat: { interval: 10, timeout: 10 } },
      extend: { ping },
    })
    ws().close()
    await clock.advance(1_000)
    expect(ping).not.toHaveBeenCalled()
  })

  test('a message that comes after it is not handled', async () => {
    const { events, seen, ws } = noting()
    const { connection } = await openConnection(events)
    ws().close()
    void connection.received('late')
    expect(seen).toEqual([['open', 1]])
  })
})

test('send answers what became of the message, and false once the socket is not open', async () => {
  const { events, ws } = noting()
  const { connection, transport } = await openConnection(events)
  expect(ws().send('a')).toBe(true)
  transport.result = 'queued'
  expect(ws().send('b')).toBe(true)
  transport.result = 'dropped'
  expect(ws().send('c')).toBe(false)
  transport.result = 'sent'
  await connection.closed(1006, '', false)
  expect(ws().send('d')).toBe(false)
  expect(transport.calls.map(([, frame]) => frame)).toEqual(['a', 'b', 'c'])
  expect(() => ws().send({} as string)).toThrow(TypeError)
})

test('the signal aborts as soon as the connection ends, before onClose', async () => {
  const { events, ws } = noting()
  const { connection } = await openConnection(events)
  const { signal } = ws()
  expect(signal.aborted).toBe(false)
  void connection.closed(1006, '', false)
  expect(signal.aborted).toBe(true)
  expect(ws().signal).toBe(signal)
})

test('a signal that is asked for late has aborted already', async () => {
  const { events, ws } = noting()
  const { connection } = await openConnection(events)
  await connection.closed(1006, '', false)
  expect(ws().signal.aborted).toBe(true)
})

describe('onClose', () => {
  test('waits for a handler that still runs', async () => {
    const gate = Promise.withResolvers<void>()
    const { events, seen } = noting({ onMessage: () => gate.promise })
    const { connection } = await openConnection(events)
    void connection.received('a')
    void connection.closed(1000, '', true)
    await settle()
    expect(seen).toEqual([['open', 1]])
    gate.resolve()
    await settle()
    expect(seen.at(-1)).toEqual(['close', 1000, '', true, 3])
  })

  test('waits for it so long and no longer', async () => {
    const { events, seen } = noting({ onMessage: () => new Promise(() => {}) })
    const { clock, connection, logged } = await openConnection(events, { route: { handlerTimeout: 50 } })
    void connection.received('a')
    void connection.closed(1000, '', true)
    await clock.advance(49)
    expect(seen).toEqual([['open', 1]])
    await clock.advance(1)
    expect(seen.at(-1)).toEqual(['close', 1000, '', true, 3])
    expect(logged.map(({ event }) => event)).toContain('handler.late')
  })
})

describe('a message', () => {
  test('over maxPayload closes with 1009', async () => {
    const { events, seen } = noting()
    const { connection, transport } = await openConnection(events, { route: { maxPayload: 4 } })
    void connection.received('1234')
    void connection.received('ééé')
    expect(seen).toEqual([
      ['open', 1],
      ['message', '1234'],
    ])
    expect(transport.calls).toEqual([['close', 1009, 'message too big']])
  })

  test('too many of them close with 1013 where reading cannot pause', async () => {
    const { events, seen } = noting({ onMessage: () => new Promise(() => {}) })
    const { connection, transport, logged } = await openConnection(events, {
      route: { maxPending: { messages: 2, bytes: 100 } },
    })
    for (const message of ['a', 'b']) void connection.received(message)
    expect(transport.calls).toEqual([])
    void connection.received('c')
    expect(transport.calls).toEqual([['close', 1013, 'too many messages wait']])
    expect(logged.map(({ reason }) => reason)).toContain('overloaded')
    expect(seen).toEqual([['open', 1]])
  })
})

describe('a handler that fails', () => {
  const boom = new Error('boom')
  const fail = () => {
    throw boom
  }
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  }

  test.each([
    ['throws', fail],
    ['rejects', async () => fail()],
    // biome-ignore lint/suspicious/noThenProperty: some libraries' promises are no more than this
    ['is a thenable that rejects', () => ({ then: (_: unknown, reject: (error: Error) => void) => reject(boom) })],
  ])('onMessage %s: onError, then the hook, then 1011', async (_, onMessage) => {
    const hook = vi.fn()
    const { events, seen } = noting({ onMessage })
    const { connection, transport } = await openConnection(events, { server: { onError: hook } })
    void connection.received('a')
    await settle()
    expect(seen.at(-1)).toEqual(['error', boom])
    expect(hook).toHaveBeenCalledExactlyOnceWith(boom, expect.objectContaining({ id: expect.any(String) }))
    expect(transport.calls).toEqual([['close', 1011, 'internal error']])
  })

  test('with an error of the library: its close code and its name', async () => {
    const { events } = noting({
      onMessage: () => {
        throw new JackfieldError('overloaded', 'slowly')
      },
    })
    const { connection, transport } = await openConnection(events)
    void connection.received('a')
    expect(transport.calls).toEqual([['close', 1013, 'overloaded']])
  })

  test('onError itself: reported once, and no further', async () => {
    const hook = vi.fn()
    const worse = new Error('worse')
    const { events } = noting({ onMessage: fail, onError: () => Promise.reject(worse) })
    const { connection } = await openConnection(events, { server: { onError: hook } })
    void connection.received('a')
    await settle()
    expect(hook.mock.calls.map(([error]) => error)).toEqual([boom, worse])
  })

  test('onClose: reported, and the drain does not wait for it for ever', async () => {
    const hook = vi.fn()
    const { events } = noting({ onClose: fail })
    const { connection, drain } = await openConnection(events, { server: { onError: hook } })
    await connection.closed(1000, '', true)
    expect(hook).toHaveBeenCalledOnce()
    await drain(1_000)
  })

  test('is an error in the log where nobody else would hear of it', async () => {
    const silent = await openConnection({ onMessage: fail })
    void silent.connection.received('a')
    expect(silent.logged).toEqual([expect.objectContaining({ level: 'error', event: 'handler.failed', error: boom })])
    const heard = await openConnection({ onMessage: fail }, { server: { onError: () => {} } })
    void heard.connection.received('a')
    expect(heard.logged).toEqual([expect.objectContaining({ level: 'info', event: 'handler.failed' })])
  })

  test.each([
    ['throws', fail],
    ['rejects', async () => fail()],
  ])('the hook itself %s: logged, and no further', async (_, onError) => {
    const { connection, logged } = await openConnection({ onMessage: fail }, { server: { onError } })
    void connection.received('a')
    await settle()
    expect(logged).toContainEqual(expect.objectContaining({ level: 'error', event: 'hook.failed', error: boom }))
  })

  test.each([
    ['a proxy that was revoked', revoked],
    ['an error whose message throws', () => Object.defineProperty(new Error('x'), 'message', { get: fail })],
    [
      'an error of ours whose code is no text',
      () => Object.assign(new JackfieldError('x', 'x'), { code: Symbol('x') }),
    ],
  ])('with %s is told, and closes with 1011', async (_, make) => {
    const raise = () => {
      throw make()
    }
    for (const onMessage of [raise, async () => raise()]) {
      const hook = vi.fn()
      const { events, seen } = noting({ onMessage, onError: () => void seen.push(['error']) })
      const { connection, logged, transport } = await openConnection(events, { server: { onError: hook } })
      await connection.received('a')
      expect(transport.calls).toEqual([['close', 1011, 'internal error']])
      expect(seen).toContainEqual(['error'])
      expect(hook).toHaveBeenCalledTimes(1)
      expect(logged.map(({ event }) => event)).toEqual(['handler.failed'])
      await connection.closed(1011, '', true)
    }
  })

  test('with what has no text still closes with 1011', async () => {
    const { events } = noting({
      onMessage: () => {
        throw Object.create(null)
      },
    })
    const { connection, transport } = await openConnection(events)
    expect(() => connection.received('a')).not.toThrow()
    expect(transport.calls).toEqual([['close', 1011, 'internal error']])
  })
})

describe('the drain', () => {
  test('says 1001 once the running handler has ended', async () => {
    const gate = Promise.withResolvers<void>()
    const { events, seen } = noting({ onMessage: () => gate.promise })
    const { connection, transport, drain, clock } = await openConnection(events)
    void connection.received('a')
    const drained = drain(1_000)
    await settle()
    expect(transport.calls).toEqual([])
    gate.resolve()
    await settle()
    expect(transport.calls).toEqual([['close', 1001, 'the server is going away']])
    void connection.closed(1001, '', true)
    await drained
    expect(clock.now()).toBe(0)
    expect(seen.at(-1)).toEqual(['close', 1001, '', true, 3])
  })

  test('cuts what is left at its timeout', async () => {
    const { events } = noting()
    const { transport, drain, clock } = await openConnection(events)
    const drained = drain(100)
    await clock.advance(99)
    expect(transport.calls).toEqual([['close', 1001, 'the server is going away']])
    await clock.advance(1)
    expect(transport.calls.at(-1)).toEqual(['terminate'])
    await clock.advance(1_000)
    await drained
  })

  test('waits until its timeout for a handler that never ends, also of a peer that has left: onClose comes then', async () => {
    const { events, seen } = noting({ onMessage: () => new Promise(() => {}) })
    const { connection, drain, clock } = await openConnection(events)
    void connection.received('a')
    const drained = drain(100)
    await clock.advance(50)
    void connection.closed(1001, '', true)
    await clock.advance(49)
    expect(seen).toEqual([['open', 1]])
    await clock.advance(1)
    await drained
    expect(seen).toEqual([
      ['open', 1],
      ['close', 1001, '', true, 3],
    ])
  })
})
