import { checkNow } from '../channel/schema.ts'
import type { Hub } from '../hub.ts'
import type { Line } from '../live-socket.ts'
import { scopeOf } from '../scope.ts'
import type { Occupant } from '../seam.ts'
import { assertTopic, type Subscriber, wholeRoom } from '../topics.ts'
import type { Plan } from './plan.ts'
import { shownBy } from './presence.ts'
import type { Listed } from './types.ts'

/** The server that is asked. */
type Asked = Pick<Hub, 'platform' | 'topics'>

/** A room of a route by its name, or a topic there. */
interface Place {
  readonly room?: string | undefined
  readonly topic?: string | undefined
}

/** Where to look: without a topic at all of the room. */
const scopeAndTopic = (route: string, { room = '', topic }: Place) => {
  if (topic !== undefined) assertTopic(topic)
  return { scope: scopeOf(route, room), topic: topic ?? wholeRoom }
}

/** How many connections are there, wherever the room is kept. */
export const countIn = async (
  { platform: { rooms }, topics }: Asked,
  { name }: Plan,
  place: Place,
): Promise<number> => {
  const { scope, topic } = scopeAndTopic(name, place)
  return rooms ? rooms.count(scope, topic) : topics.sizeOf(scope, topic)
}

/** What one shows, as its schema makes it, if it still fits: another version of the app may have shown it elsewhere. */
const madeOf = ({ channel, validate }: Plan, shown: string | undefined): unknown => {
  if (!shown || !channel.presence) return undefined
  const data: unknown = JSON.parse(shown)
  if (!validate) return data
  const checked = checkNow(channel.presence, data, 'presence')
  return checked.issues ? undefined : checked.value
}

/** Who it is that subscribes: all are connections of channels. */
const occupantOf = (subscriber: Subscriber): Occupant => {
  const line = subscriber as unknown as Line
  return { id: line.socket.id, key: line.key, shown: shownBy(line) }
}

/** Who they are. */
export const listIn = async ({ platform: { rooms }, topics }: Asked, plan: Plan, place: Place): Promise<Listed[]> => {
  const { scope, topic } = scopeAndTopic(plan.name, place)
  const there = rooms && (await rooms.list(scope, topic))
  const occupants = there ?? Array.from(topics.membersOf(scope, topic), occupantOf)
  return occupants.map(({ id = '', key, shown }) => ({ id, key, presence: madeOf(plan, shown) as Listed['presence'] }))
}
