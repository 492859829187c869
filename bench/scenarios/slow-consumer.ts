import { Audience, type Circle } from '../load/audience.ts'
import { Crowd } from '../load/crowd.ts'
import { heldBy } from '../load/memory.ts'
import { watch } from '../load/window.ts'
import { fanOutChecked } from './fanout.ts'
import { lasting, type Round, type Scenario, type Target } from './scenario.ts'

const all = ({ quick }: Target): number => (quick ? 100 : 1_000)
const times = 10

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

/** What the others get, and what the server holds on to for the slow ones. */
async function round(target: Target, slow: number): Promise<Round> {
  using audience = await Audience.of(target, circleOf(all(target) - slow))
  using _ = await stopped(slow, target)
  const before = await heldBy(target)
  audience.publishWithin(1)
  const watched = await watch(lasting(target, times), () => audience.deliveries)
  audience.pause()
  return { ...watched, growth: (await heldBy(target)) - before, note: audience.crowd.note }
}

const slowConsumer = (name: string, slow: number): Scenario => ({
  name,
  unit: 'deliveries',
  shared: true,
  says: `one publishes 8 KiB to 1,000 subscribers, the next when all that read have it; ${slow || 'none'} never reads`,
  fresh: 2,
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
