import { setTimeout as sleep } from 'node:timers/promises'
import { Audience, type Circle } from '../load/audience.ts'
import { arrival, arrived, numbered, numberOf } from '../load/numbered.ts'
import { Sequence } from '../load/sequence.ts'
import { watch } from '../load/window.ts'
import { type Delivery, lasting, type Round, type Scenario, type Target } from './scenario.ts'

/** How many publications are on their way in a stream; fewer to a large audience, where they would be 20 MB. */
const window = (subscribers: number): number => (subscribers < 10_000 ? 16 : 8)

/** How many publications, deliveries and bytes are looked at, at most. */
const checked = { publications: 100, deliveries: 50_000, bytes: 50e6 }

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
  using audience = await Audience.of(target, circle)
  return await look(audience, target, circle, window)
}

async function look(audience: Audience, { dialect, quick }: Target, circle: Circle, window: number): Promise<Delivery> {
  const { route, bytes, text, subscribers } = circle
  const share = (quick ? 0.1 : 1) / subscribers
  const last = Math.ceil(Math.min(checked.publications, checked.deliveries * share, (checked.bytes / bytes) * share))
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
  subscribers: quick ? Math.min(500, Math.max(100, subscribers / 10)) : subscribers,
  publish: 'publish',
  bytes: 128,
  text: true,
})

const fanout = (name: string, subscribers: number, window: number): Scenario => {
  const circle = ({ quick }: Target): Circle => circleOf(subscribers, quick)
  const shape = {
    name: `${name}-${subscribers}`,
    says: `one publishes 128 B to ${subscribers.toLocaleString('en')} subscribers, ${
      window === 1 ? 'the next when all have it' : `with ${window} on their way`
    }`,
    unit: 'deliveries',
    shared: true,
  } as const
  if (subscribers >= large) return { ...shape, ...once(circle, window), ofOurs: subscribers >= largest }
  return {
    ...shape,
    round: (target) => fanOut(target, circle(target), window),
    check: (target) => fanOutChecked(target, circle(target), window),
  }
}

/** To connect so many takes longer than all else: one long round is all, and its connections are looked at, too. */
const once = (circle: (target: Target) => Circle, window: number): Pick<Scenario, 'most' | 'cold' | 'round'> => ({
  most: 1,
  cold: true,
  async round(target) {
    using audience = await Audience.of(target, circle(target))
    audience.publishWithin(window)
    // Nothing has warmed it up.
    await sleep(target.seconds * 1000)
    const watched = await watch(lasting(target, times), () => audience.deliveries)
    await audience.pause()
    const { note } = audience.crowd
    return { ...watched, note, delivery: await look(audience, target, circle(target), window) }
  },
})

const [large, largest, times] = [10_000, 15_000, 2]
const audiences = [100, 1_000, large, largest]

export const fanouts: readonly Scenario[] = [
  ...audiences.map((size) => fanout('fanout-one', size, 1)),
  ...audiences.map((size) => fanout('fanout-stream', size, window(size))),
]
