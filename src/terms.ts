import type { Context } from 'hono'
import { offerQuery } from './channel/protocol.ts'
import type { Deal, DealOptions } from './definition.ts'
import { JackfieldError } from './errors.ts'
import { andThen, atOnce, type Eventual } from './eventual.ts'
import { assertDate } from './guards/lease.ts'
import { isLoopback, isOrigin, mayConnect } from './guards/origin.ts'
import type { Client } from './guards/proxies.ts'
import { type TokenRule, takeToken, verifyToken } from './guards/token.ts'
import { hasBody, isKey } from './handshake.ts'
import type { Message } from './inbox.ts'
import { anyDesk, findDesk, findSlot, handshakeOf, type Intent, type Slot } from './intent.ts'
import type { Grant, RouteOptions } from './options.ts'
import { quote } from './quote.ts'
import { noAdapter, Refused } from './refuse.ts'
import { offeredProtocols, selectProtocol } from './subprotocol.ts'

/** On which terms a handshake may become a connection. */
export interface Terms extends Pick<Intent, 'policy' | 'protocol'> {
  readonly slot: Slot
  /** What is known of the connection already; nothing if a token comes first. */
  readonly grant: Grant
  readonly token: TokenCheck | undefined
}

/** What becomes of a first message that is a token. */
interface TokenCheck {
  readonly timeout: number
  verify(message: Message): Promise<Grant>
  secretOf(message: Message): string | undefined
}

const needsServer = 'This route upgrades to a WebSocket'

const stripped = (lost: 'Upgrade' | 'Connection'): JackfieldError =>
  new JackfieldError(
    'headers_stripped',
    `This is a WebSocket handshake without its "${lost}" header: a proxy on the way removed the hop-by-hop headers. ` +
      `It must pass them on. With nginx:
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection "upgrade";
    proxy_set_header Host $http_host;
With HAProxy: remove the http-request rule that deletes or sets Upgrade or Connection.`,
  )

/** What an operator can do about a refused origin. */
const adviceFor = (origin: string, byFunction: boolean): string => {
  if (!isOrigin(origin)) return 'No browser spells an origin so, or sends two.'
  if (byFunction) return 'The function in the option origins has decided so.'
  return (
    `If its pages may connect, list it: origins: [${quote(origin)}]. ` +
    'If a proxy rewrote Host, keep it. With nginx: proxy_set_header Host $http_host; with HAProxy: no rule that sets Host.'
  )
}

type Who = Pick<Client, 'address' | 'host'>

// What a proxy adds. Behind one that is not trusted every client would be at home.
const forwarded = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

/** Whether somebody develops on this machine: they read all of it in the browser. A stranger is not told of options. */
const isAtHome = ({ headers }: Request, { address, host }: Who): boolean => {
  if (forwarded.some((name) => headers.has(name))) return false
  const url = `http://${address?.includes(':') ? `[${address}]` : (address ?? host)}`
  return URL.canParse(url) && isLoopback(new URL(url).hostname)
}

const originRefused = (c: Context, origin: string, client: Who, byFunction: boolean): Refused => {
  const found = `Origin ${quote(origin)} is not that of Host ${quote(client.host)}. ${adviceFor(origin, byFunction)}`
  const words = isAtHome(c.req.raw, client) ? found : 'Pages of this origin may not connect here.'
  return new Refused('origin_refused', words, found, isOrigin(origin) ? origin : undefined)
}

/** Whether a page of this origin may connect. */
const checkOrigin = (
  c: Context,
  client: Who,
  { origins }: Intent['policy'],
  origin: string | null = c.req.raw.headers.get('origin'),
): Eventual<void> => {
  if (origin === null) return
  const byFunction = typeof origins === 'function'
  const passes = byFunction ? isOrigin(origin) && origins(origin, c) : mayConnect(origin, client.host, origins)
  return andThen(passes, (may) => {
    if (may !== true) throw originRefused(c, origin, client, byFunction)
  })
}

/** Checks a handshake in the order of RFC 6455, section 4.2.1. */
const checkHandshake = (c: Context): void => {
  const { lost, key, version } = handshakeOf(c)
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
}

// What a Durable Object can keep of a connection, besides its topics.
const maxKey = 256

const nothing: Grant = Object.freeze({})

/** What the route says of its connection, checked. */
const grantOf = (c: Context, options: RouteOptions, token: Grant): Grant => {
  const key = token.key ?? (typeof options.key === 'function' ? atOnce(options.key(c)) : options.key)
  const expiresAt =
    token.expiresAt ?? (typeof options.expiresAt === 'function' ? atOnce(options.expiresAt(c)) : options.expiresAt)
  if (key !== undefined && (typeof key !== 'string' || key.length > maxKey)) {
    throw new TypeError(
      `key is ${String(key)}; it takes a string of ${maxKey} characters at most, or a function that returns one at once`,
    )
  }
  assertDate(expiresAt)
  if (key === undefined && expiresAt === undefined && token === nothing) return nothing
  return { key, expiresAt, data: token.data }
}

/** Asks for the token in the first message. */
const tokenCheck = (c: Context, options: RouteOptions, token: TokenRule): TokenCheck => {
  const secretOf = (message: Message): string | undefined => {
    if (typeof message !== 'string') return undefined
    return token.tokenIn ? token.tokenIn(message) : message
  }
  return {
    timeout: token.timeout ?? 10_000,
    secretOf,
    verify: async (message) => grantOf(c, options, await verifyToken(secretOf(message), token, c)),
  }
}

/**
 * Whether a handshake may become a connection, and on which terms; throws what it is refused with.
 * @param limits What the policy is resolved from: an object that is the same for all connections of a route.
 * @throws {JackfieldError}
 */
export const readTerms = (c: Context, options: DealOptions, limits: RouteOptions): Eventual<Terms> => {
  checkHandshake(c)
  const slot = findSlot(c)
  if (!slot) throw noAdapter(needsServer, anyDesk())
  const policy = slot.desk.policyOf(limits)
  return andThen(checkOrigin(c, slot.client, policy), () => {
    const { token } = options
    const offer = takeToken(offeredProtocols(c.req.raw), token)
    const protocol = selectProtocol(offer.protocols, c, options)
    if (token?.from === 'message') {
      return { slot, policy, protocol, grant: nothing, token: tokenCheck(c, options, token) }
    }
    return andThen<Grant, Terms>(token ? verifyToken(offer.token, token, c) : nothing, (grant) => ({
      slot,
      policy,
      protocol,
      grant: grantOf(c, options, grant),
      token: undefined,
    }))
  })
}

/**
 * The origin of a page that asks why it cannot connect. A browser names it in no plain GET to what it takes for the same
 * one, but in each handshake: https://fetch.spec.whatwg.org/#append-a-request-origin-header
 */
const askerOf = ({ headers }: Request): string | null => {
  const referer = headers.get('referer') ?? ''
  return headers.get('origin') ?? (URL.canParse(referer) ? new URL(referer).origin : null)
}

/** What a request is told that is no handshake, if it may connect at all. */
export const explain = async (c: Context, { options, limits, data }: Deal): Promise<JackfieldError> => {
  const desk = findDesk(c)
  if (!desk) return noAdapter(needsServer, anyDesk())
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    return new JackfieldError('method_not_allowed', `A WebSocket handshake is a GET, not a ${c.req.method}.`)
  }
  const slot = findSlot(c)
  const client: Who = slot?.client ?? { address: undefined, host: c.req.raw.headers.get('host') }
  // A page can send no subprotocols with a plain request.
  const asked = c.req.query(offerQuery)
  await checkOrigin(c, client, desk.policyOf(limits), asked === undefined ? undefined : askerOf(c.req.raw))
  const crowded = slot && desk.crowded(slot)
  if (crowded) return crowded
  const offer = asked?.split(',') ?? offeredProtocols(c.req.raw)
  const { protocols, token: shown } = takeToken(offer, options.token)
  const spoken = offer.length > 0 && selectProtocol(protocols, c, options)
  // Browsers fail a handshake of which no subprotocol is taken.
  if (asked !== undefined && !spoken) {
    return new JackfieldError(
      'protocol_refused',
      'This route speaks no subprotocol: it is for clients that offer none.',
    )
  }
  // What a handshake without a token would fail of, too. A client that has one keeps it out of the URL, and knows.
  if (asked !== undefined && shown === undefined) {
    if (options.token?.from === 'protocol') await verifyToken(shown, options.token, c)
    data?.()
  }
  return new JackfieldError(
    'upgrade_required',
    'This is a WebSocket route: connect with a WebSocket client, or send the headers "Connection: Upgrade", ' +
      '"Upgrade: websocket", "Sec-WebSocket-Version: 13" and a Sec-WebSocket-Key.',
  )
}
