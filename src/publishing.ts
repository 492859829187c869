import type { AnyChannel, SendArguments, SendNames } from './channel/index.ts'
import type { ChannelTarget } from './channels/types.ts'
import type { SendData } from './data.ts'
import { definitionOf } from './definition.ts'
import type { PublishAddress, PublishTarget } from './targets.ts'
import { assertTopic, wholeRoom } from './topics.ts'

/** What a message of a channel is published with: who gets it, its name, and what its schema takes. */
export type ChannelPublish<Ch extends AnyChannel, Name extends SendNames<Ch, 'server'>> = [
  target: ChannelTarget<Ch>,
  type: Name,
  ...args: SendArguments<Ch, 'server', Name>,
]

/** The arguments of a publish of either kind. */
export type Publishing = readonly [target: PublishTarget | ChannelTarget, first: unknown, ...more: readonly unknown[]]

/**
 * Where a message goes, and what of it goes out.
 * @throws {TypeError} for what is no topic or no message, and for what does not fit its schema.
 */
export const addressed = ([target, first, ...more]: Publishing): [target: PublishAddress, data: SendData] => {
  const definition = definitionOf(target.route)
  if (!definition) {
    assertTopic(target.topic as string)
    if (typeof target.route === 'string') return [target as PublishTarget, first as SendData]
    throw new TypeError("publish goes to { route: '...', topic: '...' }; route is missing")
  }
  const { room, topic } = target
  if (topic !== undefined) assertTopic(topic)
  const address = { route: definition.name, room, topic: topic ?? wholeRoom, owner: definition }
  return [address, definition.frame(first as string, more)]
}
