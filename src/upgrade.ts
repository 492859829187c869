import type { Context, MiddlewareHandler, TypedResponse } from 'hono'
import { routePath } from 'hono/route'
import { JackfieldError } from './errors.ts'
import { hasBody, isKey, readHandshake } from './handshake.ts'
import { anyDesk, type Desk, findDesk, findSlot, type Intent, markHeader, markStatus, type Slot } from './intent.ts'
import type { RouteOptions } from './options.ts'
import { mayConnect } from './origin.ts'
import { noAdapter, refuseIn } from './refuse.ts'
import { brandRoute, hasFinalBehind, ownerOf } from './routes.ts'
import { scopeOf } from './scope.ts'
import type { WSEvents } from './socket.ts'
import { selectProtocol } from './subprotocol.ts'

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

type Admitted = Pick<Intent, 'policy' | 'protocol'>

const needsServer = 'This route upgrades to a WebSocket'

const stripped = (lost: 'Upgrade' | 'Connection'): JackfieldError =>
  new JackfieldError(
    'headers_stripped',
    `This is a WebSocket handshake without its "${lost}" header: a proxy on the way removed the hop-by-hop headers. ` +
      `It must pass them on. With nginx:
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection "upgrade";
    proxy_set_header Host $http_host;`,
  )

const originRefused = (desk: Desk, origin: string | null, host: string | null): JackfieldError => {
  desk.refusedOrigin(origin ?? '', host)
  return new JackfieldError('origin_refused', 'Pages of this origin may not connect here.')
}

/** Whether the request may connect, and with which subprotocol; throws what it is refused with. */
const admit = (c: Context, desk: Desk, options: RouteOptions): Admitted => {
  const { headers } = c.req.raw
  const policy = desk.policyOf(options)
  const [origin, host] = [headers.get('origin'), headers.get('host')]
  if (!mayConnect(origin, host, policy.origins)) throw originRefused(desk, origin, host)
  return { policy, protocol: selectProtocol(c, options) }
}

/** Checks a handshake in the order of RFC 6455, section 4.2.1, then whether it may connect. */
const check = (c: Context, options: RouteOptions): Admitted & { slot: Slot } => {
  const { lost, key, version } = readHandshake(c.req.raw)
  if (lost) throw stripped(lost)
  if (hasBody(c.req.raw)) {
    throw new JackfieldError(
      'body_refused',
      'A WebSocket handshake has no body: send it without Content-Length and Transfer-Encoding.',
    )
  }
  if (version !== '13') {
    throw new JackfieldError('bad_version', `Sec-WebSocket-Version is ${version ?? 'missing'}; this server speaks 13.`)
  }
  if (!isKey(key)) {
    const found = key === null ? 'missing' : 'malformed'
    throw new JackfieldError('bad_key', `Sec-WebSocket-Key is ${found}; it must be 16 bytes in base64.`)
  }
  const slot = findSlot(c)
  if (!slot) throw noAdapter(needsServer, anyDesk())
  return { slot, ...admit(c, slot.desk, options) }
}

/** What a request is told that is no handshake, if it may connect at all. */
const explain = (c: Context, options: RouteOptions): JackfieldError => {
  const desk = findDesk(c)
  if (!desk) return noAdapter(needsServer, anyDesk())
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    return new JackfieldError('method_not_allowed', `A WebSocket handshake is a GET, not a ${c.req.method}.`)
  }
  admit(c, desk, c.req.raw.headers.has('sec-websocket-protocol') ? options : { ...options, protocols: undefined })
  return new JackfieldError(
    'upgrade_required',
    'This is a WebSocket route: connect with a WebSocket client, or send the headers "Connection: Upgrade", ' +
      '"Upgrade: websocket", "Sec-WebSocket-Version: 13" and a Sec-WebSocket-Key.',
  )
}

/** A refusal as the route's answer. A mistake of the app's own is left to `app.onError`. */
const refused = (c: Context, error: unknown): Response => {
  const own = error instanceof JackfieldError && error.code !== 'invalid_option' && error.code !== 'duplicate_route'
  if (!own) throw error
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

/** Answers a handshake with the marked response, the intent left in the request's slot, or refuses it. */
const decide = async (c: Context, createEvents: CreateEvents, options: RouteOptions): Promise<Response> => {
  let checked: ReturnType<typeof check>
  try {
    checked = check(c, options)
  } catch (error) {
    return refused(c, error)
  }
  const { slot, policy, protocol } = checked
  const route = options.name ?? routePath(c)
  slot.desk.claimName(route, ownerOf(c))
  const room = roomOf(c, options)
  const events = await createEvents(c)
  if (typeof events !== 'object' || events === null) {
    throw new TypeError(
      `the route ${route} made ${String(events)} in place of handlers: upgradeWebSocket(() => ({ onMessage(event, ws) {} }))`,
    )
  }
  const mark = slot.desk.platform.id()
  slot.intent = { mark, route, room, scope: scopeOf(route, room), url: c.req.url, protocol, policy, events }
  return c.body(null, markStatus as 200, { [markHeader]: mark })
}

/** Refuses what is no handshake. */
const turnAway = (c: Context, options: RouteOptions): Response => {
  try {
    return refuseIn(c, explain(c, options))
  } catch (error) {
    return refused(c, error)
  }
}

const isHandshake = (c: Context): boolean => c.req.method === 'GET' && readHandshake(c.req.raw).kind !== 'plain'

/**
 * Whether a handler behind this one has answered. Hono's own 404 looks like a handler's, so a 404 counts only if
 * a final handler (one without `next`) stood behind.
 */
const isAnswered = (c: Context, index: number): boolean => {
  if (!c.finalized) return false
  return c.res.status !== 404 || hasFinalBehind(c, index)
}

const middleware = (createEvents: CreateEvents, options: RouteOptions): MiddlewareHandler => {
  const handler: MiddlewareHandler = async function upgradeWebSocket(c, next) {
    if (isHandshake(c)) return decide(c, createEvents, options)
    const index = c.req.routeIndex
    await next()
    if (isAnswered(c, index)) return
    const refusal = turnAway(c, options)
    // Hono copies a response's headers onto the one that replaces it, unless it was taken away first.
    c.res = undefined
    c.res = refusal
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
  if (typeof first === 'function') return middleware(first, (second ?? {}) as RouteOptions)
  if (first && 'req' in first) return handle(first, second as WSEvents, third ?? {})
  throw new TypeError('upgradeWebSocket takes the function that makes the handlers, then the options')
}) as UpgradeWebSocket
