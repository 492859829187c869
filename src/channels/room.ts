import type { Context } from 'hono'
import type { AnyChannel } from '../channel/index.ts'
import { assertDefinition } from '../definition.ts'
import { anyDesk, type Desk, findDesk } from '../intent.ts'
import { noAdapter } from '../refuse.ts'
import type { ChannelTarget, Listed } from './types.ts'

const deskOf = (c: Context, what: string): Desk => {
  const desk = findDesk(c)
  if (desk) return desk
  throw noAdapter(`${what}() needs the server whose sockets it looks at`, anyDesk())
}

/**
 * How many connections are in a room of a channel's route, or subscribe to a topic there: in this process or, in a
 * Worker, in all of them.
 *
 * @param c The context of any request of the served app.
 * @throws {JackfieldError} `topics_unavailable` in a Worker without a Durable Object for its rooms, `no_adapter` if the
 * request did not come through one of this package's servers.
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { defineChannel } from 'jackfield/channel'
 * import { count, defineRoute } from 'jackfield/channels'
 * import { serve } from 'jackfield/testing'
 *
 * const lobby = defineRoute(defineChannel('lobby', { client: {}, server: {} }), { on: {} })
 * const app = new Hono()
 *   .get('/lobby', (c) => upgradeWebSocket(c, lobby))
 *   .get('/count', async (c) => c.json(await count(c, { route: lobby })))
 * const server = await serve(app)
 * await server.connect('/lobby', { protocols: ['jackfield.1'] })
 * if ((await (await server.fetch('/count')).json()) !== 1) throw new Error('one is there')
 * await server.close()
 * ```
 */
export const count = async (
  // biome-ignore lint/suspicious/noExplicitAny: a handler of any environment may ask
  c: Context<any, any, any>,
  target: ChannelTarget,
): Promise<number> => assertDefinition(target.route, 'count').count(deskOf(c, 'count'), target)

/**
 * Who is in a room of a channel's route, or subscribes to a topic there: in this process or, in a
 * Worker, in all of them.
 *
 * @param c The context of any request of the served app.
 * @throws {JackfieldError} as {@link count}.
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { defineChannel } from 'jackfield/channel'
 * import { defineRoute, list } from 'jackfield/channels'
 * import { serve } from 'jackfield/testing'
 *
 * const lobby = defineRoute(defineChannel('lobby', { client: {}, server: {} }), { on: {} })
 * const app = new Hono()
 *   .get('/lobby', (c) => upgradeWebSocket(c, lobby, { key: c.req.query('user') }))
 *   .get('/list', async (c) => c.json((await list(c, { route: lobby })).map(({ key }) => key)))
 * const server = await serve(app)
 * await server.connect('/lobby?user=ada', { protocols: ['jackfield.1'] })
 * if (String(await (await server.fetch('/list')).json()) !== 'ada') throw new Error('she is there')
 * await server.close()
 * ```
 */
export const list = async <Ch extends AnyChannel>(
  // biome-ignore lint/suspicious/noExplicitAny: a handler of any environment may ask
  c: Context<any, any, any>,
  target: ChannelTarget<Ch>,
): Promise<Listed<Ch>[]> =>
  assertDefinition(target.route, 'list').list(deskOf(c, 'list'), target) as Promise<Listed<Ch>[]>
