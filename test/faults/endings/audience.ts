import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { encodeFrame, opcode, textFrame } from '../../../src/testing/frames.ts'
import { handshake } from '../../../src/testing/raw.ts'

// Attacks: run by attacker.ts, in a process of its own. A crowd that behaves, and sees how a server ends.

/** What the crowd has seen. */
export interface Farewell {
  /** How many were closed with each code; those that were cut count as 1006. */
  readonly codes: Record<string, number>
  /** When each was closed: ms since the epoch. */
  readonly times: readonly number[]
  /** Messages that were answered. */
  readonly answers: number
}

/** So many connect at once: more would be lost in the listener's queue. */
const wave = 100

const codes: Record<string, number> = {}
const times: number[] = []
let answers = 0
const listeners: Promise<void>[] = []

/** One that reads to the end. Frames of a server that says little are short. */
class Listener {
  readonly closed = Promise.withResolvers<void>()
  readonly ponged = Promise.withResolvers<void>()
  readonly #socket: Socket
  #bytes = Buffer.alloc(0)
  #code = 1006

  constructor(socket: Socket, behindHead: Buffer) {
    this.#socket = socket
    this.#read(behindHead)
    socket.on('data', (bytes) => this.#read(bytes))
    socket.once('close', () => {
      if (this.#code === 1006) times.push(Date.now())
      codes[this.#code] = (codes[this.#code] ?? 0) + 1
      this.closed.resolve()
    })
  }

  #read(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    for (;;) {
      const [first = 0, length = 0] = this.#bytes
      if (this.#bytes.length < 2 + length) return
      const payload = this.#bytes.subarray(2, 2 + length)
      this.#bytes = this.#bytes.subarray(2 + length)
      this.#heard(first & 0x0f, payload)
    }
  }

  #heard(kind: number, payload: Buffer): void {
    if (kind === opcode.text) answers++
    else if (kind === opcode.pong) this.ponged.resolve()
    else if (kind === opcode.close) {
      times.push(Date.now())
      this.#code = payload.length < 2 ? 1005 : payload.readUInt16BE()
      this.#socket.write(encodeFrame({ opcode: kind, payload: payload.subarray(0, 2) }))
    }
  }
}

async function open(origin: string, path: string): Promise<{ socket: Socket; listener: Listener }> {
  const { hostname: host, port } = new URL(origin)
  const socket = connect({ host, port: Number(port) })
  socket.on('error', () => {})
  socket.write(handshake({ origin }, path), 'latin1')
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  if (!bytes.includes(' 101 ')) throw new Error(`GET ${path}: ${bytes}`)
  const listener = new Listener(socket, bytes.subarray(bytes.indexOf('\r\n\r\n') + 4))
  listeners.push(listener.closed.promise)
  return { socket, listener }
}

/**
 * Opens so many connections. Those on `/endings/work` say so many messages, each of which takes so many ms, and then a
 * ping: its answer shows that the server has read them all.
 */
export async function settle(
  origin: string,
  { count, workers, messages, ms }: { count: number; workers: number; messages: number; ms: number },
): Promise<void> {
  for (let left = count - workers; left > 0; left -= wave) {
    await Promise.all(Array.from({ length: Math.min(left, wave) }, () => open(origin, '/endings/talk')))
  }
  const working = await Promise.all(Array.from({ length: workers }, () => open(origin, '/endings/work')))
  for (const { socket } of working) {
    for (let message = 0; message < messages; message++) socket.write(textFrame(String(ms)))
    socket.write(encodeFrame({ opcode: opcode.ping, payload: new Uint8Array() }))
  }
  await Promise.all(working.map(({ listener }) => listener.ponged.promise))
}

/** What they have seen when all are gone, or when nobody waits for them any longer: ms. */
export async function watch(_: string, { patience }: { patience: number }): Promise<Farewell> {
  const over = new Promise<void>((resolve) => setTimeout(resolve, patience))
  await Promise.race([Promise.all(listeners), over])
  return { codes, times, answers }
}
