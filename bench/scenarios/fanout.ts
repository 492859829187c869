import { Audience, type Circle } from '../load/audience.ts'
import { arrival, arrived, numbered, numberOf } from '../load/numbered.ts'
import { Sequence } from '../load/sequence.ts'
import { watch } from '../load/window.ts'
import type { Delivery, Round, Scenario, Target } from './scenario.ts'

/** How many publications are on their way in a stream; fewer to the largest audience, where they would be 20 MB. */
const window = (subscribers: number): number => (subscribers < 10_000 ? 16 : 8)

/** How many publications, deliveries and bytes are looked at, at most. */
const checked = { publications: 200, deliveries: 100_000, bytes: 100e6 }

/** How long the next publications wait for the last, if some are lost: milliseconds. */
const patience = 200

/** Deliveries to a circle while so many publications are on their way. */
export async function fanOut(target: Target, circle: Circle, window: number): Promise<Round> {
  using audience = await Audience.of(target, circle)
  audience.publishWithin(window)
  return { ...(await watch(target, () => audience.deliveries)), note: audience.crowd.note }
}

/** Numbered publications, as each of a circle gets them. */
export async function fanOutChecked(target: Target, circle: Circle, window: number): Promise<Delivery> {
  const { route, bytes, text, subscribers } = circle
  const { dialect, quick } = target
  const share = (quick ? 0.1 : 1) / subscribers
  const last = Math.ceil(Math.min(checked.publications, checked.deliveries * share, (checked.bytes / bytes) * share))
  using audience = await Audience.of(target, circle)
  const receivers = audience.crowd.links.map((link) => {
    const sequence = new Sequence()
    link.receive = dialect.reader((payload) => sequence.take(numberOf(payload, bytes)))
    return sequence
  })
  for (let sent = 0; sent < last; ) {
    for (const end = Math.min(sent + window, last); sent < end; sent += 1) {
      audience.publish(dialect.message(route, numbered(sent, bytes), text))
    }
    await arrived(receivers, sent, patience)
  }
  return await arrival(receivers, last)
}

const circleOf = (subscribers: number, quick: boolean): Circle => ({
  route: '/room',
  subscribers: quick ? Math.max(100, subscribers / 10) : subscribers,
  publish: 'publish',
  bytes: 128,
  text: true,
})

const fanout = (name: string, subscribers: number, window: number): Scenario => ({
  name: `${name}-${subscribers}`,
  says: `one publishes 128 B to ${subscribers.toLocaleString('en')} subscribers, ${
    window === 1 ? 'the next when all have it' : `with ${window} on their way`
  }`,
  unit: 'deliveries',
  shared: true,
  round: (target) => fanOut(target, circleOf(subscribers, target.quick), window),
  check: (target) => fanOutChecked(target, circleOf(subscribers, target.quick), window),
})

const audiences = [100, 1_000, 10_000]

export const fanouts: readonly Scenario[] = [
  ...audiences.map((size) => fanout('fanout-one', size, 1)),
  ...audiences.map((size) => fanout('fanout-stream', size, window(size))),
]
