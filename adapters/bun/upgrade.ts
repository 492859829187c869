import type { Server } from 'bun'
import type { Upgrade } from '../../src/adapter.ts'
import { BunTransport } from './transport.ts'

/** Performs the native upgrade; the handlers of `transport.ts` open the connection. */
export const upgrade = (
  request: Request,
  server: Server<BunTransport>,
  { connection, headers, protocol }: Upgrade,
): Response | undefined => {
  if (protocol) headers.set('sec-websocket-protocol', protocol)
  const data = new BunTransport(connection, protocol, server)
  if (server.upgrade(request, { headers, data })) return undefined
  void connection.closed(1006, '', false)
  return new Response('Bun could not upgrade this request.\n', { status: 400 })
}
