import type { SendOptions } from 'hono/ws'
import type { SendData } from './data.ts'

/** What became of a publish: how many subscribers' sockets took the message, and how many dropped it. */
export interface PublishResult {
  readonly sent: number
  readonly dropped: number
  /**
   * The room is kept outside the process: the message is on its way there, and how many get it is not known at once, so
   * `sent` is 0. Only a socket's own `publish`; one from an HTTP handler waits for the count.
   */
  readonly relayed?: true
  /**
   * The room is kept outside the process, and has not answered, or with an error, which the log tells: nobody knows who
   * got the message.
   */
  readonly unreachable?: true
}

/**
 * One connection, as the handlers see it: Hono's `WSContext`, and more. It is one and the same object in all events
 * of a connection, so it can be a member of a `Set`.
 *
 * @see {@link https://websockets.spec.whatwg.org/#the-websocket-interface}
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { serve } from 'jackfield/testing'
 *
 * const app = new Hono().get('/ws', upgradeWebSocket(() => ({
 *   onOpen(event, ws) { ws.subscribe('lobby') },
 *   onMessage(event, ws) { ws.publish('lobby', event.data) },
 * })))
 * const server = await serve(app)
 * const [ada, bob] = [await server.connect('/ws'), await server.connect('/ws')]
 * ada.send('hello')
 * if ((await bob.next()) !== 'hello') throw new Error('the others get it')
 * await server.close()
 * ```
 */
export interface Socket<T = unknown> {
  /** Unguessable, one a connection. */
  readonly id: string
  /** Free for the handlers' own use. */
  data: unknown
  /** The runtime's own socket. */
  raw?: T
  /** The URL of the handshake as the client wrote it: behind trusted proxies, with the host and scheme that they tell. */
  url: URL | null
  /** The subprotocol that was agreed on, or `''`. */
  protocol: string
  /** The client's address, where the runtime tells it: behind trusted proxies, what they say. */
  readonly remoteAddress: string | undefined
  /** Who the connection belongs to: the `key` of its route or of its token. */
  readonly key: string | undefined
  /**
   * When what let the connection in runs out, in ms since the epoch. It is closed with 1008, on a channel 4401, after that and the
   * route's `expiryGrace`, unless another date is assigned; `undefined` for never.
   * @throws {TypeError} when anything but a number or `undefined` is assigned.
   */
  expiresAt: number | undefined
  /** 1 open, 2 closing, 3 closed; live, also on a socket that was stored. */
  readonly readyState: 0 | 1 | 2 | 3
  /** Bytes that were sent but not yet handed to the network. */
  readonly bufferedAmount: number
  /** Always `'arraybuffer'`: that is how binary messages arrive. */
  binaryType: BinaryType
  /** Aborts as soon as the connection ends: give it to what a handler waits for. */
  readonly signal: AbortSignal
  /**
   * Sends one message: text for a string, binary for the rest.
   * @returns `true` if it was accepted, `false` if it was dropped because the socket is not open or its buffer is full.
   * @throws {TypeError} for anything but a string, an `ArrayBuffer` or a view of one.
   */
  send(data: SendData, options?: SendOptions): boolean
  /**
   * Starts the closing handshake; `onClose` follows, never at once. Does nothing on a socket that is closing already.
   * @param code 1000, 3000 to 4999, or 1001, 1002, 1003, 1007 to 1009, 1011 to 1014 (RFC 6455, section 7.4).
   * @param reason At most 123 bytes as UTF-8.
   * @throws {RangeError} for a code or reason that must not go on the wire; the socket stays open.
   * @throws {TypeError} for a code that is no number or a reason that is no string; the socket stays open.
   */
  close(code?: number, reason?: string): void
  /** Cuts the connection without a close frame; `onClose` follows with 1006. */
  terminate(): void
  /**
   * Joins a topic of this socket's room. Joining twice is joining once; closing leaves all. What is sent to the peer
   * after this, it gets once the subscription holds.
   * @throws {JackfieldError} `topics_unavailable` in a Worker without a Durable Object for its rooms, `too_many_topics`
   * beyond 128 topics or 4,096 bytes of names.
   */
  subscribe(topic: string): void
  /** Leaves a topic. */
  unsubscribe(topic: string): void
  /**
   * Sends one message to all other sockets of this room that subscribe to the topic.
   * @throws {JackfieldError} `topics_unavailable` in a Worker without a Durable Object for its rooms.
   */
  publish(topic: string, data: SendData): PublishResult
}

/** The event of `onError`. */
export interface SocketErrorEvent extends Event {
  /** What was thrown, as it was thrown. */
  readonly error: unknown
  readonly message: string
}

/**
 * The handlers of one connection, Hono's `WSEvents`, each of which may be async. A handler that throws or rejects
 * goes to `onError`, and the connection is closed with 1011; nothing else is harmed.
 */
export interface WSEvents<T = unknown> {
  /** Once, before any message. */
  onOpen?: (event: Event, ws: Socket<T>) => unknown
  /**
   * Once a message, in the order in which they came. The next one does not wait for a promise unless `concurrency` is set.
   * The event is a `MessageEvent` for all that reads it; to dispatch it on an `EventTarget`, make a new one of it:
   * `new MessageEvent(event.type, event)`.
   */
  onMessage?: (event: MessageEvent<string | ArrayBuffer>, ws: Socket<T>) => unknown
  /** Once, after all else: with 1005 for a close frame without a code, 1006 if none came. */
  onClose?: (event: CloseEvent, ws: Socket<T>) => unknown
  /** When another handler of this connection failed; never for a mere disconnect. */
  onError?: (event: SocketErrorEvent, ws: Socket<T>) => unknown
}
