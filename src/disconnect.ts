import type { Context } from 'hono'
import { anyDesk, findDesk } from './intent.ts'
import { noAdapter } from './refuse.ts'
import type { DisconnectOptions, DisconnectTarget } from './targets.ts'

/**
 * Ends connections from an HTTP handler: those of a key, of a room, of a route, or of all that is given together.
 *
 * In a Worker the room's Durable Object passes it on. So `route` and `room` must be given (`''` is the room of a route
 * that has none), and it reaches connections of that room that have a key or have subscribed to a topic.
 *
 * @param c The context of any request of the served app.
 * @returns How many connections were closed.
 * @throws {JackfieldError} `no_adapter` if the request did not come through one of this package's servers,
 * `topics_unavailable` in a Worker without a Durable Object for its rooms.
 * @throws {TypeError} if nothing is given, and in a Worker unless route and room are.
 * @throws {RangeError} for a code or reason that must not go on the wire.
 * @throws {Error} in a Worker whose room fails; `internal` if that does not answer for `roomTimeout`.
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { disconnect, upgradeWebSocket } from 'jackfield'
 * import { serve } from 'jackfield/testing'
 *
 * const app = new Hono()
 *   .get('/ws', upgradeWebSocket(() => ({}), { key: (c) => c.req.query('user') }))
 *   .post('/logout/:user', async (c) => c.json(await disconnect(c, { key: c.req.param('user') })))
 * const server = await serve(app)
 * const ada = await server.connect('/ws?user=ada')
 * await server.fetch('/logout/ada', { method: 'POST' })
 * if ((await ada.closed).code !== 1008) throw new Error('she is out')
 * await server.close()
 * ```
 */
export const disconnect = async (
  // biome-ignore lint/suspicious/noExplicitAny: a handler of any environment may disconnect
  c: Context<any, any, any>,
  target: DisconnectTarget,
  options: DisconnectOptions = {},
): Promise<number> => {
  const desk = findDesk(c)
  if (!desk) throw noAdapter('disconnect() needs the server whose sockets it reaches', anyDesk())
  return desk.expel(target, options)
}
