import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

/** What happens to the bytes of one direction. */
export interface Fault {
  /** How long each piece is held, in ms. */
  readonly delay?: number
  /** The size of a piece, in bytes. Each goes out by itself. Default: as they come. */
  readonly slice?: number
  /**
   * How it ends once so many bytes have passed. `cut`: both ends get a FIN. `reset`: both get a reset. `hole`: neither
   * gets anything any more.
   */
  readonly end?: { readonly after: number; readonly by: 'cut' | 'reset' | 'hole' }
}

/** The faults of both directions: to the server, and from it. */
export interface Faults {
  readonly up?: Fault
  readonly down?: Fault
}

/** A TCP proxy in front of a server that does to the bytes what a bad network does. */
export class FaultProxy implements AsyncDisposable {
  readonly origin: string
  /** Bytes that have passed, of all connections. */
  readonly passed = { up: 0, down: 0 }
  readonly #listener: Server
  readonly #sockets = new Set<Socket>()

  /** @param faultsOf - the faults of the connection of this number, from 0. */
  static async before(origin: string, faultsOf: (connection: number) => Faults): Promise<FaultProxy> {
    const listener = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    return new FaultProxy(listener, new URL(origin), faultsOf)
  }

  private constructor(listener: Server, { hostname: host, port }: URL, faultsOf: (connection: number) => Faults) {
    this.origin = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
    this.#listener = listener
    let connections = 0
    listener.on('connection', (client) => {
      const { up = {}, down = {} } = faultsOf(connections++)
      const upstream = connect({ host, port: Number(port), allowHalfOpen: true })
      const ends = [client, upstream]
      for (const end of ends) {
        this.#sockets.add(end.setNoDelay(true))
        end.once('close', () => this.#sockets.delete(end))
      }
      new Pipe(client, upstream, up, ends, (bytes) => (this.passed.up += bytes))
      new Pipe(upstream, client, down, ends, (bytes) => (this.passed.down += bytes))
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#listener, 'close')
    this.#listener.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}

/** Sockets whose bytes go nowhere any more. */
const holes = new WeakSet<Socket>()

/** One direction. What comes in goes out in its order, the end or the reset behind the last byte. */
class Pipe {
  readonly #to: Socket
  readonly #fault: Fault
  readonly #ends: readonly Socket[]
  readonly #passed: (bytes: number) => void
  #left: number

  constructor(from: Socket, to: Socket, fault: Fault, ends: readonly Socket[], passed: (bytes: number) => void) {
    this.#to = to
    this.#fault = fault
    this.#ends = ends
    this.#passed = passed
    this.#left = fault.end?.after ?? Number.POSITIVE_INFINITY
    let last = Promise.resolve()
    const then = (act: () => unknown) => {
      last = last.then(async () => {
        if (!holes.has(to)) await act()
      })
    }
    from.on('data', (chunk: Buffer) => {
      from.pause()
      then(() => this.#pass(chunk))
      last = last.then(() => void from.resume())
    })
    from.on('end', () => then(() => to.end()))
    from.on('error', () => then(() => to.resetAndDestroy()))
  }

  async #pass(chunk: Buffer): Promise<void> {
    const { delay, slice = Number.POSITIVE_INFINITY } = this.#fault
    for (let rest = chunk; rest.length > 0 && this.#to.writable; ) {
      const piece = rest.subarray(0, Math.min(slice, this.#left))
      rest = rest.subarray(piece.length)
      if (delay) await sleep(delay)
      await new Promise((resolve) => this.#to.write(piece, resolve))
      this.#passed(piece.length)
      // Behind an end of its turn, so that the system has no two to join.
      if (slice < Number.POSITIVE_INFINITY) await nextTurn()
      this.#left -= piece.length
      if (this.#left === 0) return this.#fail()
    }
  }

  #fail(): void {
    const how = this.#fault.end?.by
    for (const end of this.#ends) {
      if (how === 'hole') holes.add(end)
      else if (how === 'reset') end.resetAndDestroy()
      else end.destroySoon()
    }
  }
}
