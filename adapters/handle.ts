import {
  type CloseOptions,
  type DisconnectOptions,
  type DisconnectTarget,
  drainTimeout,
  type PublishResult,
  type PublishTarget,
  type Router,
  type SendData,
  type Stats,
} from '../src/adapter.ts'
import type { AnyChannel, SendArguments, SendNames } from '../src/channel/index.ts'
import type { ChannelTarget, Listed } from '../src/channels/types.ts'
import { checkOptions } from '../src/check-options.ts'
import { addressed, type Publishing } from '../src/publishing.ts'
import { type Address, hostOf } from './listen.ts'
import { longestTimer } from './platform.ts'

/** A running server. */
export interface Handle {
  /** Where it answers: `http://127.0.0.1:3000`. */
  readonly url: string
  readonly port: number
  readonly hostname: string
  /** Sends one message of a channel to all sockets of a room, or those of them that subscribe to a topic. */
  publish<Ch extends AnyChannel, Name extends SendNames<Ch, 'server'>>(
    target: ChannelTarget<Ch>,
    type: Name,
    ...args: SendArguments<Ch, 'server', Name>
  ): PublishResult
  /** Sends one message to all sockets of a route's room that subscribe to the topic. */
  publish(target: PublishTarget, data: SendData): PublishResult
  /** How many connections are in a room of a channel's route, or subscribe to a topic there. */
  count(target: ChannelTarget): Promise<number>
  /** Who is in a room of a channel's route, or subscribes to a topic there. */
  list<Ch extends AnyChannel>(target: ChannelTarget<Ch>): Promise<Listed<Ch>[]>
  /**
   * Ends connections: those of a key, of a room, of a route, or of all that is given together; answers with how many. They
   * are closed with 1008 (of a channel with 4403) and `'disconnected'`, unless another code and reason are given.
   * @throws {TypeError} if nothing is given, or for arguments that `ws.close` would not take.
   */
  disconnect(target: DisconnectTarget, options?: DisconnectOptions): number
  /** What the server has now, and has seen since it began: what was refused, closed and dropped, by reason. */
  stats(): Stats
  /**
   * Ends the server: new handshakes get 503, running handlers have half of the time to end, all sockets get 1001, what is
   * left at the timeout is cut, and the listener closes last. A second call waits for the first.
   */
  close(options?: CloseOptions): Promise<void>
}

/** What an adapter knows of its listener, read anew each time it is asked. */
export interface Listener extends Address {
  readonly encrypted: boolean
  /** Stops listening, and gives plain requests so many milliseconds to end; resolves when the port is free. */
  stop(ms: number): Promise<void>
}

/** The handle of a server that listens. */
export const makeHandle = (router: Router, listener: Listener): Handle => {
  let closing: Promise<void> | undefined
  const end = async (options: CloseOptions): Promise<void> => {
    const deadline = performance.now() + Math.min(options.timeout ?? drainTimeout, longestTimer)
    await router.drain(options)
    await listener.stop(Math.max(0, deadline - performance.now()))
  }
  return {
    get url() {
      return `${listener.encrypted ? 'https' : 'http'}://${hostOf(listener)}`
    },
    get port() {
      return listener.port
    },
    get hostname() {
      return listener.hostname
    },
    publish: (...message: Publishing) => router.publish(...addressed(message)),
    count: (target) => router.count(target),
    list: <Ch extends AnyChannel>(target: ChannelTarget<Ch>) => router.list(target) as Promise<Listed<Ch>[]>,
    disconnect: (target, options) => router.disconnect(target, options),
    stats: () => router.stats(),
    async close(options = {}) {
      checkOptions('close', options)
      closing ??= end(options)
      return closing
    },
  }
}
