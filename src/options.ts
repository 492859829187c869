import type { Context } from 'hono'
import type { ChannelRoute } from './channels/channel-route.ts'
import { type HostList, parseHosts } from './guards/host.ts'
import { type OriginList, parseOrigins } from './guards/origin.ts'
import { parseTrustedProxies, type Trust } from './guards/proxies.ts'
import { consoleLog, type Log } from './log.ts'
import type { Socket } from './socket.ts'

/** How a silent peer is found out. Milliseconds. */
export interface HeartbeatOptions {
  /** A peer that has been silent for so long gets a ping. */
  readonly interval: number
  /** One that stays silent for so long after it is cut (1006). */
  readonly timeout: number
}

/** How fast messages may come on one connection: a bucket that holds `burst` and is refilled with `perSecond`. */
export interface RateOptions {
  readonly perSecond: number
  readonly burst: number
}

/** How many there may be at once: in all, and from one address (an IPv6 one counts with its /64). */
export interface CountOptions {
  readonly total: number
  readonly perAddress: number
}

/** How many bytes may wait unsent in all connections together. */
export interface UnsentOptions {
  readonly total: number
  readonly perRoom: number
}

/**
 * What becomes of a message for a peer that reads too slowly: its connection is closed with 1013, the message is dropped
 * and the caller told, or the newest of each topic waits in place of the one before it.
 */
export type SlowReader = 'close' | 'drop' | 'latest'

/** Whether pages of this origin may connect. Anything but `true` is a no. */
// biome-ignore lint/suspicious/noExplicitAny: a route may stand behind middleware of any environment
export type OriginCheck = (origin: string, c: Context<any>) => boolean | Promise<boolean>

/** What is known of a connection once its token was found good. */
export interface Grant {
  /** Who the connection belongs to: see `key`. */
  readonly key?: string
  /** When it ends, in ms since the epoch: see `expiresAt`. */
  readonly expiresAt?: number
  /** What `ws.data` is when `onOpen` runs. */
  readonly data?: unknown
}

/** How a client shows a token that it can put into no header. */
export interface TokenOptions {
  /**
   * `'message'`: it is the first message; handlers are made once it was found good. `'protocol'`: an entry of
   * the client's subprotocols that begins with `prefix`; it is never echoed and never logged, and needs a subprotocol of
   * the route's own beside it, as browsers demand that one be chosen.
   */
  readonly from: 'message' | 'protocol'
  /** Default `'bearer.'`. */
  readonly prefix?: string
  /** How long the first message may take, in ms. Default 10 s. */
  readonly timeout?: number
  /** Answers with what the token grants; `undefined` for a bad one: 401, or close code 1008, on a channel 4401. */
  verify(
    token: string,
    // biome-ignore lint/suspicious/noExplicitAny: a route may stand behind middleware of any environment
    c: Context<any>,
  ): Grant | undefined | Promise<Grant | undefined>
}

/** How many messages of one connection may run and wait at once. */
export interface PendingOptions {
  readonly messages: number
  readonly bytes: number
}

/** What can be set for a whole server and, more exactly, for a route: the route's word counts. */
export interface LimitOptions {
  /**
   * Origins that may connect besides the server's own: `['https://example.com', 'https://*.example.com']`, where the star
   * stands for one whole label. `['*']` lets all pass, `['null']` the opaque one. Or a function that decides alone. Default:
   * none, so that a browser's page connects to its own host, or from loopback to loopback.
   */
  readonly origins?: readonly string[] | OriginCheck
  /** The largest message in bytes, over all its fragments; a larger one closes with 1009. Default 1 MiB. */
  readonly maxPayload?: number
  /**
   * How a silent peer is found out: it gets a ping after `interval`, and is cut (1006) `timeout` later, in ms. `false` turns
   * it off. Default `{ interval: 25_000, timeout: 20_000 }`, below the 60 s of nginx and most load balancers.
   */
  readonly heartbeat?: HeartbeatOptions | false
  /** How long a peer may take to answer our close frame before the connection is cut, in ms. Default 10 s. */
  readonly closeTimeout?: number
  /** How long `onClose` waits for handlers that still run, in ms. Default 10 s. */
  readonly handlerTimeout?: number
  /** How many messages of one connection are handled at once. Default: no limit but `maxPending`. */
  readonly concurrency?: number
  /**
   * How much of one connection may run and wait: default 256 messages and 4 MiB. Beyond it reading pauses on runtimes
   * that can, and elsewhere the connection closes with 1013.
   */
  readonly maxPending?: PendingOptions
  /**
   * How fast messages and pings may come: default 1,000 a second, after a burst of 2,000. Beyond it reading pauses on
   * runtimes that can, up to `handlerTimeout`; then, and elsewhere at once, the connection closes with 1013. `false`: as
   * fast as they come.
   */
  readonly maxRate?: RateOptions | false
  /** How many bytes may wait for one peer to read them. Default 4 MiB. */
  readonly maxBufferedBytes?: number
  /**
   * What becomes of a message beyond `maxBufferedBytes`: `'close'` ends the connection with 1013, `'drop'` drops the message,
   * and of what was published `'latest'` keeps the newest of each topic, up to 128 messages more. Default `'close'`.
   */
  readonly slowReader?: SlowReader
  /** How long a connection goes on after its `expiresAt`, so that it can be refreshed, in ms. Default 10 s. */
  readonly expiryGrace?: number
}

/** The second argument of `upgradeWebSocket`. */
export interface RouteOptions extends LimitOptions {
  /** What `publish` calls this route. One route a name. Default: the path it was declared with. */
  readonly name?: string
  /** The room that a connection lives in; topics of one room are unseen in another. Default: one room a route, as for `undefined`. */
  // biome-ignore lint/suspicious/noExplicitAny: a route may stand behind middleware of any environment
  readonly room?: string | ((c: Context<any>) => string | undefined)
  /** The subprotocols that the route speaks, the best first, or a function that picks one of those offered. */
  // biome-ignore lint/suspicious/noExplicitAny: a route may stand behind middleware of any environment
  readonly protocols?: readonly string[] | ((offered: string[], c: Context<any>) => string | undefined)
  /** Whether a client with which no subprotocol can be agreed may still connect, without one. Default `false`: 400. */
  readonly protocolOptional?: boolean
  /** Asks for a token before the connection opens. Default: none. */
  readonly token?: TokenOptions
  /** Who the connection belongs to, such as a user's id: `server.disconnect({ key })` ends all of theirs. */
  // biome-ignore lint/suspicious/noExplicitAny: a route may stand behind middleware of any environment
  readonly key?: string | ((c: Context<any>) => string | undefined)
  /**
   * When what let the connection in runs out, in ms since the epoch. After that and `expiryGrace` it is closed with 1008
   * (on a channel 4401), unless `ws.expiresAt` was set anew. Default: never.
   */
  // biome-ignore lint/suspicious/noExplicitAny: a route may stand behind middleware of any environment
  readonly expiresAt?: number | ((c: Context<any>) => number | undefined)
}

/** The options that every adapter takes. */
export interface ServerOptions extends LimitOptions {
  /** Told of every error that a handler threw, after the route's own `onError`. */
  readonly onError?: (error: unknown, ws: Socket) => unknown
  /** Told of every event, one line each. Default: warnings and errors go to the console. */
  readonly log?: Log
  /** How long the app may take to decide on a handshake before it is answered 503, in ms. Default 10 s. */
  readonly handshakeTimeout?: number
  /**
   * The hosts that this server answers for: `['example.com', '*.example.com', 'localhost:3000']`, an entry without a port
   * on every port. A request for any other gets 421, so that no name of a stranger's can be pointed at this server (DNS
   * rebinding). Default: any.
   */
  readonly hosts?: readonly string[]
  /**
   * The proxies whose forwarding headers are believed: their addresses (`['10.0.0.0/8', '::1']`), or how many stand in a
   * row before the server. Then `X-Forwarded-For`, `-Proto` and `-Host` tell of the client. Default: none.
   */
  readonly trustedProxies?: readonly string[] | number
  /** Connections at once; beyond them 503, or 429 for one address. Default 10,000 and 1,000. */
  readonly maxConnections?: CountOptions
  /** Handshakes that wait for the app at once; beyond them 503, or 429 for one address. Default 1,000 and 100. */
  readonly maxHandshakes?: CountOptions
  /**
   * Bytes that wait unsent, in all and in one room: beyond them the connection with the most is cut. A runtime needs up to
   * three times as much memory for them. Default 16 MiB each.
   */
  readonly maxUnsentBytes?: UnsentOptions
  /**
   * Bytes of messages that run and wait, in all connections: each may have an eighth of what is free, and `maxPending` at
   * most. Default 36 MiB, of which one connection alone gets 4 MiB.
   */
  readonly maxPendingBytes?: number
  /** What the handlers of channels get as `socket.env`. Default: a Worker's bindings, elsewhere nothing. */
  readonly env?: object
  /**
   * Routes of channels that must be known before anybody has connected to them: those of connections that are revived, and
   * those with a `maxPayload` or `maxBufferedBytes` above the server's.
   */
  readonly routes?: readonly ChannelRoute[]
}

/** What the adapters that listen take as well. */
export interface ListenOptions extends ServerOptions {
  /** The port it listens on; 0 lets the system choose a free one. Default 3000. */
  readonly port?: number
  /** The address it listens on; `'0.0.0.0'` is every one that the machine has. Default `'127.0.0.1'`. */
  readonly hostname?: string
  /** Serves `https://` and `wss://`: both as PEM texts. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /**
   * Ends the server on SIGINT and SIGTERM as `close` does, with these options; a second signal ends the process at once.
   * Default `false`.
   */
  readonly signals?: boolean | CloseOptions
}

/** How a server ends. */
export interface CloseOptions {
  /** How long handlers and close replies are waited for, in ms. Default 10 s. */
  readonly timeout?: number
  /**
   * Spreads the closes evenly over so many ms of the timeout, so that not all clients come back at once. Default 0; at most
   * half of the timeout.
   */
  readonly spread?: number
  /** The close code: 1001 for a server that goes away, 1012 for one that restarts. Default 1001. */
  readonly code?: 1001 | 1012
}

/** Everything that holds for one connection, resolved once: route over server over default. */
export interface Policy {
  readonly origins: OriginList | OriginCheck
  readonly maxPayload: number
  readonly heartbeat: HeartbeatOptions | false
  readonly closeTimeout: number
  readonly handlerTimeout: number
  readonly concurrency: number
  readonly maxPending: PendingOptions
  readonly maxRate: RateOptions | false
  readonly maxBufferedBytes: number
  readonly slowReader: SlowReader
  readonly expiryGrace: number
}

const seconds = 1000
const mebibyte = 2 ** 20

const defaults = {
  origins: [],
  maxPayload: mebibyte,
  heartbeat: { interval: 25 * seconds, timeout: 20 * seconds },
  closeTimeout: 10 * seconds,
  handlerTimeout: 10 * seconds,
  concurrency: Number.POSITIVE_INFINITY,
  maxPending: { messages: 256, bytes: 4 * mebibyte },
  maxRate: { perSecond: 1000, burst: 2000 },
  maxBufferedBytes: 4 * mebibyte,
  slowReader: 'close',
  expiryGrace: 10 * seconds,
}

const serverDefaults = {
  handshakeTimeout: 10 * seconds,
  maxConnections: { total: 10_000, perAddress: 1000 },
  maxHandshakes: { total: 1000, perAddress: 100 },
  maxUnsentBytes: { total: 16 * mebibyte, perRoom: 16 * mebibyte },
  maxPendingBytes: 36 * mebibyte,
}

/** Resolves the options of a route over those of its server into a frozen policy. */
export const resolvePolicy = (server: LimitOptions, route: LimitOptions = {}): Policy => {
  const pick = <K extends keyof LimitOptions>(key: K) =>
    (route[key] ?? server[key] ?? defaults[key]) as NonNullable<LimitOptions[K]>
  const origins = pick('origins')
  return Object.freeze({
    origins: typeof origins === 'function' ? origins : parseOrigins(origins),
    maxPayload: pick('maxPayload'),
    heartbeat: pick('heartbeat'),
    closeTimeout: pick('closeTimeout'),
    handlerTimeout: pick('handlerTimeout'),
    concurrency: pick('concurrency'),
    maxPending: pick('maxPending'),
    maxRate: pick('maxRate'),
    maxBufferedBytes: pick('maxBufferedBytes'),
    slowReader: pick('slowReader'),
    expiryGrace: pick('expiryGrace'),
  })
}

/** What holds for a whole server besides the policy of its connections. */
export interface ServerSettings {
  readonly log: Log
  readonly onError: ServerOptions['onError']
  readonly handshakeTimeout: number
  readonly hosts: HostList | undefined
  readonly trust: Trust
  readonly maxConnections: CountOptions
  readonly maxHandshakes: CountOptions
  readonly maxUnsentBytes: UnsentOptions
  readonly maxPendingBytes: number
  readonly env: object | undefined
}

export const resolveSettings = (options: ServerOptions): ServerSettings => {
  const pick = <K extends keyof typeof serverDefaults>(key: K) => options[key] ?? serverDefaults[key]
  return {
    log: options.log ?? consoleLog,
    onError: options.onError,
    handshakeTimeout: pick('handshakeTimeout') as number,
    hosts: options.hosts && parseHosts(options.hosts),
    trust: parseTrustedProxies(options.trustedProxies),
    maxConnections: pick('maxConnections') as CountOptions,
    maxHandshakes: pick('maxHandshakes') as CountOptions,
    maxUnsentBytes: pick('maxUnsentBytes') as UnsentOptions,
    maxPendingBytes: pick('maxPendingBytes') as number,
    env: options.env,
  }
}
