import { type FaultPlace, oddities } from '../app/faults.ts'
import type { LogEntry } from '../app/kit.ts'
import { equal, freshId, ok, open, openGate, readLog, untilEvent, untilLog } from '../expect.ts'
import type { ContractCase, Peer, Target } from '../target.ts'
import { faultsDrain } from './faults-drain.ts'
import { faultsWire } from './faults-wire.ts'
import { ended, expectAlive, finalLog, marker, named } from './probes.ts'

const letters = 'bcdefghijklmnop'
const messagesOf = (entries: readonly LogEntry[]) => entries.map(({ message }) => message)

/** Runs what breaks something, between two words with another connection that must not notice. */
async function besideBystander<T>(target: Target, run: () => Promise<T>): Promise<T> {
  const bystander = await open(target, '/faults/echo')
  await expectAlive(bystander, 'another connection before')
  const result = await run()
  await marker(target)
  await expectAlive(bystander, 'another connection after')
  return result
}

/** Makes the handler of `where` fail, and resolves when the connection is over. */
async function provoke(target: Target, id: string, where: FaultPlace, how: string): Promise<Peer> {
  const peer = await open(target, `/faults/throw/${where}/${how}?id=${id}`)
  if (where === 'message' || where === 'error') peer.send('now')
  if (where === 'close') peer.close(1000)
  await ended(peer)
  return peer
}

const handlerCases = (['open', 'message', 'close'] as const).flatMap((where) =>
  (['sync', 'async'] as const).map((how) => ({ where, how })),
)

/** FT01 and FT02: what the app itself gets wrong. */
const faultsHandlers: readonly ContractCase[] = [
  ...handlerCases.map(
    ({ where, how }, index): ContractCase => ({
      id: `FT01${letters[index - 1] ?? ''}`,
      level: 'MUST',
      title: `an on${where} that ${how === 'sync' ? 'throws' : 'rejects'} is told to onError and the app's hook, and harms nobody else`,
      async run(target) {
        const id = freshId()
        const peer = await besideBystander(target, async () => {
          const provoked = await provoke(target, id, where, how)
          await untilEvent(target, id, 'app-error')
          return provoked
        })
        const { code } = await ended(peer)
        equal(code, where === 'close' ? 1000 : 1011, 'the code that the peer sees')
        const log = await finalLog(target, id)
        equal(messagesOf(named(log, 'error')), [`${where} failed`], "the route's onError")
        equal(messagesOf(named(log, 'app-error')), [`${where} failed`], "the app's hook")
        equal(named(log, 'close').length, 1, 'close events')
      },
    }),
  ),
  {
    id: 'FT01g',
    level: 'MUST',
    title: "without an onError of the route the app's hook is told",
    async run(target) {
      for (const how of ['sync', 'async']) {
        const id = freshId()
        await besideBystander(target, async () => {
          const peer = await open(target, `/faults/unhandled/${how}?id=${id}`)
          peer.send('now')
          equal((await ended(peer)).code, 1011, `the code after ${how}`)
        })
        equal(messagesOf(await readLog(target, id)), ['message failed'], `the hook after ${how}`)
      }
    },
  },
  {
    id: 'FT01h',
    level: 'MUST',
    title: 'a thrown value that is no error is told as it is',
    async run(target) {
      for (const [name, value] of Object.entries(oddities)) {
        const id = freshId()
        const peer = await open(target, `/faults/odd/${name}?id=${id}`)
        peer.send('now')
        equal((await ended(peer)).code, 1011, `the code after ${name}`)
        const log = await finalLog(target, id)
        equal(messagesOf(named(log, 'error')), [String(value)], 'onError')
      }
    },
  },
  {
    id: 'FT01i',
    level: 'MUST',
    title: 'an error in the factory is an HTTP answer by app.onError: nothing is upgraded',
    async run(target) {
      const answers = {
        sync: [500, 'factory failed'],
        async: [500, 'factory failed'],
        http: [418, 'no coffee here'],
      } as const
      for (const [how, [status, words]] of Object.entries(answers)) {
        const id = freshId()
        const peer = await besideBystander(target, () => target.connect(`/faults/factory/${how}?id=${id}`))
        equal(peer.status, status, `the status after ${how}`)
        equal(peer.body, `app.onError: ${words}`, `the body after ${how}`)
        equal(
          (await readLog(target, id)).map(({ event }) => event),
          ['factory'],
          `the events after ${how}`,
        )
      }
    },
  },
  {
    id: 'FT01j',
    level: 'MUST',
    title: 'a handler that rejects when its peer has gone is told to onError, and onClose follows',
    async run(target) {
      const id = freshId()
      await besideBystander(target, async () => {
        const peer = await open(target, `/faults/late?id=${id}`)
        peer.send('now')
        await untilEvent(target, id, 'start')
        peer.terminate()
        await ended(peer)
        await openGate(target, id)
        await untilEvent(target, id, 'close')
      })
      const log = await readLog(target, id)
      const events = log.map(({ event }) => event).filter((event) => event !== 'app-error')
      equal(events, ['open', 'start', 'error', 'close'], 'the events')
      equal(messagesOf(named(log, 'error')), ['too late'], 'what onError is told')
    },
  },
  ...(['sync', 'async'] as const).map(
    (how, index): ContractCase => ({
      id: `FT02${['', 'b'][index]}`,
      level: 'MUST',
      title: `an error inside onError (${how}) is reported once and goes no further`,
      async run(target) {
        const id = freshId()
        await besideBystander(target, async () => {
          const peer = await provoke(target, id, 'error', how)
          equal((await ended(peer)).code, 1011, 'the code that the peer sees')
          await untilLog(target, id, (log) => named(log, 'app-error').length >= 2)
        })
        const log = await finalLog(target, id)
        equal(messagesOf(named(log, 'error')), ['message failed'], "the route's onError")
        equal(messagesOf(named(log, 'app-error')).sort(), ['error failed', 'message failed'], "the app's hook")
        ok(named(log, 'close').length === 1, 'one close event')
      },
    }),
  ),
  {
    id: 'FT01k',
    level: 'MUST',
    title: 'the event of onError is whole, of its own kind, and its ws the one of all events',
    async run(target) {
      const id = freshId()
      const told = await open(target, `/messages/events?id=${id}`)
      told.send('throw')
      equal(
        named(await finalLog(target, id), 'error').map(({ wrong }) => wrong),
        [[]],
        'what is wrong with the event',
      )
      const same = freshId()
      const peer = await open(target, `/lifecycle/identity?id=${same}`)
      peer.send('throw')
      const seen = named(await finalLog(target, same), 'identity')
      equal(
        seen.map(({ event, ...rest }) => rest),
        [
          { in: 'error', same: true },
          { in: 'close', same: true },
        ],
        'ws',
      )
    },
  },
]

/** FT01 to FT05. */
export const faults: readonly ContractCase[] = [...faultsHandlers, ...faultsWire, ...faultsDrain]
