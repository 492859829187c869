import { defaultDeadline } from '../../testing/dial.ts'
import type { WirePeer } from '../../testing/peer.ts'
import type { Server } from './server.ts'

/** How long round trips took: milliseconds. */
export interface Figures {
  readonly median: number
  readonly p95: number
  readonly max: number
  readonly count: number
}

export interface Watched {
  /** Echoes on the one WebSocket connection. */
  readonly socket: Figures
  /** Plain requests, each on a connection of its own. */
  readonly http: Figures
}

/** Between two round trips, in ms: a bystander that asks without a pause would be a flood itself. */
const interval = 5

/** How long it is watched, in ms: while all is compiled that a runtime compiles on its way, alone, and beside an attack. */
const times = { warm: 500, alone: 1_500, beside: 3_000 } as const

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** One connection that has nothing to do with the attack, and one client that asks for a page again and again. */
export class Bystander {
  readonly #server: Server
  readonly #peer: WirePeer

  private constructor(server: Server, peer: WirePeer) {
    this.#server = server
    this.#peer = peer
  }

  static async on(server: Server): Promise<Bystander> {
    const bystander = new Bystander(server, await server.connect('/echo'))
    await bystander.#watch(Promise.resolve(), times.warm)
    return bystander
  }

  /** What its round trips take when nothing else is going on. */
  alone(): Promise<Watched> {
    return this.#watch(Promise.resolve(), times.alone)
  }

  /** What they take until that is over, and for three seconds at least: so long an attack that was fended off counts. */
  beside(attack: Promise<unknown>): Promise<Watched> {
    return this.#watch(attack, times.beside)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#peer.close(1000)
  }

  async #watch(during: Promise<unknown>, ms: number): Promise<Watched> {
    const end = performance.now() + ms
    let over = false
    const stop = () => {
      over = true
    }
    during.then(stop, stop)
    const isOver = () => over && performance.now() > end
    const [socket, http] = await Promise.all([
      measure(isOver, () => this.#echo()),
      measure(isOver, () => this.#server.ask('GET', '/probe')),
    ])
    await during
    return { socket, http }
  }

  async #echo(): Promise<void> {
    const text = crypto.randomUUID()
    this.#peer.send(text)
    const answer = await this.#peer.next()
    if (answer !== text) throw new Error(`the bystander got ${String(answer)} for ${text}`)
  }
}

/** Where one trip gets no answer, or its connection drops, all of them have. */
const lost: Figures = { median: defaultDeadline, p95: defaultDeadline, max: defaultDeadline, count: 0 }

async function measure(isOver: () => boolean, trip: () => Promise<unknown>): Promise<Figures> {
  const taken: number[] = []
  while (!isOver()) {
    const start = performance.now()
    try {
      await trip()
    } catch {
      return lost
    }
    // One that takes long stands for all that would have been made meanwhile.
    for (let ms = performance.now() - start; ms > 0; ms -= interval) taken.push(ms)
    await sleep(interval)
  }
  taken.sort((a, b) => a - b)
  const at = (share: number) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))]!
  return { median: at(0.5), p95: at(0.95), max: at(1), count: taken.length }
}
