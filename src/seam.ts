import type { ChannelTarget, Listed } from './channels/types.ts'
import type { SendData } from './data.ts'
import type { Eventual } from './eventual.ts'
import type { Kept } from './kept.ts'
import type { LogEvent } from './log.ts'
import type { CloseOptions, Policy, ServerSettings } from './options.ts'
import type { Incident } from './report.ts'
import type { PublishResult } from './socket.ts'
import type { Stats } from './stats.ts'
import type { DisconnectOptions, DisconnectTarget, PublishAddress } from './targets.ts'

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
  /** Bytes accepted but not yet handed to the network: those that it gathers among them. */
  readonly bufferedAmount: number
  /**
   * Of these, what was sent in this turn, on a runtime that hands nothing to the network before it is over: nobody can have
   * read it, and of what waits in all it counts a quarter.
   */
  readonly freshAmount?: number
  /** How many they probably are, for limits, where the runtime does not tell them. */
  readonly guessedAmount?: number
  /**
   * Sends a frame. Never throws, also when the connection is gone. A transport may gather some kilobytes of what is sent
   * in one turn, which count as sent; it tells `Connection.flushed` of what the network did not take of them.
   */
  send(frame: Frame): SendResult
  /** Sends a message that nobody else gets, where that is cheaper than `Platform.encode` and `send`. */
  sendMessage?(message: string | Uint8Array | ArrayBuffer): SendResult
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
  /** Settles when the runtime has let go of the socket, where that may be later than `Connection.closed` says. */
  readonly released?: Promise<void>
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
  /**
   * A whole message: text as a string, binary as an `ArrayBuffer` that nobody else holds.
   * @param size In bytes, where the runtime tells it: text is counted otherwise.
   */
  received(data: string | ArrayBuffer, size?: number): void | Promise<void>
  /** The peer answered a ping. */
  pong(): void
  /** The peer has sent a ping: whether it may be answered, on runtimes that leave that to the adapter. */
  pinged(): boolean
  /** The transport has handed over what it had gathered, and the network did not take all of it. */
  flushed(): void
  /** There is room in the write buffer again. A runtime that cannot tell need not: the core looks from time to time. */
  drained(): void
  /** The connection is over. Last call, once; code 1006 and `wasClean` false where no close frame came. */
  closed(code: number, reason: string, wasClean: boolean): void | Promise<void>
  /**
   * The transport met an error. `closed` follows; this alone ends nothing. With a reason where the runtime itself ends the
   * connection for what its peer has sent.
   */
  failed(error: unknown, reason?: 'payload_too_big' | 'protocol_error'): void
  /** A message of a topic or, without one, of the room's own, from where rooms are kept outside the process. */
  deliver(frame: Frame, topic?: string): SendResult
  /** The room ends this connection. */
  disconnected(options: DisconnectOptions): void
  /** The room is out of reach: the connection closes with 1012, for its topics are lost. */
  lost(error: unknown): void
}

/** Who a connection is. */
export interface Identity {
  /** Its own id, if it is to be listed. */
  readonly id?: string | undefined
  /** Who it belongs to. */
  readonly key?: string | undefined
}

/** One connection of a room that is kept outside the process. */
export interface Occupant extends Identity {
  /** What it shows the others, as JSON; `''` or nothing if it shows nothing. */
  readonly shown?: string | undefined
}

/** A connection's place in a room that is kept outside the process. Its topics and its order are those of one connection. */
export interface RoomLink {
  /** Joins a topic. What the connection sends to its peer after this goes out once the room knows of it. */
  subscribe(topic: string): void
  /** Leaves a topic, likewise. */
  unsubscribe(topic: string): void
  /** Leaves all topics. */
  clear(): void
  /** Says who the connection is and who it belongs to, so that the room can list it and end it. */
  identify(identity: Identity): void
  /** Is told who is there from now on, and shows the others this JSON, or nothing. */
  show(text: string | undefined): void
  /** Has gone, as the others see it, unless who it belongs to is back within so many ms. */
  depart(patience: number): void
  /** Resolves when the room has made all of the changes that were asked for. */
  settled(): Promise<void>
  /** Publishes to all other members, and tells what can be told at once: `relayed`, unless the message was dropped. */
  publish(topic: string, message: string | Uint8Array): PublishResult
}

/** Rooms that are kept outside the process, as an HTTP handler reaches them. */
export interface Rooms {
  /** Publishes to all members of a topic; resolves when the room has counted them. */
  publish(scope: string, topic: string, message: string | Uint8Array): Promise<PublishResult>
  /** Ends the connections of a room, or those of one key; resolves with how many were told to. */
  disconnect(scope: string, key: string | undefined, options: DisconnectOptions): Promise<number>
  /** How many are in a topic. */
  count(scope: string, topic: string): Promise<number>
  /** Who is in a topic. */
  list(scope: string, topic: string): Promise<readonly Occupant[]>
  /** Throws `topics_unavailable` where they cannot be reached at all. */
  assertBound(): void
}

/** A runtime's own publish and subscribe, for platforms whose native topics keep the core's promises. */
export interface NativeTopics {
  /** Joins a topic; false if this transport cannot. */
  join(transport: Transport, topic: string): boolean
  /** Leaves it; what was published before still goes out. */
  leave(transport: Transport, topic: string): void
  /** How many bytes a frame may take of a buffer. */
  sizeOf(frame: Frame): number
  /** Whether a frame goes faster to each by itself, who has joined nothing; absent where none does. */
  leavesApart?(frame: Frame): boolean
  /** Publishes to all who have joined, but one of them, in order with what is sent to each. Throws nothing away. */
  publish(topic: string, frame: Frame, except: Transport | undefined): void
  /** Calls back once all that was published is written, or counted by `bufferedAmount`. */
  settled(fn: () => void): void
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
  /** Milliseconds since the epoch. */
  date(): number
  /** Runs `fn` once after `ms` milliseconds; the returned function cancels it. */
  timer(fn: () => void, ms: number): () => void
  /** A number in [0, 1). */
  random(): number
  /** An unguessable id. */
  id(): string
  /** Prepares a message for `Transport.send`; called once a publish, however many subscribers there are. */
  encode(data: string | Uint8Array | ArrayBuffer): Frame
  /** Whether idle peers are pinged, by the core or by the runtime itself. Default `true`. */
  readonly pings?: boolean
  /** Whether a timer ends with the event that has set it, so that no two connections may share one. Default `false`. */
  readonly ownTimers?: boolean
  topics?: NativeTopics
  /** Where rooms are kept outside the process; every `Transport` then has its `room`. */
  readonly rooms?: Rooms
  /** What the handlers of channels get as `socket.env`, unless the server's options say another: a Worker's bindings. */
  env?: unknown
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
  /** Of the request's HTTP, such as `'1.1'`, where the runtime tells it. */
  readonly httpVersion?: string
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

/** What an adapter needs of the core, once a server. */
export interface Router {
  /** The largest `maxPayload` of the server and the routes known at start, for runtimes that take one for all. */
  readonly maxPayload: number
  /** The largest `maxBufferedBytes` of these, likewise. */
  readonly maxBufferedBytes: number
  readonly settings: ServerSettings
  /** Takes a request through the app. Never rejects. `env` is the app's `c.env`, made for this request alone. */
  handle(intake: Intake, env: object, executionCtx?: unknown): Eventual<Response | Upgrade>
  /** Whether a handler of the app, and not mere middleware, stands on a request's path. Never throws. */
  claims(method: string, request: Request): boolean
  publish(target: PublishAddress, data: SendData): PublishResult
  /** How many connections are in a room of a channel's route, or a topic of it. */
  count(target: ChannelTarget): Promise<number>
  /** Who they are. */
  list(target: ChannelTarget): Promise<Listed[]>
  /** Ends connections of this process: those to which all of the target applies. Answers with how many. */
  disconnect(target: DisconnectTarget, options?: DisconnectOptions): number
  stats(): Stats
  /** What a connection of a channel keeps between two events; nothing while it is not idle, or is none of a channel's. */
  keep(connection: Connection): Kept | undefined
  /**
   * A connection that was open before, here or in another process, and goes on without an open event.
   * @throws {JackfieldError} `no_route` if its route is not known: see the option `routes`.
   */
  revive(kept: Kept, transport: Transport): Connection
  log(event: LogEvent): void
  /** Counts and tells what only the adapter sees. */
  report(incident: Incident): void
  /**
   * Refuses new handshakes with 503, gives running handlers half of the time to end, says 1001 to all, waits for their
   * answers, and cuts what is left at the timeout.
   */
  drain(options?: CloseOptions): Promise<void>
}
