import type { Circle } from '../load/audience.ts'
import { Crowd } from '../load/crowd.ts'
import { fanOut, fanOutChecked } from './fanout.ts'
import type { Scenario, Target } from './scenario.ts'

const heard = 10
const perConnection = 100
const window = 16

/** Ten subscribers hear the first ten topics, and the publisher speaks in one of those. */
const circle: Circle = {
  route: '/topics',
  subscribers: 10,
  subscribe: `from=0&count=${heard}`,
  publish: 'publish=t5',
  bytes: 128,
  text: true,
}

/** All other topics have a subscriber each, who hears nothing. */
const others = (count: number, { port, dialect, quick }: Target): Promise<Crowd> => {
  const topics = (quick ? Math.min(count, 10_000) : count) - heard
  return Crowd.of(Math.ceil(topics / perConnection), (index) => {
    const from = heard + index * perConnection
    return dialect.dial(port, '/topics', `from=${from}&count=${Math.min(perConnection, count - from)}`)
  })
}

const topics = (count: number): Scenario => ({
  name: `topics-${count}`,
  says: `one publishes to 10 subscribers of a topic among ${count.toLocaleString('en')}, with 16 on their way`,
  unit: 'deliveries',
  shared: true,
  // With as many topics each round begins with their connections.
  warmedBy: 'topics-10',
  async round(target) {
    using _ = await others(count, target)
    return await fanOut(target, circle, window)
  },
  async check(target) {
    using _ = await others(count, target)
    return await fanOutChecked(target, circle, window)
  },
})

export const manyTopics: readonly Scenario[] = [topics(10), topics(1_000), topics(100_000)]
