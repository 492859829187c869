import { equal, freshId, open, openGate, readLog, untilEvent } from '../expect.ts'
import { handshake } from '../raw.ts'
import type { Target } from '../target.ts'

/** Upgrades, and echoes one message. */
export async function expectEcho(target: Target, path: string, headers: Record<string, string> = {}): Promise<void> {
  const peer = await open(target, path, { headers })
  peer.send('hello')
  equal(await peer.next(), 'hello', 'the echo')
}

/** Fails if a request of this id, now answered, has called the event factory. */
export async function expectNoFactory(target: Target, id: string): Promise<void> {
  const log = await readLog(target, id)
  equal(log.filter(({ event }) => event === 'factory').length, 0, 'calls of the event factory')
}

/** A handshake that is cut by a reset while the route makes up its mind, and what the route notes then. */
export async function leaveDuring(target: Target, route: string, id: string): Promise<void> {
  const raw = await target.raw!()
  raw.write(handshake(target, `/handshake/${route}?id=${id}`))
  await untilEvent(target, id, 'waiting')
  raw.reset()
}

/**
 * Proves that whoever waited for the gate of `id` has gone on, if it still lives: a request that came later, and whose
 * gate is opened later, is answered. (workerd stops the code of a request whose client has left.)
 */
export async function passGate(target: Target, id: string): Promise<void> {
  const later = freshId()
  await openGate(target, id)
  const answering = target.fetch(`/handshake/wait?id=${later}`)
  await untilEvent(target, later, 'waiting')
  await openGate(target, later)
  equal(await (await answering).text(), 'waited', 'a later request')
}

/** Fails if a request of this id, whose time has passed, has opened a socket. */
export async function expectNotOpened(target: Target, id: string): Promise<void> {
  equal((await readLog(target, id)).filter(({ event }) => event === 'open').length, 0, 'open events')
}
