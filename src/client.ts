import type { Context } from 'hono'
import type { Client } from './guards/proxies.ts'
import { anyDesk, findSlot } from './intent.ts'
import { noAdapter } from './refuse.ts'

/**
 * Who asks: the address, and the host and scheme that the client has used. Behind the proxies of the option
 * `trustedProxies` it is what they tell; the forwarding headers of anybody else are passed over.
 *
 * @param c The context of any request of the served app.
 * @throws {JackfieldError} `no_adapter` if the request did not come through one of this package's servers.
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { clientOf } from 'jackfield'
 * import { serve } from 'jackfield/testing'
 *
 * const app = new Hono().get('/', (c) => c.text(clientOf(c).address ?? 'unknown'))
 * const server = await serve(app, { trustedProxies: ['127.0.0.1'] })
 * const response = await server.fetch('/', { headers: { 'x-forwarded-for': '203.0.113.7' } })
 * if ((await response.text()) !== '203.0.113.7') throw new Error('the trusted proxy has told it')
 * await server.close()
 * ```
 */
export const clientOf = (
  // biome-ignore lint/suspicious/noExplicitAny: a handler of any environment may ask
  c: Context<any, any, any>,
): Client => {
  const slot = findSlot(c)
  if (!slot) throw noAdapter('clientOf() needs the server that the request came through', anyDesk())
  return slot.client
}
