import type { Context } from 'hono'
import { JackfieldError } from './errors.ts'
import { consoleLog, type Log } from './log.ts'
import { parseOrigins } from './origin.ts'
import type { Socket } from './socket.ts'

/** How a silent peer is found out. Milliseconds. */
export interface HeartbeatOptions {
  /** A peer that has been silent for so long gets a ping. */
  readonly interval: number
  /** One that stays silent for so long after it is cut (1006). */
  readonly timeout: number
}

/** How many messages of one connection may run and wait at once. */
export interface PendingOptions {
  readonly messages: number
  readonly bytes: number
}

/** What can be set for a whole server and, more exactly, for a route: the route's word counts. */
export interface LimitOptions {
  /**
   * Origins that may connect besides the server's own: `['https://example.com']`. `'*'` lets all pass, `'null'` the
   * opaque one. Default: none, so that a browser's page connects to its own host, or from loopback to loopback.
   */
  readonly origins?: readonly string[]
  /** The largest message in bytes, over all its fragments; a larger one closes with 1009. Default 1 MiB. */
  readonly maxPayload?: number
  /** Default `{ interval: 25_000, timeout: 20_000 }`, below the 60 s of nginx and most load balancers; `false` turns it off. */
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
}

/** The second argument of `upgradeWebSocket`. */
export interface RouteOptions extends LimitOptions {
  /** What `publish` calls this route. One route a name. Default: the path it was declared with. */
  readonly name?: string
  /** The room that a connection lives in; topics of one room are unseen in another. Default, and `undefined`: one room a route. */
  // biome-ignore lint/suspicious/noExplicitAny: a route may stand behind middleware of any environment
  readonly room?: string | ((c: Context<any>) => string | undefined)
  /** The subprotocols that the route speaks, the best first, or a function that picks one of those offered. */
  // biome-ignore lint/suspicious/noExplicitAny: a route may stand behind middleware of any environment
  readonly protocols?: readonly string[] | ((offered: string[], c: Context<any>) => string | undefined)
  /** Whether a client with which no subprotocol can be agreed may still connect, without one. Default `false`: 400. */
  readonly protocolOptional?: boolean
}

/** The options that every adapter takes. */
export interface ServerOptions extends LimitOptions {
  /** Told of every error that a handler threw, after the route's own `onError`. */
  readonly onError?: (error: unknown, ws: Socket) => unknown
  /** Told of every event, one line each. Default: warnings and errors go to the console. */
  readonly log?: Log
  /** How long the app may take to decide on a handshake before it is answered 503, in ms. Default 10 s. */
  readonly handshakeTimeout?: number
}

/** What the adapters that listen take as well. */
export interface ListenOptions extends ServerOptions {
  /** Default 3000; 0 lets the system choose a free one. */
  readonly port?: number
  /** Default `'127.0.0.1'`; `'0.0.0.0'` listens on every address. */
  readonly hostname?: string
  /** Serves `https://` and `wss://`: both as PEM texts. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** Everything that holds for one connection, resolved once: route over server over default. */
export interface Policy {
  readonly origins: ReadonlySet<string>
  readonly maxPayload: number
  readonly heartbeat: HeartbeatOptions | false
  readonly closeTimeout: number
  readonly handlerTimeout: number
  readonly concurrency: number
  readonly maxPending: PendingOptions
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
}

const check = (name: string, value: number): number => {
  if (typeof value === 'number' && value > 0 && !Number.isNaN(value)) return value
  throw new JackfieldError('invalid_option', `${name} is ${String(value)}; it takes a number above 0`)
}

/** Resolves the options of a route over those of its server into a frozen policy. */
export const resolvePolicy = (server: LimitOptions, route: LimitOptions = {}): Policy => {
  const pick = <K extends keyof LimitOptions>(key: K) => route[key] ?? server[key] ?? defaults[key]
  const heartbeat = pick('heartbeat') as Policy['heartbeat']
  if (heartbeat) {
    check('heartbeat.interval', heartbeat.interval)
    check('heartbeat.timeout', heartbeat.timeout)
  }
  const maxPending = pick('maxPending') as PendingOptions
  check('maxPending.messages', maxPending.messages)
  check('maxPending.bytes', maxPending.bytes)
  return Object.freeze({
    origins: parseOrigins(pick('origins') as readonly string[]),
    maxPayload: check('maxPayload', pick('maxPayload') as number),
    heartbeat,
    closeTimeout: check('closeTimeout', pick('closeTimeout') as number),
    handlerTimeout: check('handlerTimeout', pick('handlerTimeout') as number),
    concurrency: check('concurrency', pick('concurrency') as number),
    maxPending,
  })
}

/** What holds for a whole server besides the policy of its connections. */
export interface ServerSettings {
  readonly log: Log
  readonly onError: ServerOptions['onError']
  readonly handshakeTimeout: number
}

export const resolveSettings = ({ log, onError, handshakeTimeout }: ServerOptions): ServerSettings => ({
  log: log ?? consoleLog,
  onError,
  handshakeTimeout: check('handshakeTimeout', handshakeTimeout ?? 10 * seconds),
})
