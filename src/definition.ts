import type { Context } from 'hono'
import type { ChannelTarget, Listed } from './channels/types.ts'
import type { SendData } from './data.ts'
import type { TokenRule } from './guards/token.ts'
import type { ConnectionEvents } from './handlers.ts'
import type { Desk, Intent } from './intent.ts'
import type { Kept } from './kept.ts'
import type { RouteOptions } from './options.ts'

/** What a handshake is decided by. */
export interface DealOptions extends RouteOptions {
  readonly token?: TokenRule
}

/** What is decided by, and what a connection gets when it is let in. */
export interface Deal {
  readonly options: DealOptions
  /** Those that its policy is resolved from: one object for all connections of a route. */
  readonly limits: RouteOptions
  /** Whose the route's name is: of a handler's own the handler, which Hono tells. */
  readonly owner?: object
  /** What the connection begins with. */
  data?(): unknown
  makeEvents(c: Context): ConnectionEvents | Promise<ConnectionEvents>
}

/** A route that is defined apart from its handler, such as a channel's: all that the core knows of it. */
export interface Definition {
  readonly name: string
  readonly options: RouteOptions
  /**
   * What a connection is let in by.
   * @throws {JackfieldError} for what is given and does not do; `too_long` for what only its client can have caused.
   */
  deal(c: Context, given: object): Deal
  /** A message of its own as it goes out. */
  frame(type: string, args: readonly unknown[]): SendData
  /** How many are in a room, or a topic of it. */
  count(desk: Pick<Desk, 'platform' | 'topics'>, target: ChannelTarget): Promise<number>
  /** Who they are. */
  list(desk: Pick<Desk, 'platform' | 'topics'>, target: ChannelTarget): Promise<Listed[]>
  /** The decision to upgrade a connection again, as it was. */
  revive(kept: Kept, desk: Desk): Intent
}

const key: unique symbol = Symbol.for('jackfield.channel')

/** Hides a definition in its route. */
export const hide = <Route extends object>(route: Route, definition: Definition): Readonly<Route> =>
  Object.freeze(Object.defineProperty(route, key, { value: definition }))

/** What a route hides; nothing if it is none. */
export const definitionOf = (route: unknown): Definition | undefined =>
  typeof route === 'object' && route !== null ? (route as { readonly [key]?: Definition })[key] : undefined

/** @throws {TypeError} for what is no route of this kind. */
export const assertDefinition = (route: unknown, call: string): Definition => {
  const definition = definitionOf(route)
  if (definition) return definition
  throw new TypeError(`${call} takes { route, room, topic }, where route is what defineRoute has made`)
}
