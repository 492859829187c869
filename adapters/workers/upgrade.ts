import type { Upgrade } from '../../src/adapter.ts'
import { makePair, switchingProtocols, type WorkerContext } from './runtime.ts'
import { listen, WorkersTransport } from './transport.ts'

/** Performs the native upgrade: one end of the pair is ours, the other goes to the client with the 101. */
export const upgrade = ({ connection, headers, protocol }: Upgrade, ctx: WorkerContext): Response => {
  const { 0: client, 1: server } = makePair()
  const keepAlive = (work: void | Promise<void>) => {
    if (work) ctx.waitUntil(work)
  }
  // From the compatibility date 2026-03-17 binary messages are Blobs unless this is said.
  server.binaryType = 'arraybuffer'
  listen(server, connection, keepAlive)
  server.accept()
  const transport = new WorkersTransport(server, protocol, () => keepAlive(connection.closed(1006, '', false)))
  keepAlive(connection.opened(transport))
  if (protocol) headers.set('sec-websocket-protocol', protocol)
  return switchingProtocols(client, headers)
}
