import type { Upgrade } from '../../src/adapter.ts'
import { Link } from './link.ts'
import type { ObjectRooms } from './rooms.ts'
import { accept, makePair, switchingProtocols, type WorkerContext } from './runtime.ts'
import { listen, Relayed, WorkersTransport } from './transport.ts'

/**
 * Performs the native upgrade: one end of the pair is ours, the other goes to the client with the 101, once it is in the
 * topics that `onOpen` has joined at once.
 */
export const upgrade = async (
  { connection, headers, protocol, scope }: Upgrade,
  rooms: ObjectRooms,
  ctx: WorkerContext,
): Promise<Response> => {
  const { 0: client, 1: server } = makePair()
  const keepAlive = (work: void | Promise<void>) => {
    if (work) ctx.waitUntil(work)
  }
  const ready = Promise.withResolvers<void>()
  const link = new Link(rooms, scope, {
    message: (message) => connection.deliver(new Relayed(message)),
    settled() {
      transport.release()
      ready.resolve()
    },
    lost(error) {
      connection.failed(error)
      connection.close(1012, 'the room is out of reach')
    },
  })
  // onClose may still publish: the link goes last.
  const closed = (code: number, reason: string, wasClean: boolean) => {
    link.clear()
    keepAlive(Promise.resolve(connection.closed(code, reason, wasClean)).then(() => link.leave()))
  }
  const transport = new WorkersTransport(server, protocol, link, () => closed(1006, '', false))
  listen(server, connection, keepAlive, closed)
  accept(server)
  keepAlive(connection.opened(transport))
  if (!link.settled) await ready.promise
  if (protocol) headers.set('sec-websocket-protocol', protocol)
  return switchingProtocols(client, headers)
}
