import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Clock } from '../../adapters/memory/clock.ts'
import { Pool } from '../../src/guards/pool.ts'
import { Handlers } from '../../src/handlers.ts'
import type { Hub } from '../../src/hub.ts'
import { Inbox, type Message } from '../../src/inbox.ts'
import { type LimitOptions, resolvePolicy } from '../../src/options.ts'
import type { Socket, WSEvents } from '../../src/socket.ts'
import type { Teller } from '../../src/tell.ts'
import type { Vigil } from '../../src/vigil.ts'
import { platformOn } from './platform.ts'

/** Lets the promises settle that are ready now. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

/** The handlers of one connection, which has no inbox before the pool is asked for its share. */
function handlersOf(events: WSEvents, limits: LimitOptions = {}, pool = new Pool(2 ** 30)) {
  const told: string[] = []
  const shares = vi.spyOn(pool, 'of')
  const vigil: Pick<Vigil, 'fill' | 'empty' | 'overload' | 'handled'> = {
    fill: () => void told.push('fill'),
    empty: () => void told.push('empty'),
    overload: () => void told.push('overload'),
    handled: () => {},
  }
  const hub: Pick<Hub, 'platform' | 'pool'> = { platform: platformOn(new Clock()), pool }
  const handlers = new Handlers({
    hub: hub as Hub,
    policy: resolvePolicy(limits),
    bucket: 'an address',
    socket: {} as Socket,
    tell: {} as Teller,
    vigil: vigil as Vigil,
    close: () => void told.push('close'),
  })
  handlers.events = events
  return { handlers, told, shares, receive: (message: Message) => handlers.receive(message, undefined) }
}

/** Handlers that end when the test says so. */
function endless() {
  const started: unknown[] = []
  const ends: (() => void)[] = []
  const run = (what: unknown): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    started.push(what)
    ends.push(resolve)
    return promise
  }
  const finish = async (index = 0) => {
    ends.splice(index, 1)[0]?.()
    await settled()
  }
  return { started, ends, run, finish }
}

test('handlers that end when they return need no inbox, from open to close', async () => {
  const seen: unknown[] = []
  const { handlers, shares, receive } = handlersOf({
    onOpen: () => void seen.push('open'),
    onMessage: ({ data }) => void seen.push(data),
    onClose: () => void seen.push('close'),
  })
  expect(handlers.open()).toBeUndefined()
  handlers.go()
  for (const message of ['a', 'b']) expect(receive(message)).toBeUndefined()
  await handlers.idle()
  expect(handlers.shut(true)).toBe(0)
  expect(await handlers.done()).toBe(0)
  expect(handlers.close(new CloseEvent('close'))).toBeUndefined()
  expect(seen).toEqual(['open', 'a', 'b', 'close'])
  expect(shares).not.toHaveBeenCalled()
})

test('nor does a connection without handlers', () => {
  const { handlers, shares, receive } = handlersOf({})
  expect([handlers.open(), receive('a')]).toEqual([undefined, undefined])
  expect(shares).not.toHaveBeenCalled()
})

test('the first handler that returns a promise makes one, and what comes later waits for it', async () => {
  const { started, run, finish } = endless()
  const { handlers, shares, receive } = handlersOf({ onMessage: ({ data }) => run(data) }, { concurrency: 1 })
  const first = receive('a')
  const over = vi.fn()
  void Promise.resolve(first).then(over)
  void receive('b')
  expect(started).toEqual(['a'])
  await finish()
  expect(over).toHaveBeenCalledOnce()
  expect(started).toEqual(['a', 'b'])
  const idle = vi.fn()
  void handlers.idle().then(idle)
  await settled()
  expect(idle).not.toHaveBeenCalled()
  await finish()
  expect(idle).toHaveBeenCalledOnce()
  expect(shares).toHaveBeenCalledOnce()
  expect(shares).toHaveBeenCalledWith('an address')
})

test('an async onOpen counts among what runs', async () => {
  const { started, run, finish } = endless()
  const onMessage: WSEvents['onMessage'] = ({ data }) => void started.push(data)
  const { handlers, receive } = handlersOf({ onOpen: () => run('open'), onMessage }, { concurrency: 1 })
  void handlers.open()
  void receive('a')
  expect(started).toEqual(['open'])
  await finish()
  expect(started).toEqual(['open', 'a'])
})

test('held, nothing starts before it is let go', () => {
  const seen: unknown[] = []
  const { handlers, receive } = handlersOf({ onMessage: ({ data }) => void seen.push(data) })
  handlers.hold()
  void receive('a')
  expect(seen).toEqual([])
  handlers.go()
  void receive('b')
  expect(seen).toEqual(['a', 'b'])
})

test('what came while all was held is handled behind an async onOpen too', async () => {
  const { started, run, finish } = endless()
  const onMessage: WSEvents['onMessage'] = ({ data }) => void started.push(data)
  const { handlers, receive } = handlersOf({ onOpen: () => run('open'), onMessage }, { concurrency: 1 })
  handlers.hold()
  void receive('a')
  void handlers.open()
  handlers.go()
  expect(started).toEqual(['open'])
  await finish()
  expect(started).toEqual(['open', 'a'])
})

test('the first message that runs counts in messages and bytes', async () => {
  for (const maxPending of [
    { messages: 2, bytes: 1000 },
    { messages: 100, bytes: 25 },
  ]) {
    const { run, finish } = endless()
    const { told, receive } = handlersOf({ onMessage: ({ data }) => run(data) }, { maxPending })
    for (let count = 0; count < 2; count++) void receive('0123456789')
    expect(told).toEqual([])
    void receive('0123456789')
    expect(told).toEqual(['fill'])
    for (let count = 0; count < 3; count++) await finish()
    expect(told).toEqual(['fill', 'empty'])
  }
})

test('a message for which the server has no room is not handled, with and without an inbox', () => {
  const pool = new Pool(10, 2)
  const { started, run } = endless()
  const { told, receive } = handlersOf({ onMessage: ({ data }) => run(data) }, {}, pool)
  void receive('0123456789x')
  expect([started, told]).toEqual([[], ['overload']])
  void receive('0123456789')
  void receive('012')
  expect([started, told]).toEqual([['0123456789'], ['overload', 'overload']])
})

type Step = { receive: 'at once' | 'later'; size: number } | { finish: number }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      receive: fc.constantFrom('at once' as const, 'later' as const),
      size: fc.integer({ min: 1, max: 40 }),
    }),
    fc.record({ finish: fc.nat(3) }),
  ),
  { maxLength: 30 },
)
const limits = fc.record({
  concurrency: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
  maxPending: fc.record({ messages: fc.integer({ min: 1, max: 6 }), bytes: fc.integer({ min: 1, max: 100 }) }),
})

/** Plays the steps; answers with all that was started, ended, paused and resumed. */
async function play(
  acts: Step[],
  make: (handle: (message: Message) => Promise<void> | undefined, log: string[]) => (message: Message) => unknown,
) {
  const log: string[] = []
  const { ends, run, finish } = endless()
  let count = 0
  const kinds = new Map<string, string>()
  const receive = make((message) => {
    log.push(`start ${String(message).trim()}`)
    return kinds.get(String(message)) === 'later' ? run(message) : undefined
  }, log)
  for (const act of acts) {
    if ('receive' in act) {
      const message = String(count++).padEnd(act.size)
      kinds.set(message, act.receive)
      void receive(message)
    } else if (ends.length > 0) {
      log.push('finish')
      await finish(act.finish % ends.length)
    }
  }
  return log
}

test('under any schedule: as if there had been an inbox from the start', async () => {
  await fc.assert(
    fc.asyncProperty(limits, steps, async (bounds, acts) => {
      const always = await play(acts, (handle, log) => {
        const tell = (what: string) => () => void log.push(what)
        const pool = new Pool(2 ** 30).of()
        const signals = { overflow: tell('fill'), relief: tell('empty'), refuse: tell('overload') }
        const inbox = new Inbox({ ...bounds, pool, handle, ...signals })
        return (message) => inbox.receive(message)
      })
      const whenNeeded = await play(acts, (handle, log) => {
        const { told, receive } = handlersOf({ onMessage: ({ data }) => handle(data) }, bounds)
        told.push = (...what) => log.push(...what)
        return receive
      })
      expect(whenNeeded).toEqual(always)
    }),
  )
})

test('an event is made for somebody who listens, and for nobody else', () => {
  const made = vi.fn()
  const construct = (native: typeof Event, args: [string]) => {
    made(args[0])
    return Reflect.construct(native, args)
  }
  vi.stubGlobal('Event', new Proxy(Event, { construct }))
  onTestFinished(() => void vi.unstubAllGlobals())
  expect(handlersOf({}).handlers.open()).toBeUndefined()
  expect(made).not.toHaveBeenCalled()
  const onOpen = vi.fn()
  void handlersOf({ onOpen }).handlers.open()
  expect(made.mock.calls).toEqual([['open']])
  expect(onOpen).toHaveBeenCalledOnce()
})
