import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Dialed } from '../../testing/dial.ts'
import type { WireTarget } from '../../testing/wire.ts'

/**
 * Sends bytes cut into slices. Each is a write of its own, without Nagle's delay, and begins only when the system has
 * taken the one before and a turn of the event loop has passed. More cannot be had: a server that is busy meanwhile may
 * still read two slices at once.
 */
export async function sendSliced(
  target: Pick<WireTarget, 'origin'>,
  bytes: Uint8Array,
  cuts: readonly number[],
): Promise<Dialed> {
  const { hostname, port } = new URL(target.origin)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  const dialed = new Dialed(socket, socket, () => {})
  await once(socket, 'connect')
  for (const slice of slicesOf(bytes, cuts)) {
    if (!(await taken(socket, slice))) break
    await nextTurn()
  }
  return dialed
}

/** The parts between the cuts; a cut at an end, or twice at one place, cuts nothing. */
export function slicesOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...new Set(cuts)].toSorted((a, b) => a - b)
  return places.map((from, index) => bytes.subarray(from, places[index + 1])).filter(({ length }) => length > 0)
}

/** Whether the system took the bytes; a server that has ended the connection takes no more. */
function taken(socket: Socket, bytes: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    if (!socket.writable) resolve(false)
    else socket.write(bytes, (error) => resolve(!error))
  })
}
