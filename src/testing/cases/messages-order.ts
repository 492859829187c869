import type { LogEntry } from '../app/kit.ts'
import { elapse, equal, freshId, ok, open, openGate, readLog, until, untilEvent, untilLog, within } from '../expect.ts'
import { encodeFrame, opcode, textFrame } from '../frames.ts'
import type { ContractCase, PeerClose, RawConnection, Target } from '../target.ts'
import { answerClose, ended, finalLog, marker, named, openRaw } from './probes.ts'

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index))

/** Sends numbered messages to a shut gate: no more than `bound` may start, and after the gate opens none is lost. */
async function expectBound(target: Target, bound: number, messages: readonly string[]): Promise<void> {
  const id = freshId()
  const peer = await open(target, `/messages/gated?id=${id}`)
  for (const message of messages) peer.send(message)
  await untilLog(target, id, (log) => named(log, 'start').length >= bound)
  await marker(target)
  const running = named(await readLog(target, id), 'start').length
  ok(running <= bound, `at most ${bound} messages run at once, not ${running}`)
  await openGate(target, id)
  await expectAllOr1013(target, id, messages, peer.closed)
}

/** Messages that reach a shut gate in one packet. */
async function onePacket(target: Target, messages: readonly string[]): Promise<{ id: string; raw: RawConnection }> {
  const id = freshId()
  const raw = await openRaw(target, `/messages/gated?id=${id}`)
  raw.write(new Uint8Array(await new Blob(messages.map((text) => textFrame(text))).arrayBuffer()))
  return { id, raw }
}

/** All messages are handled, in order, or, where reading cannot pause, those that came before a close with 1013. */
async function expectAllOr1013(
  target: Target,
  id: string,
  messages: readonly string[],
  closed: Promise<PeerClose>,
): Promise<void> {
  const all = (log: readonly LogEntry[]) => named(log, 'end').length === messages.length
  const isOver = (log: readonly LogEntry[]) =>
    all(log) || (!target.offers.includes('pauses') && named(log, 'close').length > 0)
  const log = await untilLog(target, id, isOver, 'all messages, or a close', 10_000)
  const started = named(log, 'start').map(({ data }) => data)
  const expected = messages.slice(0, started.length).map((text) => text.slice(0, 8))
  equal(started, expected, 'the messages that were handled')
  equal(named(log, 'end').length, started.length, 'handlers that ended')
  if (!all(log)) equal((await within(closed, 'the close')).code, 1013, 'the code that the peer sees')
}

/** Sends three messages to the gate of a route, and resolves with the events when all have ended. */
async function throughGate(target: Target, route: string, running: number): Promise<unknown[]> {
  const id = freshId()
  const peer = await open(target, `/messages/${route}?id=${id}`)
  for (const text of numbers(3)) peer.send(text)
  await untilLog(target, id, (log) => named(log, 'start').length >= running)
  await marker(target)
  await openGate(target, id)
  const log = await untilLog(target, id, (entries) => named(entries, 'end').length === 3)
  return log.map(({ event, data }) => `${event} ${data}`)
}

/** Begins a handler that waits for `ws.signal`. */
async function waitForSignal(target: Target): Promise<{ id: string; peer: Awaited<ReturnType<typeof open>> }> {
  const id = freshId()
  const peer = await open(target, `/messages/signal?id=${id}`)
  peer.send('wait')
  equal((await untilEvent(target, id, 'start')).aborted, false, 'ws.signal while open')
  return { id, peer }
}

/** MS03: in which order, how many at once, and when it ends. */
export const messagesOrder: readonly ContractCase[] = [
  {
    id: 'MS03',
    level: 'MUST',
    title: 'messages start in the order in which they came, whatever their handlers return',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/messages/order?id=${id}`)
      for (const text of numbers(200)) peer.send(text)
      const log = await untilLog(target, id, (entries) => entries.length >= 200)
      equal(
        log.map(({ data }) => data),
        numbers(200),
        'the messages',
      )
    },
  },
  {
    id: 'MS03b',
    level: 'MUST',
    title: "a drop-in route does not wait for a handler's promise: two that need each other meet",
    async run(target) {
      const peer = await open(target, '/messages/meet')
      peer.send('first')
      peer.send('second')
      equal(await peer.next(), 'met', 'the answer')
    },
  },
  {
    id: 'MS03c',
    level: 'MUST',
    title: 'concurrency: 1 handles one message at a time',
    async run(target) {
      const events = await throughGate(target, 'one', 1)
      equal(
        events,
        numbers(3).flatMap((text) => [`start ${text}`, `end ${text}`]),
        'the events',
      )
    },
  },
  {
    id: 'MS03d',
    level: 'MUST',
    title: 'concurrency: 2 handles two at a time, in order',
    async run(target) {
      const events = await throughGate(target, 'two', 2)
      equal(events.slice(0, 2), ['start 0', 'start 1'], 'the first events')
      ok(
        events.indexOf('start 2') > Math.min(events.indexOf('end 0'), events.indexOf('end 1')),
        `the third waits: ${events}`,
      )
    },
  },
  {
    id: 'MS03e',
    level: 'MUST',
    title: 'what runs or waits is bounded in messages: reading pauses, or 1013',
    variant: 'pending',
    run: (target) => expectBound(target, 4, numbers(40)),
  },
  {
    id: 'MS03f',
    level: 'MUST',
    title: 'what runs or waits is bounded in bytes: reading pauses, or 1013',
    variant: 'pending',
    run: (target) =>
      expectBound(
        target,
        2,
        numbers(12).map((text) => text.padEnd(2000)),
      ),
  },
  {
    id: 'MS03g',
    level: 'MUST',
    title: 'the bound is 256 messages by default',
    run: (target) => expectBound(target, 256, numbers(300)),
  },
  {
    id: 'MS03h',
    level: 'MUST',
    title: 'the bound holds for messages that come in one packet, and what comes later is not even read, or 1013',
    needs: ['raw'],
    variant: 'pending',
    async run(target) {
      const { id, raw } = await onePacket(target, numbers(40))
      const opcodes: number[] = []
      const closed = answerClose(raw, opcodes)
      closed.catch(() => {})
      await untilLog(target, id, (log) => named(log, 'start').length >= 4)
      await marker(target)
      const running = named(await readLog(target, id), 'start').length
      ok(running <= 4, `at most 4 messages run at once, not ${running}`)
      raw.write(encodeFrame({ opcode: opcode.ping, payload: new Uint8Array() }))
      await marker(target)
      await openGate(target, id)
      await expectAllOr1013(target, id, numbers(40), closed)
      // Where reading cannot pause, a pong may still come before the close frame.
      const [first, second] = opcodes
      ok(first !== opcode.pong || second === opcode.close, 'a ping was answered while more waited than may')
    },
  },
  {
    id: 'MS03m',
    level: 'MUST',
    title: 'a small message does not overtake a large one that waits',
    needs: ['raw'],
    variant: 'pending',
    async run(target) {
      const messages = ['0'.padEnd(3000), '1'.padEnd(3000), '2', '3']
      const { id, raw } = await onePacket(target, messages)
      const closed = answerClose(raw)
      closed.catch(() => {})
      await untilLog(target, id, (log) => named(log, 'start').length > 0)
      await marker(target)
      await openGate(target, id)
      await expectAllOr1013(target, id, messages, closed)
    },
  },
  ...(['close', 'terminate'] as const).map(
    (how, index): ContractCase => ({
      id: `MS03${'ij'[index]}`,
      level: 'MUST',
      title: `ws.signal aborts at once when the peer ${how === 'close' ? 'closes' : 'drops'}, and onClose waits for the handler`,
      async run(target) {
        const { id, peer } = await waitForSignal(target)
        peer[how]()
        await untilEvent(target, id, 'aborted')
        await marker(target)
        equal(named(await readLog(target, id), 'close').length, 0, 'close events while the handler runs')
        await openGate(target, id)
        const log = await finalLog(target, id)
        equal(
          log.map(({ event }) => event),
          ['start', 'aborted', 'end', 'close'],
          'the events',
        )
        equal(log.at(-1)?.aborted, true, 'ws.signal in onClose')
      },
    }),
  ),
  {
    id: 'MS03k',
    level: 'MUST',
    title: 'ws.signal aborts at once when the server closes',
    async run(target) {
      const { id, peer } = await waitForSignal(target)
      peer.send('close')
      equal((await untilEvent(target, id, 'returned')).aborted, true, 'ws.signal after close()')
      await untilEvent(target, id, 'aborted')
      await openGate(target, id)
      equal((await ended(peer)).code, 1000, 'the close')
    },
  },
  {
    id: 'MS03n',
    level: 'MUST',
    title: 'onClose waits for the handler that has closed the connection',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/messages/gated?id=${id}`)
      peer.send('close')
      await ended(peer)
      await marker(target)
      await openGate(target, id)
      await untilEvent(target, id, 'close')
      const log = (await readLog(target, id)).map(({ event }) => event)
      equal(log, ['start', 'end', 'close'], 'what happened')
    },
  },
  {
    id: 'MS03l',
    level: 'MUST',
    title: 'onClose waits for a running handler no longer than handlerTimeout',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/messages/patient?id=${id}`)
      peer.send('run')
      await untilEvent(target, id, 'start')
      peer.close(1000)
      await ended(peer)
      await until(async () => {
        await elapse(target, 100)
        return named(await readLog(target, id), 'close').length > 0
      }, 'onClose')
      equal(named(await readLog(target, id), 'end').length, 0, 'handlers that ended before')
      await openGate(target, id)
    },
  },
]
