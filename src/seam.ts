import type { Policy } from './options.ts'
import type { PublishResult } from './socket.ts'

/**
 * What a platform makes of a message, once, so that it can be sent to many sockets. Opaque to the core:
 * only the platform that encoded a frame reads it.
 */
export type Frame = unknown

/** What became of a frame: written to the network, waiting in a buffer, or thrown away. */
export type SendResult = 'sent' | 'queued' | 'dropped'

/** One connection, as a runtime gives it to the core. Made by an adapter, once the native upgrade is done. */
export interface Transport {
  /** The runtime's own socket: `ws.raw` of the handlers. */
  readonly raw: unknown
  /** The subprotocol that was agreed on, or `''`. */
  readonly protocol: string
  /** Bytes accepted but not yet handed to the network. */
  readonly bufferedAmount: number
  /** Sends a frame. Never throws, also when the connection is gone. */
  send(frame: Frame): SendResult
  /** Starts the closing handshake. The arguments are valid: the core has checked them. */
  close(code?: number, reason?: string): void
  /** Cuts the connection without a close frame. `Connection.closed` follows. */
  terminate(): void
  /** Throws in an event in which the runtime does not let the socket be used; absent where it always may be. */
  assertOwn?(): void
  /** Sends a ping; absent where the runtime gives none. Its answer comes as `Connection.pong`. */
  ping?(): void
  /** Stops reading from the peer; absent where the runtime cannot. */
  pause?(): void
  /** Reads again after `pause`. */
  resume?(): void
  /** This connection's place in its room, where rooms are kept outside the process; absent where the core keeps them. */
  readonly room?: RoomLink
  /** What outlives the isolate on platforms that hibernate sockets. */
  state?: { read(): unknown; write(value: unknown): void }
}

/**
 * One connection, as the core gives it to an adapter. The promises of `opened`, `received` and `closed` settle
 * when the handlers do: a runtime that must be told of work (`ctx.waitUntil`) waits for them, others may ignore them.
 */
export interface Connection {
  /** The native upgrade succeeded. First call, once. */
  opened(transport: Transport): void | Promise<void>
  /** The runtime woke up around a connection that was open before: like `opened`, without the open event. */
  resumed(transport: Transport): void
  /** A whole message: text as a string, binary as an `ArrayBuffer` that nobody else holds. */
  received(data: string | ArrayBuffer): void | Promise<void>
  /** The peer answered a ping. */
  pong(): void
  /** The write buffer is empty again. */
  drained(): void
  /** The connection is over. Last call, once; code 1006 and `wasClean` false where no close frame came. */
  closed(code: number, reason: string, wasClean: boolean): void | Promise<void>
  /** The transport met an error. `closed` follows; this alone ends nothing. */
  failed(error: unknown): void
  /** A message of the room's, from where rooms are kept outside the process. */
  deliver(frame: Frame): SendResult
  /** The room is out of reach: the connection closes with 1012, for its topics are lost. */
  lost(error: unknown): void
}

/** A connection's place in a room that is kept outside the process. Its topics and its order are those of one connection. */
export interface RoomLink {
  /** Joins a topic. What the connection sends to its peer after this goes out once the room knows of it. */
  subscribe(topic: string): void
  /** Leaves a topic, likewise. */
  unsubscribe(topic: string): void
  /** Leaves all topics. */
  clear(): void
  /** Publishes to all other members, and tells what can be told at once: `relayed`, unless the message was dropped. */
  publish(topic: string, message: string | Uint8Array): PublishResult
}

/** Rooms that are kept outside the process, as an HTTP handler reaches them. */
export interface Rooms {
  /** Publishes to all members of a topic; resolves when the room has counted them. */
  publish(scope: string, topic: string, message: string | Uint8Array): Promise<PublishResult>
}

/** A runtime's own publish and subscribe, for platforms whose native topics keep the core's promises. */
export interface NativeTopics {
  subscribe(transport: Transport, topic: string): void
  unsubscribe(transport: Transport, topic: string): void
  publish(topic: string, frame: Frame, except?: Transport): number
}

/** A behaviour that a runtime cannot give, what is seen instead, and where that is documented. */
export interface Declaration {
  /** Id of the contract's row, for example `'LC06'`. */
  readonly case: string
  readonly runtime: string
  /** What a peer sees on this runtime, in one sentence. */
  readonly observed: string
  readonly link: string
}

/** What the core needs of a runtime, once a server. The core has no clock, timer, randomness or id of its own. */
export interface Platform {
  /** The runtime's name, as messages and declarations use it: `'node'`, `'bun'`, `'deno'`, `'workers'`, `'memory'`. */
  readonly name: string
  /** Milliseconds of a clock that never goes back. */
  now(): number
  /** Runs `fn` once after `ms` milliseconds; the returned function cancels it. */
  timer(fn: () => void, ms: number): () => void
  /** A number in [0, 1). */
  random(): number
  /** An unguessable id. */
  id(): string
  /** Prepares a message for `Transport.send`; called once a publish, however many subscribers there are. */
  encode(data: string | Uint8Array): Frame
  topics?: NativeTopics
  /** Where rooms are kept outside the process; every `Transport` then has its `room`. */
  readonly rooms?: Rooms
  /** Keeps the platform alive for work that belongs to no connection. */
  waitUntil?(work: Promise<unknown>): void
  /** What the runtime cannot give. The contract reads it where the adapter keeps it: it need not ship with a server. */
  readonly declares?: readonly Declaration[]
}

/** One request, as an adapter brings it to the core. */
export interface Intake {
  readonly request: Request
  readonly remoteAddress?: string
  /** Whether TLS ends at this server. */
  readonly encrypted: boolean
  /** Names and values by turns, as they stood on the wire, where the runtime shows them. */
  readonly rawHeaders?: readonly string[]
  /** Aborts when the client leaves before the answer. */
  readonly signal: AbortSignal
}

/** The core's decision that a request becomes a WebSocket: the adapter now performs the native upgrade. */
export interface Upgrade {
  readonly connection: Connection
  /** The subprotocol for the 101, or `''`. */
  readonly protocol: string
  /** The app's headers for the 101, without those that the handshake itself sets. */
  readonly headers: Headers
  readonly policy: Policy
  /** The room that the connection lives in: one name for one room of one route. */
  readonly scope: string
}
