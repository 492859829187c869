import { checkClose } from './close.ts'

/** Where a message is published: a topic of a room of a route. */
export interface PublishTarget {
  /** The route's name: its `name` option, or the path that it was declared with. */
  readonly route: string
  /** Default: the route's one room. */
  readonly room?: string
  readonly topic: string
}

/** Where a message goes; of a route that is at hand with what its name belongs to. */
export interface PublishAddress extends PublishTarget {
  readonly owner?: object
}

/** Which connections are to end: those to which all that is given applies. */
export interface DisconnectTarget {
  /** Who they belong to: the `key` of their route or of their token. */
  readonly key?: string
  /** The name of their route. */
  readonly route?: string
  /** Their room. */
  readonly room?: string
}

/** What they are told. */
export interface DisconnectOptions {
  /** Default 1008, and 4403 on a channel. */
  readonly code?: number
  /** Default `'disconnected'`. */
  readonly reason?: string
}

/**
 * Checks the arguments of `disconnect`.
 * @throws {TypeError} for a name that it does not know, or if nothing is given.
 * @throws {RangeError} for a code or reason that must not go on the wire.
 */
export const checkTarget = (target: DisconnectTarget, { code, reason }: DisconnectOptions): void => {
  checkClose(code, reason)
  for (const [name, value] of Object.entries(target)) {
    if (!/^(key|route|room)$/.test(name)) {
      throw new TypeError(`disconnect takes { key, route, room }, and knows no ${name}`)
    }
    // A user who is not known must not stand for all.
    if (typeof value !== 'string') {
      throw new TypeError(`${name} is ${String(value)}; disconnect takes a string, or leave it out if all are meant`)
    }
  }
  if (Object.keys(target).length > 0) return
  throw new TypeError('disconnect takes whom: { key }, { route } or { room }, or several of them; to end all, close()')
}

/**
 * The one room that is meant, where rooms are kept outside of the process: nobody knows there which ones a route has.
 * @throws {TypeError} unless both of its names are given.
 */
export const oneRoom = ({ route, room }: DisconnectTarget): { readonly route: string; readonly room: string } => {
  if (route !== undefined && room !== undefined) return { route, room }
  throw new TypeError(
    "rooms are kept outside of this process and found by their names: disconnect(c, { route: '...', room: '...' }), " +
      "where room: '' is that of a route without rooms; to reach a key in several rooms, name one after another",
  )
}

/** Whether all that a target says applies to a connection. */
export const isMeant = (target: DisconnectTarget, own: DisconnectTarget): boolean =>
  (['key', 'route', 'room'] as const).every((name) => target[name] === undefined || target[name] === own[name])
