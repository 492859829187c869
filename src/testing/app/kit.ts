import type { Context, MiddlewareHandler } from 'hono'
import type { Client } from '../../guards/proxies.ts'
import type { RouteOptions } from '../../options.ts'
import type { DisconnectOptions, DisconnectTarget } from '../../targets.ts'

/** The part of a socket that the contract's app uses; Hono's `WSContext` lacks some of it, and its cases then fail. */
export interface ContractSocket {
  readonly id: string
  data: unknown
  readonly raw?: unknown
  readonly url: URL | null
  readonly protocol: string | null
  readonly remoteAddress?: string
  readonly readyState: number
  readonly bufferedAmount: number
  binaryType: BinaryType
  readonly signal: AbortSignal
  readonly key?: string | undefined
  expiresAt?: number | undefined
  send(data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): boolean
  close(code?: number, reason?: string): void
  terminate(): void
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  publish(topic: string, data: string | ArrayBuffer): PublishResult
}

export interface PublishResult {
  readonly sent: number
  readonly dropped: number
}

export interface ContractEvents {
  onOpen?(event: Event, ws: ContractSocket): unknown
  onMessage?(event: MessageEvent<string | ArrayBuffer>, ws: ContractSocket): unknown
  onClose?(event: CloseEvent, ws: ContractSocket): unknown
  onError?(event: Event & { readonly error?: unknown }, ws: ContractSocket): unknown
}

/** `upgradeWebSocket`, as the contract's app calls it. */
export interface ContractUpgrade {
  (factory: (c: Context) => ContractEvents | Promise<ContractEvents>, options?: RouteOptions): MiddlewareHandler
  (c: Context, events: ContractEvents, options?: RouteOptions): Promise<Response>
}

/** `publish(c, target, data)`, as the contract's app calls it. */
export type ContractPublish = (
  c: Context,
  target: { route: string; room?: string; topic: string },
  data: string | ArrayBuffer,
) => Promise<PublishResult>

/** `disconnect(c, target, options)`, as the contract's app calls it. */
export type ContractDisconnect = (c: Context, target: DisconnectTarget, options?: DisconnectOptions) => Promise<number>

/** `clientOf(c)`, as the contract's app calls it. */
export type ContractClientOf = (c: Context) => Client

/** One thing that happened on the server. */
export interface LogEntry {
  readonly event: string
  readonly [detail: string]: unknown
}

/** Writes down what happened, under the id that the request named with `?id=`. */
export type Note = (event: string, detail?: Record<string, unknown>) => void

/** What the areas of the contract's app are made with. */
export interface Kit {
  readonly upgradeWebSocket: ContractUpgrade
  /** Fails with words where the host gave none. */
  readonly publish: ContractPublish
  /** Likewise. */
  readonly disconnect: ContractDisconnect
  /** Likewise. */
  readonly clientOf: ContractClientOf
  /** A writer to the observation log; it stays usable when `c` is not. */
  noteOf(c: Context): Note
  /** Writes to the log of an id that is known from elsewhere. */
  note(id: string, event: string, detail?: Record<string, unknown>): void
  /** Waits, with real timers, until a case sends `POST /gate/:id`. */
  gate(id: string): Promise<void>
}
