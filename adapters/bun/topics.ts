import type { Server } from 'bun'
import type { NativeTopics } from '../../src/adapter.ts'
import type { BunTransport, Message } from './transport.ts'

// RFC 6455, section 5.2: at most, and unmasked.
const header = 10

// From here on Bun 1.4 sends bytes without a copy, but only to a socket that has joined nothing: in less than half of the
// time. Text takes it no longer either way.
const large = 2 ** 14

/**
 * Bun's own topics. It writes what was published at the end of the turn, or before it sends anything else to a socket:
 * https://github.com/oven-sh/bun/blob/main/packages/bun-uws/src/TopicTree.h
 */
export class BunTopics implements NativeTopics {
  /** Two servers may share one `handler`, but no topics: who is on the second is served one by one. */
  #server: Server<BunTransport> | undefined

  join(transport: BunTransport, topic: string): boolean {
    const { server } = transport
    this.#server ??= server
    if (server !== this.#server) return false
    transport.raw.subscribe(topic)
    return true
  }

  leave(transport: BunTransport, topic: string): void {
    transport.raw.unsubscribe(topic)
  }

  sizeOf(frame: Message): number {
    return header + Buffer.byteLength(frame)
  }

  leavesApart(frame: Message): boolean {
    return typeof frame !== 'string' && frame.byteLength >= large
  }

  publish(topic: string, frame: Message, except: BunTransport | undefined): void {
    if (except) except.raw.publish(topic, frame)
    else this.#server?.publish(topic, frame)
  }

  // What a timer has published is not yet written at the first of them.
  settled(fn: () => void): void {
    setImmediate(() => setImmediate(fn))
  }
}
