import type { ChannelTarget } from './channels/types.ts'
import type { SendData } from './data.ts'
import { definitionOf } from './definition.ts'
import type { PublishAddress, PublishTarget } from './targets.ts'
import { assertTopic, wholeRoom } from './topics.ts'

/** The arguments of a publish of either kind. */
export type Publishing = readonly [target: PublishTarget | ChannelTarget, first: unknown, ...more: readonly unknown[]]

const known: ReadonlySet<string> = new Set<keyof PublishTarget>(['route', 'room', 'topic'])

/**
 * Where a message goes, and what of it goes out.
 * @throws {TypeError} for a name that it does not know, what is no topic or no message, and for what does not fit its schema.
 */
export const addressed = ([target, first, ...more]: Publishing): [target: PublishAddress, data: SendData] => {
  for (const name of Object.keys(target)) {
    if (!known.has(name)) throw new TypeError(`publish goes to { route, room, topic }, and knows no ${name}`)
  }
  const definition = definitionOf(target.route)
  if (!definition) {
    if (more.length > 0) {
      throw new TypeError("publish(c, { route: chatRoute, room }, 'said', data) takes the route itself, not its name")
    }
    for (const name of ['route', 'topic'] as const) {
      if (typeof target[name] === 'string') continue
      throw new TypeError(`publish goes to { route: '...', topic: '...' }; ${name} is missing`)
    }
    assertTopic(target.topic as string)
    return [target as PublishTarget, first as SendData]
  }
  const { room, topic } = target
  if (topic !== undefined) assertTopic(topic)
  const address = { route: definition.name, room, topic: topic ?? wholeRoom, owner: definition }
  return [address, definition.frame(first as string, more)]
}
