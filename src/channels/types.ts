import type {
  AnyChannel,
  HandlersOf,
  InferIn,
  InferOut,
  PresenceOf,
  Schema,
  SendArguments,
  SendNames,
} from '../channel/index.ts'
import type { Keepable } from '../channel/json.ts'
import type { Grant, LimitOptions } from '../options.ts'
import type { PublishResult } from '../socket.ts'
import type { ChannelRoute } from './channel-route.ts'

export type { ChannelRoute } from './channel-route.ts'

/** What is no object, branded or not. */
type Primitive = string | number | boolean | null | undefined

/** Data that is frozen, with all that is in it. */
export type Frozen<T> = T extends Primitive ? T : T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T

/** One connection of a room. */
export interface Listed<Ch extends AnyChannel = AnyChannel> {
  readonly id: string
  /** Who it belongs to. */
  readonly key: string | undefined
  /** What it shows of itself, as the schema makes it, on a channel with presence. */
  readonly presence: (Ch['presence'] extends Schema ? InferOut<Ch['presence']> : undefined) | undefined
}

/** The schema of what a connection keeps, or none. */
export type DataSchema = Schema | undefined

/** What a connection keeps, as its handlers read it. */
export type DataIn<Data extends DataSchema> = Data extends Schema ? InferIn<Data> : undefined

/** What a connection keeps, as the app gives it. */
export type DataOut<Data extends DataSchema> = Data extends Schema ? InferOut<Data> : undefined

/**
 * One connection of a channel, as its handlers see it: one and the same object in all of its events.
 *
 * Between two events nothing of it is kept but `data`, its topics, who it is and where it came from: what a handler
 * leaves in a closure may be gone.
 */
export interface ChannelSocket<
  Ch extends AnyChannel = AnyChannel,
  Data extends DataSchema = DataSchema,
  Env = unknown,
> {
  /** Unguessable, one a connection; its client knows it, too. */
  readonly id: string
  /**
   * What the connection keeps: JSON of at most 8 KiB, frozen. To change it, assign the next one whole.
   * @throws {TypeError} when what is assigned does not fit the route's schema, or is no JSON.
   * @throws {RangeError} when it is too large.
   */
  get data(): Frozen<DataOut<Data>>
  set data(next: Frozen<DataIn<Data>>)
  /** The platform's bindings: a Worker's own, elsewhere the option `env` of its server. */
  readonly env: Env
  /** Who the connection belongs to. */
  readonly key: string | undefined
  /** The room that it lives in; `''` is the route's one. */
  readonly room: string
  readonly remoteAddress: string | undefined
  /** The URL of the handshake. */
  readonly url: URL
  readonly protocol: string
  /** When what let the connection in runs out, in ms since the epoch. */
  expiresAt: number | undefined
  /** Aborts as soon as the connection ends. */
  readonly signal: AbortSignal
  /** Bytes that were sent but not yet handed to the network. */
  readonly bufferedAmount: number
  /** The runtime's own socket. */
  readonly raw: unknown
  /**
   * Sends one message, if it fits its schema. If not, the route's `onError` is told, and nothing is sent.
   * @returns `true` if it was accepted, `false` if it was dropped.
   * @throws {TypeError} for a name that the channel does not have, or a schema that answers with a promise.
   */
  send<Name extends SendNames<Ch, 'server'>>(type: Name, ...args: SendArguments<Ch, 'server', Name>): boolean
  /** Sends one message to all other sockets of this room that subscribe to the topic; it is checked and written once. */
  publish<Name extends SendNames<Ch, 'server'>>(
    topic: string,
    type: Name,
    ...args: SendArguments<Ch, 'server', Name>
  ): PublishResult
  /** Sends one message to all other sockets of this room. */
  broadcast<Name extends SendNames<Ch, 'server'>>(type: Name, ...args: SendArguments<Ch, 'server', Name>): PublishResult
  /**
   * How many connections are in this room, or subscribe to a topic of it: in this process, in a Worker in all of them.
   * @throws {JackfieldError} `topics_unavailable` in a Worker without a Durable Object for its rooms.
   */
  count(topic?: string): Promise<number>
  /** Who they are, likewise. */
  list(topic?: string): Promise<Listed<Ch>[]>
  /** Joins a topic of this socket's room: at most 128, with 4,096 bytes of names. */
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  /** Starts the closing handshake, with 1000 unless it is said: then the client stays away. */
  close(code?: number, reason?: string): void
  /** Cuts the connection without a close frame. */
  terminate(): void
}

/** Who shows a token. */
export interface TokenBearer<Env = unknown> {
  readonly env: Env
  readonly room: string
}

/** Where a token is shown. */
export type TokenPlace = 'message' | 'protocol'

/** What a token grants: `data` is what the route's schema takes. */
export interface ChannelGrant<Input = unknown> extends Omit<Grant, 'data'> {
  readonly data?: Input
}

/** How a channel's client shows who it is, when it connects and, before that runs out, again. */
// biome-ignore lint/suspicious/noExplicitAny: one that is written down elsewhere does for any route
export interface ChannelToken<Env = unknown, From extends TokenPlace = TokenPlace, Input = any> {
  /** `'message'`: in the first message. `'protocol'`: an entry of its subprotocols that begins with `prefix`. */
  readonly from: From
  /** Default `'bearer.'`. */
  readonly prefix?: string
  /** How long the first message may take, in ms. Default 5 s, half of what a client waits for its welcome. */
  readonly timeout?: number
  /**
   * Answers with what the token grants, its key at most 256 bytes; `undefined` for a bad one. A fresh one's `expiresAt`
   * takes the place of the old one's, if it has any; one that names no key is as good as one of the same.
   */
  verify(
    token: string,
    bearer: TokenBearer<Env>,
  ): ChannelGrant<Input> | undefined | Promise<ChannelGrant<Input> | undefined>
}

/** How a connection of a channel ended. */
export interface ChannelClose {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

/** What a route of a channel does: see {@link defineRoute}. */
export interface RouteDefinition<
  Ch extends AnyChannel,
  Data extends DataSchema,
  Env,
  From extends TokenPlace = TokenPlace,
> extends Omit<LimitOptions, 'concurrency'> {
  /** What the route is called in logs, and found by when a connection is revived. Default: the channel's name. */
  readonly name?: string
  /** The schema of what a connection keeps. Default: it keeps nothing. */
  readonly data?: Data & Keepable<'data', Data>
  /** The handlers: one for each message that a client may send. What a call's handler returns is its reply. */
  readonly on: HandlersOf<Ch, ChannelSocket<Ch, Data, Env>>
  /** Once, before any message. */
  onOpen?(socket: ChannelSocket<Ch, Data, Env>): unknown
  /** Once, after all else. */
  onClose?(socket: ChannelSocket<Ch, Data, Env>, close: ChannelClose): unknown
  /**
   * When another handler failed, or a message of the server's own did not fit its schema. Of a token's grant that does
   * not fit it hears with a socket that keeps nothing yet.
   */
  onError?(socket: ChannelSocket<Ch, Data, Env>, error: unknown): unknown
  /** What a connection shows of itself to its room, or `undefined`; the channel has a `presence` schema for it. */
  presence?(
    socket: ChannelSocket<Ch, Data, Env>,
  ): PresenceOf<Ch> extends { readonly input: infer Input } ? Input | undefined : never
  /** Asks for a token before the connection opens, and takes fresh ones later. Default: none. */
  readonly token?: ChannelToken<Env, From, DataIn<Data>>
  /** How many wrong messages a connection may send; one a second is forgiven. Default 100. */
  readonly maxFaults?: number
  /**
   * The largest message in bytes, of a binary one its head: a larger one is answered `too_large`, unread. Default 256 KiB.
   * One beyond `maxPayload`, a binary one's body included, ends the connection, as on any route.
   */
  readonly maxMessage?: number
  /** How many calls of a connection may run and wait. Default 64. */
  readonly maxCalls?: number
  /** Whether the server's own messages are checked. Default `true`. */
  readonly validate?: boolean
}

/** What a handler knows of the connection that it lets in. */
export interface ConnectionOptions<Input> {
  /** The room that it lives in: at most 512 bytes, or the handshake is refused. Default: the route's one. */
  readonly room?: string | undefined
  /**
   * Who it belongs to, such as a user's id: at most 256 bytes, likewise. No other client is told; by it presence knows who
   * comes back.
   */
  readonly key?: string | undefined
  /** When what lets it in runs out, in ms since the epoch. */
  readonly expiresAt?: number | undefined
  /** What it keeps from the beginning. */
  readonly data?: Input
}

/** What is given with a connection; `data` is needed where the route keeps any. */
export type ConnectionArguments<Given> = undefined extends Given
  ? [options?: ConnectionOptions<Given>]
  : [options: ConnectionOptions<Given> & { readonly data: Given }]

/** A room of a channel's route, or a topic of that. */
export interface ChannelTarget<Ch extends AnyChannel = AnyChannel> {
  readonly route: ChannelRoute<Ch>
  /** Default: the route's one room. */
  readonly room?: string
  /** Default: all of the room. */
  readonly topic?: string
}
