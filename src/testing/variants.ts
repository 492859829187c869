import type { ServerOptions } from '../options.ts'

/** How a server is started for the cases that do not run against the polite default. */
export interface Variant {
  readonly options: ServerOptions & { readonly rooms?: string }
  /** The case leaves its server unusable, or counts on an untouched one: each gets a process of its own. */
  readonly fresh?: boolean
  /** The app is served without an adapter, as by someone who forgot it. */
  readonly bare?: boolean
}

export type VariantName = 'bare' | 'fresh' | 'handshake' | 'heartbeat' | 'payload' | 'pending' | 'stateless'

/** Server options with limits so small that a case reaches them within a second or two. */
export const variants: Readonly<Record<VariantName, Variant>> = {
  bare: { options: {}, bare: true },
  /** A server that a case drains or kills. */
  fresh: { options: {}, fresh: true },
  handshake: { options: { handshakeTimeout: 300 } },
  heartbeat: { options: { heartbeat: { interval: 1000, timeout: 1000 } } },
  payload: { options: { maxPayload: 1024 } },
  /** A Worker without the objects that keep its rooms. */
  stateless: { options: { rooms: 'NONE' } },
  pending: { options: { maxPending: { messages: 4, bytes: 4096 } } },
}
