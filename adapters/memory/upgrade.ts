import type { Upgrade } from '../../src/seam.ts'
import type { ConnectOptions } from '../../src/testing/target.ts'
import { MemoryPeer } from './peer.ts'
import { MemoryTransport } from './transport.ts'

/** Does what a runtime does for an upgrade: the 101, the transport, and the open event. */
export const upgrade = (
  { connection, headers, protocol }: Upgrade,
  { answersPings = true }: ConnectOptions,
): MemoryPeer => {
  if (protocol) headers.set('sec-websocket-protocol', protocol)
  const peer = new MemoryPeer(101, headers, '', protocol)
  const transport = new MemoryTransport(connection, peer, protocol, answersPings)
  peer.join(transport)
  void connection.opened(transport)
  return peer
}
