import type { Context } from 'hono'
import type { AnyChannel, SendArguments, SendNames } from './channel/index.ts'
import type { ChannelTarget } from './channels/types.ts'
import type { SendData } from './data.ts'
import { anyDesk, findDesk } from './intent.ts'
import { addressed, type Publishing } from './publishing.ts'
import { noAdapter } from './refuse.ts'
import type { PublishResult } from './socket.ts'
import type { PublishTarget } from './targets.ts'

/** The type of {@link publish}. */
export interface Publish {
  <Ch extends AnyChannel, Name extends SendNames<Ch, 'server'>>(
    // biome-ignore lint/suspicious/noExplicitAny: a handler of any environment may publish
    c: Context<any, any, any>,
    target: ChannelTarget<Ch>,
    type: Name,
    ...args: SendArguments<Ch, 'server', Name>
  ): Promise<PublishResult>
  (
    // biome-ignore lint/suspicious/noExplicitAny: as above
    c: Context<any, any, any>,
    target: PublishTarget,
    data: SendData,
  ): Promise<PublishResult>
}

/**
 * Sends one message from an HTTP handler to all sockets of a route's room that subscribe to the topic.
 *
 * It is a promise, unlike a socket's own `publish`: a room may be kept by another process.
 *
 * For a channel, `publish(c, { route: chatRoute, room, topic }, 'said', line)`: it is checked by its schema, and goes to
 * the whole room if no topic is given.
 *
 * @param c The context of any request of the served app.
 * @returns How many sockets took the message, and how many dropped it; or that its room is `unreachable`.
 * @throws {JackfieldError} `topics_unavailable` in a Worker without a Durable Object for its rooms, `no_adapter` if the
 * request did not come through one of this package's servers.
 * @throws {TypeError} for data that no socket could send.
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { publish, upgradeWebSocket } from 'jackfield'
 * import { serve } from 'jackfield/testing'
 *
 * const app = new Hono()
 *   .get('/ws', upgradeWebSocket(() => ({ onOpen: (event, ws) => ws.subscribe('news') }), { name: 'news' }))
 *   .post('/news', async (c) => c.json(await publish(c, { route: 'news', topic: 'news' }, await c.req.text())))
 * const server = await serve(app)
 * const peer = await server.connect('/ws')
 * await server.fetch('/news', { method: 'POST', body: 'rain' })
 * if ((await peer.next()) !== 'rain') throw new Error('subscribers get it')
 * await server.close()
 * ```
 */
export const publish: Publish = async (
  // biome-ignore lint/suspicious/noExplicitAny: a handler of any environment may publish
  c: Context<any, any, any>,
  ...message: Publishing
): Promise<PublishResult> => {
  const desk = findDesk(c)
  if (!desk) throw noAdapter('publish() needs the server whose sockets it reaches', anyDesk())
  return desk.relay(...addressed(message))
}
