import type { Context, MiddlewareHandler, Next, TypedResponse } from 'hono'
import { checkOptions } from './check-options.ts'
import { JackfieldError } from './errors.ts'
import { andThen, type Eventual, isPromised } from './eventual.ts'
import type { Client } from './guards/proxies.ts'
import { findDesk, handshakeOf, markHeader, markStatus } from './intent.ts'
import type { RouteOptions } from './options.ts'
import { refuseIn } from './refuse.ts'
import { brandRoute, hasFinalBehind, routeOf } from './routes.ts'
import { scopeOf } from './scope.ts'
import type { WSEvents } from './socket.ts'
import { explain, readTerms, type Terms } from './terms.ts'

/** The type of {@link upgradeWebSocket}: accepted wherever Hono's `UpgradeWebSocket` is. */
export interface UpgradeWebSocket {
  <T = unknown>(
    // biome-ignore lint/suspicious/noExplicitAny: any context will do, and none is inferred from
    c: Context<any, any, any>,
    events: WSEvents<T>,
    options?: RouteOptions,
    // biome-ignore lint/suspicious/noExplicitAny: a status that is one number would lose `$ws` beside an answer of another kind
  ): Promise<Response & TypedResponse<any, any, any>>
  <T = unknown>(
    // biome-ignore lint/suspicious/noExplicitAny: as loose as Hono's own, whose overloads infer no context here
    createEvents: (c: Context<any, any, any>) => WSEvents<T> | Promise<WSEvents<T>>,
    options?: NoInfer<RouteOptions>,
    // biome-ignore lint/suspicious/noExplicitAny: the environment is that of whatever app the route joins
  ): MiddlewareHandler<any, string, { outputFormat: 'ws' }>
}

type CreateEvents = (c: Context) => WSEvents | Promise<WSEvents>

/** A refusal as the route's answer. A mistake of the app's own is left to `app.onError`. */
const refused = (c: Context, error: unknown): Response => {
  const own = error instanceof JackfieldError && error.code !== 'invalid_option' && error.code !== 'duplicate_route'
  if (!own) throw error
  findDesk(c)?.refused(c.req.raw, error)
  return refuseIn(c, error)
}

/** The name of the room, `''` for a route's one. */
const roomOf = (c: Context, { room }: RouteOptions): string => {
  const name = (typeof room === 'function' ? room(c) : room) ?? ''
  if (typeof name === 'string' && name.isWellFormed()) return name
  throw new JackfieldError(
    'invalid_option',
    `room is ${String(name)}; it takes a well-formed string, or a function that returns one at once`,
  )
}

/** The handlers of one connection. */
const eventsOf = (route: string, createEvents: CreateEvents, c: Context): Eventual<WSEvents> =>
  andThen(createEvents(c), (events) => {
    if (typeof events === 'object' && events !== null) return events
    throw new TypeError(
      `the route ${route} made ${String(events)} in place of handlers: upgradeWebSocket(() => ({ onMessage(event, ws) {} }))`,
    )
  })

/** Answers with the marked response, and leaves the intent in the request's slot. */
const accept = (c: Context, createEvents: CreateEvents, options: RouteOptions, terms: Terms): Eventual<Response> => {
  const { slot, policy, protocol, grant, token } = terms
  const { client, bucket, desk } = slot
  const { path, owner } = routeOf(c)
  const route = options.name ?? path
  desk.claimName(route, owner)
  const room = roomOf(c, options)
  const made = token ? undefined : eventsOf(route, createEvents, c)
  return andThen(made, (events) => {
    slot.intent = {
      route,
      room,
      scope: scopeOf(route, room),
      url: publicUrl(c.req.url, client),
      address: client.address,
      bucket,
      protocol,
      policy,
      grant,
      events,
      // The handlers of a stranger are never made: what they hold would be let go by an onClose that never comes.
      token: token && { ...token, makeEvents: async () => eventsOf(route, createEvents, c) },
    }
    slot.mark = desk.mark()
    // Not a record, of which the response would have to make headers to be looked at: a tenth of a handshake on Node.
    c.header(markHeader, slot.mark)
    slot.answer = c.body(null, markStatus as 200)
    return slot.answer
  })
}

/** Accepts a handshake, or refuses it. */
const decide = (c: Context, createEvents: CreateEvents, options: RouteOptions): Eventual<Response> => {
  let terms: Eventual<Terms>
  try {
    terms = readTerms(c, options)
  } catch (error) {
    return refused(c, error)
  }
  if (!isPromised(terms)) return accept(c, createEvents, options, terms)
  return terms.then(
    (known) => accept(c, createEvents, options, known),
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
const turnAway = async (c: Context, options: RouteOptions): Promise<Response> => {
  try {
    return refused(c, await explain(c, options))
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

const middleware = (createEvents: CreateEvents, options: RouteOptions): MiddlewareHandler => {
  const pass = async (c: Context, next: Next): Promise<void> => {
    const index = c.req.routeIndex
    await next()
    if (isAnswered(c, index)) return
    const refusal = await turnAway(c, options)
    // Hono copies a response's headers onto the one that replaces it, unless it was taken away first.
    c.res = undefined
    c.res = refusal
  }
  // Hono takes an answer that is there at once as well; this type of its alone does not know.
  const handler: MiddlewareHandler = function upgradeWebSocket(c, next) {
    return (isHandshake(c) ? decide(c, createEvents, options) : pass(c, next)) as ReturnType<MiddlewareHandler>
  }
  return brandRoute(handler, { options })
}

const handle = async (c: Context, events: WSEvents, options: RouteOptions): Promise<Response> =>
  isHandshake(c) ? decide(c, () => events, options) : turnAway(c, options)

/**
 * Declares a WebSocket route. The route decides, with all of Hono's middleware around it; the adapter of the runtime
 * acts on the final response.
 *
 * As a handler, `upgradeWebSocket(createEvents, options)`: `createEvents` gets the context once the handshake is found
 * good, may be async, and answers with the handlers of this one connection. What it throws goes to `app.onError`.
 * Inside a handler, `(c) => upgradeWebSocket(c, events, options)`: `c` is typed by Hono, params, variables and
 * validated input included.
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
  first: CreateEvents | Context,
  second?: RouteOptions | WSEvents,
  third?: RouteOptions,
) => {
  const options = ((typeof first === 'function' ? second : third) ?? {}) as RouteOptions
  checkOptions('upgradeWebSocket', options)
  if (typeof first === 'function') return middleware(first, options)
  if (first && 'req' in first) return handle(first, second as WSEvents, options)
  throw new TypeError('upgradeWebSocket takes the function that makes the handlers, then the options')
}) as UpgradeWebSocket
