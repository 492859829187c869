import { until } from '../../../src/testing/expect.ts'
import { handshake } from '../../../src/testing/raw.ts'
import type { Server } from '../server.ts'
import { trial } from '../trial.ts'
import type { Counts } from './app.ts'
import { converse } from './conversation.ts'
import { harmOf } from './harm.ts'
import { demands } from './network-demands.ts'
import { type Fault, FaultProxy, type Faults } from './proxy.ts'

const conversations = 50
const batch = 100
/** How long is waited for the end of connections, and of descriptors, in ms. */
const patience = 10_000
const socket = 'adapters/node/socket.ts'
const ways = [
  { direction: 'up', by: 'cut' },
  { direction: 'up', by: 'reset' },
  { direction: 'down', by: 'cut' },
  { direction: 'down', by: 'reset' },
] as const

/** How many of the conversations through a proxy that does this to both directions fail. */
async function failuresOf(server: Server, fault: Fault): Promise<number> {
  await using proxy = await FaultProxy.before(server.origin, () => ({ up: fault, down: fault }))
  const all = Array.from({ length: conversations }, () => converse(proxy.origin))
  return (await Promise.allSettled(all)).filter(({ status }) => status === 'rejected').length
}

trial({
  title: 'bytes that come one by one',
  demands: [demands.pieces],
  measure: async (server) => [await failuresOf(server, { slice: 1, delay: 3 })],
  // A handshake has some 240 bytes.
  sabotages: [{ spoils: [demands.pieces], options: { handshakeTimeout: 100 } }],
})

trial({
  title: 'bytes that are delayed',
  demands: [demands.delayed],
  measure: async (server) => [await failuresOf(server, { delay: 20 })],
  sabotages: [{ spoils: [demands.delayed], options: { heartbeat: { interval: 15, timeout: 15 } } }],
})

/** Every way in which a conversation of so many bytes can break off. */
const breaksOf = (size: { up: number; down: number }): Faults[] =>
  ways.flatMap(({ direction, by }) =>
    Array.from({ length: size[direction] }, (_, index) => ({ [direction]: { end: { after: index + 1, by } } })),
  )

/** The break at which one runtime keeps something, so often that it shows. */
const behindHandshake = ({ origin }: FaultProxy): Faults[] =>
  Array(50).fill({ up: { end: { after: handshake({ origin }, '/endings/talk').length, by: 'reset' } } })

/** Breaks conversations off, in batches. */
async function breakAll(server: Server): Promise<void> {
  await using whole = await FaultProxy.before(server.origin, () => ({}))
  await converse(whole.origin)
  const breaks = [...breaksOf(whole.passed), ...behindHandshake(whole)]
  await using proxy = await FaultProxy.before(server.origin, (connection) => breaks[connection] ?? {})
  for (let left = breaks.length; left > 0; left -= batch) {
    await Promise.allSettled(Array.from({ length: Math.min(left, batch) }, () => converse(proxy.origin)))
  }
}

const closesOf = ({ closes }: Counts): number => Object.values(closes).reduce((sum, times) => sum + times, 0)

trial({
  title: 'conversations that break off',
  demands: [demands.cut, demands.cutLeft],
  async measure(server) {
    // What a runtime opens once and keeps is open then.
    await converse(server.origin)
    const before = server.descriptors
    const harm = await harmOf(server, () => breakAll(server))
    let counts = (await server.ask('GET', '/endings/counts')) as Counts
    const areClosed = async () => {
      counts = (await server.ask('GET', '/endings/counts')) as Counts
      return closesOf(counts) === counts.opens
    }
    const areFree = () => server.descriptors <= before
    await until(areClosed, 'the end of all', patience).catch(() => {})
    await until(areFree, 'free descriptors', patience).catch(() => {})
    return [Math.abs(counts.opens - closesOf(counts)) + counts.strays + harm, server.descriptors - before]
  },
  sabotages: [
    {
      spoils: [demands.cut],
      change: { file: socket, find: "    'close',\n", replace: "    'closed',\n" },
    },
    {
      spoils: [demands.cutLeft],
      change: {
        file: socket,
        find: "this.binaryType = 'arraybuffer'",
        replace: "Reflect.get(this, '_socket').destroy = () => {}",
      },
    },
  ],
})
