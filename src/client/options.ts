import type { ChannelError } from './channel-error.ts'
import type { Environment } from './environment.ts'

/** What may change from one attempt to the next is given as a function, which is asked each time. */
export type Asked<Value> = Value | (() => Value | Promise<Value>)

/** How a dead connection is found out. Milliseconds. */
export interface PingOptions {
  /** A ping goes out so often, but not before the `timeout` of the one before is over. Default 25 s. */
  readonly interval?: number
  /** After a ping, silence of so long ends the connection. Default 10 s. */
  readonly timeout?: number
}

/** What waits while the client is away. */
export interface QueueOptions {
  /** How many messages wait at most. Default 100. */
  readonly size?: number
  /** Beyond them the oldest or the newest is dropped, or `send` throws. Default `'drop-oldest'`. */
  readonly full?: FullQueue
}

/** What becomes of a message that finds the queue full. */
export type FullQueue = 'drop-oldest' | 'drop-newest' | 'error'

/** How long one call may take, and who may end it. */
export interface CallOptions {
  /** In ms; it counts from the call, also while that waits for a connection. */
  readonly timeout?: number
  /** Cancels the call, at the server too. */
  readonly signal?: AbortSignal
}

/** The third argument of `connect`. */
export interface ConnectOptions {
  /**
   * Shows who connects. A function is asked at each attempt, so that a token that has run out is followed by a fresh one:
   * where the server closes with 4401 that is tried once.
   */
  readonly token?: Asked<string>
  /** How: `'message'` is the first message, `'protocol'` the subprotocol `bearer.<token>`. Default `'message'`. */
  readonly tokenIn?: 'message' | 'protocol'
  /** Subprotocols that are offered besides `jackfield.1`. */
  readonly protocols?: Asked<readonly string[]>
  /** What waits while there is no connection. Default: 100 messages, of which the oldest is dropped for a newer one. */
  readonly queue?: QueueOptions
  /** Whether a call waits for a connection, or rejects with the code `away`. Default `'wait'`. */
  readonly calls?: 'wait' | 'reject'
  /** How long a call may take, in ms. Default 30 s. */
  readonly callTimeout?: number
  /** How long an attempt may take until the server's welcome, in ms. Default 10 s. */
  readonly connectTimeout?: number
  /** How a dead connection is found out. */
  readonly ping?: PingOptions | false
  /**
   * Connects only while there is a handler, somebody who watches the members, a call, or a message that waits; closes when
   * that has been over for `grace` ms, by default 5 s. Default `false`: it connects at once, and stays.
   */
  readonly lazy?: boolean | { readonly grace?: number }
  /** Whether a plain request asks why a connection did not open, at most once a minute. Default `true`. */
  readonly diagnose?: boolean
  /** Whether messages of both directions are checked against the channel. Default `true`. */
  readonly validate?: boolean
  /**
   * Is told of everything that was dropped or wrong and that no promise tells of. By default the first of each kind goes to
   * the console, and so does why there is no connection, where nobody has subscribed to `status`.
   */
  readonly onFault?: (fault: ChannelError) => unknown
  /** What the client uses of where it runs. Default `globalThis`. */
  readonly environment?: Environment
}
