import type { Declaration } from '../seam.ts'
import type { Stats } from '../stats.ts'
import type { DisconnectOptions, DisconnectTarget } from '../targets.ts'
import type { PublishResult } from './app/kit.ts'
import type { VariantName } from './variants.ts'

/** How a connection ended, as the peer on the other end of the wire saw it. */
export interface PeerClose {
  /** Code of the close frame; 1005 for a close frame without one, 1006 if the connection ended without a close frame. */
  readonly code: number
  readonly reason: string
}

/** A WebSocket client, as a case uses it: over the wire, or in memory. */
export interface Peer {
  /** 101, or the status of the refusal. Nothing but `headers` and `body` is of use after a refusal. */
  readonly status: number
  readonly headers: Headers
  /** The body of a refusal; `''` after a 101. */
  readonly body: string
  /** The subprotocol on the 101, or `''`. */
  readonly protocol: string
  /** Sends one message, as text or as binary. */
  send(data: string | ArrayBuffer | Uint8Array): void
  /** The next message not yet read; rejects at the deadline, or when the connection is over. */
  next(): Promise<string | ArrayBuffer>
  /** Starts the closing handshake, or answers it. */
  close(code?: number, reason?: string): void
  /** Cuts the connection without a close frame. */
  terminate(): void
  /** Settles when the connection is over. */
  readonly closed: Promise<PeerClose>
}

export interface ConnectOptions {
  readonly protocols?: readonly string[]
  /**
   * Sent besides those of the handshake, or instead of them: `Host`, `Upgrade`, `Connection`, `Sec-WebSocket-Key`,
   * `Sec-WebSocket-Version`, `Sec-WebSocket-Protocol`, in this spelling.
   */
  readonly headers?: Record<string, string>
  /** `false` for a peer that reads pings and stays mute, like one whose machine has gone. Default: `true`. */
  readonly answersPings?: boolean
}

/** A raw byte stream to the server, for what no client library would send. Each read has a deadline, in milliseconds. */
export interface RawConnection {
  /** Strings go out as Latin-1, byte for byte. */
  write(bytes: string | Uint8Array): void
  /** Half-closes: a FIN. */
  end(): void
  /** A TCP reset. */
  reset(): void
  /** Resolves with all bytes up to and including `until`; rejects at the deadline or if the stream ends before. */
  readUntil(until: string, deadline?: number): Promise<string>
  /** Resolves with exactly so many bytes. */
  read(bytes: number, deadline?: number): Promise<Uint8Array>
  /** Resolves with all that is left when the server has closed the stream. */
  readToEnd(deadline?: number): Promise<Uint8Array>
  /** Stops reading from the network: what the server writes piles up. */
  pause(): void
  resume(): void
}

/**
 * What a target can offer beyond `fetch` and `connect`. A case names what it needs; a target without it lists that
 * case as not applicable.
 *
 * - `raw`: a byte stream to the server (`Target.raw`)
 * - `control`: the server can be steered from outside (`Target.control`)
 * - `topics`: sockets of one server can reach one another
 * - `pauses`: the server stops reading from a peer of whom too much waits
 * - `guards`: the server takes this library's options on who may connect and how much, `contractApp` got `disconnect` and
 *   `clientOf`, and the server's log goes to `eventsInto(app)`
 * - `channels`: `contractApp` got `publish`, and `upgradeWebSocket` and `publish` take routes of this library's channels
 * - `console`: what the server's process writes is in the target's log
 * - `stateless`: there is a variant of the server in which they cannot, as in a Worker's isolate
 */
export type Feature = 'raw' | 'control' | 'topics' | 'pauses' | 'guards' | 'channels' | 'console' | 'stateless'

/** Steers a server from outside the wire. */
export interface Control {
  /** Begins `close({ timeout })` on the server; resolves when that has resolved. */
  close(timeout: number): Promise<void>
  /** `handle.publish(target, data)`, with no request in sight. */
  publish(target: { route: string; room?: string; topic: string }, data: string): Promise<PublishResult>
  /** `handle.disconnect(target, options)`: how many connections it closes. */
  disconnect(target: DisconnectTarget, options?: DisconnectOptions): Promise<number>
  /** `handle.stats()`. */
  stats(): Promise<Stats>
}

/** A server that hosts the contract's app, as the cases see it. */
export interface Target {
  /** The runtime's name, with which declarations are matched: `'node24'`, `'node22'`, `'bun'`, `'deno'`, `'workerd-2025-06-01'`, `'memory'`... */
  readonly runtime: string
  /** `http://host:port`, or `http://memory` without a wire. */
  readonly origin: string
  readonly offers: readonly Feature[]
  fetch(path: string, init?: RequestInit): Promise<Response>
  connect(path: string, options?: ConnectOptions): Promise<Peer>
  /** A byte stream to the server; absent without a wire. */
  raw?(): Promise<RawConnection>
  readonly control?: Control
  /** The server's clock, where it is a fake one: a case that waits for a limit advances it (see `elapse`). */
  readonly clock?: { advance(ms: number): Promise<void> }
  /** What the server has logged so far, where that can be seen. */
  logged?(): string
  readonly declares: readonly Declaration[]
}

/** One row of the contract, as a piece of data that any test framework can run. */
export interface ContractCase {
  /** The row's id, with a letter behind it where a row has several cases: `'HS05'`, `'HS05b'`. */
  readonly id: string
  readonly level: 'MUST' | 'SHOULD'
  readonly title: string
  readonly needs?: readonly Feature[]
  /** Name of an entry of `variants`: the case runs against a server that was started with its options. */
  readonly variant?: VariantName
  /** Throws if the target breaks the row. */
  run(target: Target): Promise<void>
  /**
   * What is seen instead on a runtime that declares a deviation from this case, by the declaration's `runtime`.
   * Throws if something else is seen. Where a deviation is declared, this must pass and `run` must fail.
   */
  readonly deviations?: Readonly<Record<string, (target: Target) => Promise<void>>>
}
