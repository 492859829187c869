import { JackfieldError } from '../errors.ts'
import type { Hub } from '../hub.ts'
import type { Line } from '../live-socket.ts'
import { scopeOf } from '../scope.ts'
import { wholeRoom } from '../topics.ts'
import { shownBy } from './presence.ts'
import type { Listed } from './types.ts'

/** The server that is asked. */
type Asked = Pick<Hub, 'platform' | 'topics'>

/** A room of a route by its name, or a topic there. */
interface Place {
  readonly room?: string | undefined
  readonly topic?: string | undefined
}

/** @throws {JackfieldError} `topics_unavailable` where this process cannot know. */
export const assertHere = ({ platform }: Pick<Hub, 'platform'>, what: string): void => {
  if (!platform.rooms) return
  throw new JackfieldError('topics_unavailable', `${what} knows this process alone; here rooms are kept outside of it.`)
}

/** How many connections of this process are there. */
export const countIn = (server: Asked, route: string, { room = '', topic = wholeRoom }: Place): number => {
  assertHere(server, 'count()')
  return server.topics.sizeOf(scopeOf(route, room), topic)
}

/** Who they are. */
export const listIn = (server: Asked, route: string, { room = '', topic = wholeRoom }: Place): Listed[] => {
  assertHere(server, 'list()')
  return Array.from(server.topics.membersOf(scopeOf(route, room), topic), (member) => {
    const line = member as unknown as Line
    return { id: line.socket.id, key: line.key, presence: shownBy(line) as Listed['presence'] }
  })
}
