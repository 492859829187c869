import { setTimeout as sleep } from 'node:timers/promises'
import { Audience, type Circle } from '../load/audience.ts'
import { Crowd } from '../load/crowd.ts'
import { heldBy } from '../load/memory.ts'
import { watch } from '../load/window.ts'
import { fanOutChecked } from './fanout.ts'
import { lasting, type Round, type Scenario, type Target } from './scenario.ts'

const all = ({ quick }: Target): number => (quick ? 100 : 1_000)
const times = 3

/** Large messages, so that what a reader leaves unread is soon more than the system's buffers hold. */
const circleOf = (subscribers: number): Circle => ({
  route: '/room',
  subscribers,
  publish: 'publish',
  bytes: 8_192,
  text: false,
})

/** Subscribers that never read. */
async function stopped(count: number, { port, dialect }: Target): Promise<Crowd> {
  const crowd = await Crowd.of(count, () => dialect.dial(port, '/room'))
  for (const link of crowd.links) link.pause()
  return crowd
}

/** A second circle beside the first, small enough for much to be published in a moment. */
const few: Circle = { ...circleOf(9), route: '/topics', subscribe: 'from=0&count=1', publish: 'publish=t0' }
const much = 24 * 2 ** 20
/** How long that may take: milliseconds. */
const patience = 20_000

/** What the server holds on to when so much is published to one that never reads, and nine that do. */
async function growth(target: Target): Promise<number> {
  const { port, dialect, quick } = target
  using audience = await Audience.of(target, few)
  using crowd = await Crowd.of(1, () => dialect.dial(port, few.route, few.subscribe))
  for (const link of crowd.links) link.pause()
  const before = await heldBy(target)
  const due = ((quick ? 0.1 : 1) * much * few.subscribers) / few.bytes
  audience.publishWithin(1)
  const latest = performance.now() + patience
  while (audience.deliveries < due && performance.now() < latest) await sleep(10)
  await audience.pause()
  return (await heldBy(target)) - before
}

/** What the others get. */
async function round(target: Target, slow: number): Promise<Round> {
  using audience = await Audience.of(target, circleOf(all(target) - slow))
  using _ = await stopped(slow, target)
  audience.publishWithin(1)
  const watched = await watch(lasting(target, times), () => audience.deliveries)
  await audience.pause()
  const { note } = audience.crowd
  return { ...watched, note, ...(slow > 0 && { growth: await growth(target) }) }
}

const slowConsumer = (name: string, slow: number): Scenario => ({
  name,
  unit: 'deliveries',
  shared: true,
  says: `one publishes 8 KiB to 1,000 subscribers, the next when all that read have it; ${slow || 'none'} never reads`,
  fresh: true,
  round: (target) => round(target, slow),
  async check(target) {
    using _ = await stopped(slow, target)
    return await fanOutChecked(target, circleOf(all(target) - slow), 1)
  },
})

export const slowConsumers: readonly Scenario[] = [
  slowConsumer('slow-consumer-none', 0),
  slowConsumer('slow-consumer', 1),
]
