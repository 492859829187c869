import type { ServerOptions } from '../options.ts'

/** How a server is started for the cases that do not run against the polite default. */
export interface Variant {
  readonly options: ServerOptions & { readonly rooms?: string }
  /** The case leaves its server unusable, or counts on an untouched one: each gets a process of its own. */
  readonly fresh?: boolean
  /** The app is served without an adapter, as by someone who forgot it. */
  readonly bare?: boolean
}

export type VariantName =
  | 'bare'
  | 'bounds'
  | 'connections'
  | 'flooded'
  | 'fresh'
  | 'handshake'
  | 'handshakes'
  | 'heartbeat'
  | 'hops'
  | 'hosts'
  | 'payload'
  | 'pending'
  | 'proxies'
  | 'stateless'
  | 'unsent'
  | 'unsentInRoom'

/** Server options with limits so small that a case reaches them within a second or two. */
export const variants: Readonly<Record<VariantName, Variant>> = {
  bare: { options: {}, bare: true },
  /** What the routes set for themselves counts more than this. */
  bounds: {
    options: { origins: ['https://server.example'], maxRate: { perSecond: 1, burst: 5 }, handlerTimeout: 300 },
  },
  /** Addresses are what the peers say, so that there can be several. */
  connections: { options: { maxConnections: { total: 3, perAddress: 2 }, trustedProxies: 1 }, fresh: true },
  /** Lets wait what a route lets wait. */
  flooded: { options: { maxUnsentBytes: { total: 2 ** 30, perRoom: 2 ** 30 } } },
  /** A server that a case drains or kills, or whose counters begin at 0. */
  fresh: { options: {}, fresh: true },
  handshake: { options: { handshakeTimeout: 300 } },
  handshakes: {
    options: { handshakeTimeout: 5_000, maxHandshakes: { total: 3, perAddress: 2 }, trustedProxies: 1 },
    fresh: true,
  },
  heartbeat: { options: { heartbeat: { interval: 1000, timeout: 1000 } } },
  hops: { options: { trustedProxies: 2 } },
  /** The cases' own requests go to `127.0.0.1`, or `memory`. */
  hosts: { options: { hosts: ['127.0.0.1', 'memory', 'example.com', '*.example.com', 'localhost:3000'] } },
  payload: { options: { maxPayload: 1024 } },
  /** A Worker without the objects that keep its rooms. */
  stateless: { options: { rooms: 'NONE' } },
  pending: { options: { maxPending: { messages: 4, bytes: 4096 } } },
  proxies: { options: { trustedProxies: ['127.0.0.0/8', '10.0.0.0/8', '2001:db8::/32'] } },
  unsent: { options: { maxUnsentBytes: { total: 8 * 2 ** 20, perRoom: 64 * 2 ** 20 } } },
  unsentInRoom: { options: { maxUnsentBytes: { total: 64 * 2 ** 20, perRoom: 8 * 2 ** 20 } } },
}
