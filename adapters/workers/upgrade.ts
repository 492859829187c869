import type { Upgrade } from '../../src/adapter.ts'
import { Link } from './link.ts'
import type { ObjectRooms } from './rooms.ts'
import { accept, closeQuietly, makePair, switchingProtocols, type WorkerContext } from './runtime.ts'
import { listen, Relayed, WorkersTransport } from './transport.ts'

/**
 * Performs the native upgrade: one end of the pair is ours, the other goes to the client with the 101, once it is in the
 * topics that `onOpen` has joined at once.
 */
export const upgrade = async (
  { connection, headers, policy, protocol, scope }: Upgrade,
  rooms: ObjectRooms,
  ctx: WorkerContext,
): Promise<Response> => {
  const { 0: client, 1: server } = makePair()
  const keepAlive = (work: void | Promise<void>) => {
    if (work) ctx.waitUntil(work)
  }
  let over = false
  let joined = Number.POSITIVE_INFINITY
  const ready = Promise.withResolvers<void>()
  const link = new Link(rooms, scope, {
    assertOwn: () => transport.assertOwn(),
    message: ({ topic, message }) => void connection.deliver(new Relayed(message), topic),
    told: (text) => connection.deliver(new Relayed(text)) !== 'dropped',
    disconnected: (options) => connection.disconnected(options),
    made(changes) {
      transport.release(changes)
      if (changes >= joined) ready.resolve()
    },
    over(error) {
      transport.discard()
      ready.resolve()
      if (!error) return
      connection.lost(error)
      // Where the handlers have closed it, their own close frame may have waited for the room.
      closeQuietly(server, 1012)
    },
  })
  // onClose may still publish: the link goes last.
  const closed = (code: number, reason: string, wasClean: boolean) => {
    if (over) return
    over = true
    keepAlive(Promise.resolve(connection.closed(code, reason, wasClean)).then(() => link.leave()))
  }
  const transport = new WorkersTransport(server, protocol, policy, link, () => closed(1006, '', false))
  listen(server, connection, keepAlive, closed)
  accept(server)
  keepAlive(connection.opened(transport))
  joined = link.asked
  if (link.made < joined) {
    keepAlive(ready.promise)
    await ready.promise
  }
  if (protocol) headers.set('sec-websocket-protocol', protocol)
  return switchingProtocols(client, headers)
}
