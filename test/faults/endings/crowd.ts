import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { handshake } from '../../../src/testing/raw.ts'

// Attacks: run by attacker.ts, in a process of its own.

/** How connections were got rid of. */
export interface Gone {
  /** How many were answered with each status; those that were cut without an answer count as 0. */
  readonly statuses: Record<string, number>
  /** How long the last one stood, in ms: at least so long where it stands still. */
  readonly slowest: number
  /** How many stand still when nobody waits for them any longer. */
  readonly left: number
}

/** So many connect at once: it is what they do then that is looked at, and not a rush on the door. */
const wave = 25

async function inWaves<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const done: T[] = []
  for (let left = count; left > 0; left -= wave) {
    done.push(...(await Promise.all(Array.from({ length: Math.min(left, wave) }, act))))
  }
  return done
}

async function dial(origin: string): Promise<Socket> {
  const { hostname: host, port } = new URL(origin)
  const socket = connect({ host, port: Number(port) })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

const statusOf = (bytes: Buffer): string => /^HTTP\/1\.1 (\d+)/.exec(bytes.toString('latin1'))?.[1] ?? 'none'

/** How many there are, and how long they stay, in ms. */
interface Crowd {
  readonly count: number
  /** At the most. */
  readonly patience: number
  /** At the least. Default 0. */
  readonly stays?: number
  /** So many of them must be answered or cut. Default all. */
  readonly ends?: number
}

/** Connects so many that say these bytes and no more, and waits until they are answered or cut. */
export async function linger(
  origin: string,
  { count, says, patience, stays = 0, ends: enough = count }: Crowd & { says: string },
): Promise<Gone> {
  const statuses: Record<string, number> = {}
  let slowest = 0
  let left = count
  const ends = await inWaves(count, async () => {
    const socket = await dial(origin)
    const begun = performance.now()
    socket.write(says, 'latin1')
    const answered = once(socket, 'data').then(([bytes]) => statusOf(bytes))
    const closed = new Promise<string>((resolve) => socket.once('close', () => resolve('0')))
    // Outside of the wave's wait.
    return { end: Promise.race([answered, closed]), begun }
  })
  const done = Promise.withResolvers<void>()
  for (const { end, begun } of ends) {
    void end.then((status) => {
      statuses[status] = (statuses[status] ?? 0) + 1
      slowest = Math.max(slowest, performance.now() - begun)
      left--
      if (count - left === enough) done.resolve()
    })
  }
  await Promise.race([Promise.all([done.promise, sleep(stays)]), sleep(patience)])
  if (left > 0) slowest = Math.max(...ends.map(({ begun }) => performance.now() - begun))
  return { statuses, slowest, left }
}

/** Handshakes on a path whose factory never ends. */
export const hang = (origin: string, options: Crowd): Promise<Gone> =>
  linger(origin, { ...options, says: handshake({ origin }, '/hanging') })

/** Connections that say nothing. */
export const stare = (origin: string, options: Crowd): Promise<Gone> => linger(origin, { ...options, says: '' })

/** Connections that say half a request. */
export const stutter = (origin: string, options: Crowd): Promise<Gone> =>
  linger(origin, { ...options, says: handshake({ origin }, '/endings/talk').slice(0, 80) })

/** Connections that are open and say nothing; a system answers for them, but they answer no ping. */
export async function join(origin: string, { path, count }: { path: string; count: number }): Promise<void> {
  await inWaves(count, async () => {
    const socket = await dial(origin)
    socket.write(handshake({ origin }, path), 'latin1')
    const status = statusOf((await once(socket, 'data'))[0])
    if (status !== '101') throw new Error(`GET ${path}: ${status}`)
    socket.resume()
  })
}
