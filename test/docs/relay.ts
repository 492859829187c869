import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** The way of one client to a server, which can be cut: as a network does, without a word. */
export class Relay implements AsyncDisposable {
  readonly #listener: Server
  readonly #sockets = new Set<Socket>()

  static async before(origin: string): Promise<Relay> {
    const listener = createServer().listen(0, '127.0.0.1')
    await once(listener, 'listening')
    return new Relay(listener, Number(new URL(origin).port))
  }

  private constructor(listener: Server, port: number) {
    this.#listener = listener
    listener.on('connection', (near) => {
      const far = connect(port, '127.0.0.1')
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from)
        from.on('error', () => {})
        from.once('close', () => {
          this.#sockets.delete(from)
          to.destroy()
        })
        from.pipe(to)
      }
    })
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#listener, 'close')
    this.#listener.close()
    this.cut()
    await closed
  }
}
