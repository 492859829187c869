import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../src/testing/expect.ts'
import { textFrame } from '../../src/testing/frames.ts'
import { handshake } from '../../src/testing/raw.ts'
import { messageSize, type Told } from './flood.ts'
import { type Frames, framesOf } from './frames.ts'

// Run by attacker.ts, in a process of its own.

/** How many connections ended each way. */
export interface Outcome {
  /** All was written. */
  finished: number
  /** The server takes no more, and has not closed either. */
  stalled: number
  closed: number
}

/** How long a step of a flood may take: milliseconds. */
const slow = 30_000

/** A server that has taken nothing while it answered somebody else so often, so long apart in ms, has stopped reading. */
const answers = 4
const pause = 250

let answered: Promise<unknown> | undefined

/** The next answer to somebody else, for all that wait for it. */
function nextAnswer(origin: string): Promise<unknown> {
  answered ??= sleep(pause)
    .then(() => fetch(`${origin}/probe`))
    .then((answer) => answer.text())
    .catch(() => {})
    .finally(() => {
      answered = undefined
    })
  return answered
}

/** Resolves when the server has answered so often, or at the end of `patience` ms, unless that is over before. */
async function silence(origin: string, patience: number, isOver: () => boolean): Promise<void> {
  const late = sleep(patience, 'late', { ref: false })
  for (let left = answers; left > 0 && !isOver(); left--) {
    if ((await Promise.race([nextAnswer(origin), late])) === 'late') return
  }
}

const present = new Set<Socket>()

/** A connection whose bytes are thrown away, as far as it reads. */
async function join(origin: string, path: string, behind: string | Uint8Array = ''): Promise<Socket> {
  const { hostname, port } = new URL(origin)
  const socket = connect({ host: hostname, port: Number(port) })
  present.add(socket)
  socket.on('close', () => present.delete(socket)).on('error', () => {})
  await once(socket, 'connect')
  socket.write(handshake({ origin }, path), 'latin1')
  socket.write(behind)
  return socket
}

async function open(origin: string, path: string): Promise<Socket> {
  const socket = await join(origin, path)
  const [head] = (await once(socket, 'data')) as [Buffer]
  if (!head.includes(' 101 ')) throw new Error(`GET ${path}: ${head}`)
  return socket
}

/** Writes the same chunk until so many bytes are out, the server takes no more, or `deadline` (of `performance.now`). */
async function pour(
  origin: string,
  socket: Socket,
  chunk: Uint8Array,
  bytes: number,
  deadline: number,
): Promise<keyof Outcome> {
  for (let left = bytes; left > 0; left -= chunk.length) {
    if (performance.now() > deadline) return 'finished'
    if (socket.destroyed) return 'closed'
    if (socket.write(left < chunk.length ? chunk.subarray(0, left) : chunk)) continue
    const over = new AbortController()
    const closed = () => 'closed' as const
    const ended = await Promise.race([
      once(socket, 'drain', over).then(() => undefined, closed),
      once(socket, 'close', over).then(closed, closed),
      silence(origin, deadline - performance.now(), () => over.signal.aborted).then(() => 'stalled' as const),
    ])
    over.abort()
    if (ended) return ended
  }
  return socket.destroyed ? 'closed' : 'finished'
}

async function tally(count: number, run: () => Promise<keyof Outcome>): Promise<Outcome> {
  const outcome: Outcome = { finished: 0, stalled: 0, closed: 0 }
  for (const end of await Promise.all(Array.from({ length: count }, run))) outcome[end]++
  return outcome
}

/** How the server is made to send: by its `send` to the one who asks, or by `publish` to all who read. */
interface Flood {
  readonly policy: string
  readonly by: 'send' | 'publish'
  readonly bytes: number
}

interface Crowd {
  readonly path: string
  readonly count: number
}

/** Has the server offer so many bytes to each of the readers, by their word or to the topic that they are in. */
async function ask(origin: string, { policy, by }: Flood, readers: readonly Socket[], bytes: number): Promise<void> {
  if (by === 'send') for (const socket of readers) socket.write(textFrame(String(bytes)))
  else await (await fetch(`${origin}/flood/${policy}?bytes=${bytes}`, { method: 'POST' })).body?.cancel()
}

const offered = async (origin: string): Promise<number> =>
  ((await (await fetch(`${origin}/told`)).json()) as Told).offered

/**
 * Some that read as they should, and some that stop once they are open. Those that read are offered more when they have
 * read what came before (`step` by step); those that have stopped ask for all at once, as they may not be heard later.
 */
export async function read(
  origin: string,
  flood: Flood & { step: number; reading: number; stopped: number },
): Promise<void> {
  const before = await offered(origin)
  const join = () => open(origin, `/reader/${flood.policy}`)
  const reading = await Promise.all(Array.from({ length: flood.reading }, join))
  const stopped = await Promise.all(Array.from({ length: flood.stopped }, join))
  for (const socket of stopped) socket.pause()
  let missing = 0
  for (const reader of reading) {
    reader.on('data', ({ length }: Buffer) => {
      missing -= length
    })
  }
  if (flood.by === 'send') await ask(origin, flood, stopped, flood.bytes)
  for (let left = flood.bytes; left > 0; left -= flood.step) {
    missing += flood.step * flood.reading
    await ask(origin, flood, reading, flood.step)
    await until(() => missing <= 0, 'all bytes at those that read', slow)
  }
  const floods = flood.by === 'send' ? reading.length + stopped.length : 1
  const all = before + (floods * flood.bytes) / messageSize
  await until(async () => (await offered(origin)) >= all, 'all that is to be offered', slow)
  for (const socket of reading) socket.destroy()
}

/** All that are still there leave at once. */
export async function leave(): Promise<void> {
  for (const socket of present) socket.destroy()
}

/** Connections that pour frames in: so many bytes each, and for so long at the most. */
export async function pourFrames(
  origin: string,
  {
    path,
    count,
    frames,
    bytes,
    reads = true,
    ms = 20_000,
  }: Crowd & { frames: Frames; bytes: number; reads?: boolean; ms?: number },
): Promise<Outcome> {
  const { first, rest } = framesOf(frames)
  const deadline = performance.now() + ms
  return tally(count, async () => {
    const socket = await open(origin, path)
    if (reads) socket.resume()
    else socket.pause()
    socket.write(first)
    return pour(origin, socket, rest, bytes, deadline)
  })
}

/** Connections that pour bytes in behind a handshake that has not been answered. */
export async function pourEarly(origin: string, { path, count, bytes }: Crowd & { bytes: number }): Promise<Outcome> {
  const { rest } = framesOf({ kind: 'message', size: 1024 })
  return tally(count, async () => {
    const socket = await join(origin, path)
    socket.resume()
    return pour(origin, socket, rest, bytes, performance.now() + 20_000)
  })
}
