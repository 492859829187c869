import type { Context, MiddlewareHandler, Next, TypedResponse } from 'hono'
import type { AnyChannel } from './channel/index.ts'
import type { ChannelRoute } from './channels/channel-route.ts'
import type { ConnectionArguments, ConnectionOptions } from './channels/types.ts'
import { checkHandlers } from './check-handlers.ts'
import { checkOptions } from './check-options.ts'
import { type Deal, type Definition, definitionOf } from './definition.ts'
import { isA, JackfieldError } from './errors.ts'
import { andThen, atOnce, type Eventual, isPromised } from './eventual.ts'
import type { Client } from './guards/proxies.ts'
import type { ConnectionEvents } from './handlers.ts'
import { findDesk, handshakeOf, markHeader, markStatus } from './intent.ts'
import type { RouteOptions } from './options.ts'
import { allowAsker, refuseIn, tellUnserved } from './refuse.ts'
import { brandRoute, type DeclaredRoute, hasFinalBehind, routeOf } from './routes.ts'
import { scopeOf } from './scope.ts'
import type { WSEvents } from './socket.ts'
import { explain, readTerms, type Terms } from './terms.ts'

// biome-ignore lint/suspicious/noExplicitAny: a status that is one number would lose `$ws` beside an answer of another kind
type ChannelResponse<Ch extends AnyChannel> = Response & TypedResponse<{ readonly channel: Ch }, any, any>

/** The type of {@link upgradeWebSocket}: accepted wherever Hono's `UpgradeWebSocket` is. */
export interface UpgradeWebSocket {
  <T = unknown>(
    // biome-ignore lint/suspicious/noExplicitAny: any context will do, and none is inferred from
    c: Context<any, any, any>,
    events: WSEvents<T>,
    options?: RouteOptions,
    // biome-ignore lint/suspicious/noExplicitAny: as of a channel
  ): Promise<Response & TypedResponse<any, any, any>>
  <Ch extends AnyChannel, Given>(
    // biome-ignore lint/suspicious/noExplicitAny: as above
    c: Context<any, any, any>,
    route: ChannelRoute<Ch, Given>,
    ...options: ConnectionArguments<Given>
  ): Promise<ChannelResponse<Ch>>
  <Ch extends AnyChannel, Given extends undefined>(
    route: ChannelRoute<Ch, Given>,
    // biome-ignore lint/suspicious/noExplicitAny: the environment is that of whatever app the route joins; of 'ws' `hc` keeps no channel
  ): MiddlewareHandler<any, string, { outputFormat: any }, ChannelResponse<Ch>>
  <T = unknown>(
    // biome-ignore lint/suspicious/noExplicitAny: as loose as Hono's own, whose overloads infer no context here
    createEvents: (c: Context<any, any, any>) => WSEvents<T> | Promise<WSEvents<T>>,
    options?: NoInfer<RouteOptions>,
    // biome-ignore lint/suspicious/noExplicitAny: the environment is that of whatever app the route joins
  ): MiddlewareHandler<any, string, { outputFormat: 'ws' }>
  // What the compiler says where none of these does: of overloads it tells of the last.
  <T, First>(
    first: First extends ChannelRoute ? NothingKept : First extends Context ? First : CreateEvents<T>,
    ...more: First extends Context ? [NeitherOfBoth] : [RouteOptions?]
    // biome-ignore lint/suspicious/noExplicitAny: as above
  ): MiddlewareHandler<any, string, { outputFormat: 'ws' }>
}

// A route without its data is the mistake that is made most.
type NeitherOfBoth =
  'handlers of a connection (onOpen, onMessage, onClose, onError), or a route; what that keeps goes with it: upgradeWebSocket(c, route, { data })'

type NothingKept =
  'a route that keeps nothing; what this one keeps is given in a handler: (c) => upgradeWebSocket(c, route, { data })'

type CreateEvents<T = unknown> = (c: Context) => WSEvents<T> | Promise<WSEvents<T>>

// Of the app's own.
const mistakes: readonly string[] = ['invalid_option', 'duplicate_route', 'topics_unavailable']

/** A refusal as the route's answer. A mistake of the app's own is left to `app.onError`. */
const refused = (c: Context, error: unknown): Response => {
  if (!isA(error, JackfieldError) || mistakes.includes(error.code)) throw error
  const desk = findDesk(c)
  if (desk) desk.refused(c.req.raw, error)
  else tellUnserved(error)
  return refuseIn(c, error)
}

/** The name of the room, `''` for a route's one. */
const roomOf = (c: Context, { room }: RouteOptions): string => {
  const name = (typeof room === 'function' ? atOnce(room(c)) : room) ?? ''
  if (typeof name === 'string' && name.isWellFormed()) return name
  throw new JackfieldError(
    'invalid_option',
    `room is ${String(name)}; it takes a well-formed string, or a function that returns one at once`,
  )
}

/** The handlers of one connection. */
const eventsOf = (route: string, { makeEvents }: Deal, c: Context): Eventual<ConnectionEvents> =>
  andThen(makeEvents(c), (events) => {
    if (typeof events === 'object' && events !== null) {
      checkHandlers(route, events)
      return events
    }
    throw new TypeError(
      `the route ${route} made ${String(events)} in place of handlers: upgradeWebSocket(() => ({ onMessage(event, ws) {} }))`,
    )
  })

/** Answers with the marked response, and leaves the intent in the request's slot. */
const accept = (c: Context, deal: Deal, terms: Terms): Eventual<Response> => {
  const { options } = deal
  const { slot, policy, protocol, grant, token } = terms
  const { client, bucket, desk } = slot
  const { path, owner } = routeOf(c)
  const route = options.name ?? path
  desk.claimName(route, deal.owner ?? owner)
  const room = roomOf(c, options)
  const data = deal.data?.()
  const made = token ? undefined : eventsOf(route, deal, c)
  return andThen(made, (events) => {
    slot.intent = {
      route,
      room,
      scope: scopeOf(route, room),
      url: publicUrl(c.req.url, client),
      data,
      address: client.address,
      bucket,
      protocol,
      policy,
      grant,
      events,
      // The handlers of a stranger are never made: what they hold would be let go by an onClose that never comes.
      token: token && { ...token, makeEvents: async () => eventsOf(route, deal, c) },
    }
    slot.mark = desk.mark()
    // Not a record, of which the response would have to make headers to be looked at: a tenth of a handshake on Node.
    c.header(markHeader, slot.mark)
    slot.answer = c.body(null, markStatus as 200)
    return slot.answer
  })
}

/** Accepts a handshake, or refuses it. */
const decide = (c: Context, deal: Deal): Eventual<Response> => {
  let terms: Eventual<Terms>
  try {
    terms = readTerms(c, deal.options, deal.limits)
  } catch (error) {
    return refused(c, error)
  }
  if (!isPromised(terms)) return accept(c, deal, terms)
  return terms.then(
    (known) => accept(c, deal, known),
    (error) => refused(c, error),
  )
}

/** The URL as the client has written it, which proxies may have changed. */
const publicUrl = (url: string, { host, scheme }: Client): string => {
  if (host === null || url.startsWith(`${scheme}://${host}/`)) return url
  const { pathname, search } = new URL(url)
  return `${scheme}://${host}${pathname}${search}`
}

/** Refuses what is no handshake. */
const turnAway = async (c: Context, deal: Deal): Promise<Response> => {
  try {
    return refused(c, await explain(c, deal))
  } catch (error) {
    return refused(c, error)
  }
}

const isHandshake = (c: Context): boolean => c.req.method === 'GET' && handshakeOf(c).kind !== 'plain'

/**
 * Whether a handler behind this one has answered. Hono's own 404 looks like a handler's, so a 404 counts only if
 * a final handler (one without `next`) stood behind.
 */
const isAnswered = (c: Context, index: number): boolean => {
  if (!c.finalized) return false
  return c.res.status !== 404 || hasFinalBehind(c, index)
}

const middleware = (
  declared: DeclaredRoute,
  accept: (c: Context) => Eventual<Response>,
  refuse: (c: Context) => Promise<Response>,
): MiddlewareHandler => {
  const pass = async (c: Context, next: Next): Promise<void> => {
    const index = c.req.routeIndex
    await next()
    if (isAnswered(c, index)) return
    const refusal = await refuse(c)
    // Hono copies a response's headers onto the one that replaces it, unless it was taken away first.
    c.res = undefined
    c.res = refusal
  }
  // Hono takes an answer that is there at once as well; this type of its alone does not know.
  const handler: MiddlewareHandler = function upgradeWebSocket(c, next) {
    return (isHandshake(c) ? accept(c) : pass(c, next)) as ReturnType<MiddlewareHandler>
  }
  return brandRoute(handler, declared)
}

const handle = async (c: Context, deal: Deal): Promise<Response> =>
  isHandshake(c) ? decide(c, deal) : turnAway(c, deal)

const dealWith = async (c: Context, definition: Definition, given: object): Promise<Response> => {
  let deal: Deal
  try {
    deal = definition.deal(c, given)
  } catch (error) {
    return refused(c, error)
  }
  return handle(c, deal)
}

/** A connection of a channel: what its route says for all of them, and what the handler says of this one. */
const handleDefined = async (c: Context, definition: Definition, given: object): Promise<Response> => {
  const response = await dealWith(c, definition, given)
  return response.status === markStatus ? response : allowAsker(c, response)
}

/** A route of a channel whose connections need nothing of their requests. */
const middlewareOf = (definition: Definition): MiddlewareHandler => {
  const answer = (c: Context): Promise<Response> => handleDefined(c, definition, {})
  return middleware({ options: definition.options, owner: definition }, answer, answer)
}

/**
 * Declares a WebSocket route. The route decides, with all of Hono's middleware around it; the adapter of the runtime
 * acts on the final response.
 *
 * As a handler, `upgradeWebSocket(createEvents, options)`: `createEvents` gets the context once the handshake is found
 * good, may be async, and answers with the handlers of this one connection. What it throws goes to `app.onError`.
 * Inside a handler, `(c) => upgradeWebSocket(c, events, options)`: `c` is typed by Hono, params, variables and
 * validated input included.
 *
 * A channel's route takes the place of the handlers: `upgradeWebSocket(chatRoute)` where a connection needs nothing of its
 * request, else `(c) => upgradeWebSocket(c, chatRoute, { room, key, data })`.
 *
 * What is no good handshake is answered: 426, 400, 405, or 403 for a foreign origin, each with a text that says why.
 *
 * @see {@link https://hono.dev/docs/helpers/websocket}
 * @see {@link https://www.rfc-editor.org/rfc/rfc6455#section-4.2}
 * @throws {JackfieldError} `duplicate_route` if another route has this name, `invalid_option` for a bad limit: both
 * reach `app.onError`.
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { serve } from 'jackfield/testing'
 *
 * const app = new Hono()
 *   .get('/echo', upgradeWebSocket(() => ({ onMessage: (event, ws) => void ws.send(event.data) })))
 *   .get('/rooms/:room', (c) => upgradeWebSocket(c, {
 *     onOpen: (event, ws) => void ws.send(`welcome to ${c.req.param('room')}`),
 *   }))
 * const server = await serve(app)
 * const peer = await server.connect('/rooms/garden')
 * if ((await peer.next()) !== 'welcome to garden') throw new Error('params are typed and there')
 * await server.close()
 * ```
 */
export const upgradeWebSocket: UpgradeWebSocket = ((
  first: CreateEvents | Context | ChannelRoute,
  second?: RouteOptions | WSEvents | ChannelRoute,
  third?: RouteOptions & ConnectionOptions<unknown>,
) => {
  const declared = definitionOf(first)
  if (declared && second === undefined) return middlewareOf(declared)
  const definition = definitionOf(second)
  if (definition && first && 'req' in first) return handleDefined(first, definition, third ?? {})
  if (second && 'client' in second) throw new TypeError('that is a channel; a route is made of it by defineRoute')
  const options = ((typeof first === 'function' ? second : third) ?? {}) as RouteOptions
  checkOptions('upgradeWebSocket', options)
  if (typeof first === 'function') {
    const deal: Deal = { options, limits: options, makeEvents: first }
    return middleware(
      { options },
      (c) => decide(c, deal),
      (c) => turnAway(c, deal),
    )
  }
  const makeEvents = (): WSEvents => second as WSEvents
  if (first && 'req' in first) return handle(first, { options, limits: options, makeEvents })
  throw new TypeError(
    declared
      ? 'upgradeWebSocket(route) takes nothing else; in a handler: (c) => upgradeWebSocket(c, route, { room, key, data })'
      : 'upgradeWebSocket takes the function that makes the handlers, then the options',
  )
}) as UpgradeWebSocket
