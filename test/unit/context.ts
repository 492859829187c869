import { type Context, Hono } from 'hono'

/** The context of a request with these headers, as a route gets it. */
export async function contextOf(headers: Record<string, string> = {}, env?: object): Promise<Context> {
  const { promise, resolve } = Promise.withResolvers<Context>()
  const app = new Hono().get('*', (c) => {
    resolve(c)
    return c.body(null)
  })
  await app.request('http://example.com/ws', { headers }, env)
  return promise
}

/** The headers of a handshake with this key. */
export const handshakeHeaders = (key = 'dGhlIHNhbXBsZSBub25jZQ=='): Record<string, string> => ({
  host: 'example.com',
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': key,
})
