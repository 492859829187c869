import type { WebSocketLike } from '../src/client/index.ts'
import type { Peer } from '../src/testing/target.ts'

/** What a page has as a `WebSocket`, over a connection without a wire. */
export class MemorySocket implements WebSocketLike {
  binaryType = 'blob'
  readyState = 0
  protocol = ''
  readonly bufferedAmount = 0
  readonly #events = new EventTarget()
  #peer: Peer | undefined

  constructor(handshake: () => Promise<Peer>) {
    void this.#run(handshake)
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#events.addEventListener(type, listener as EventListener)
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.readyState === 1) this.#peer?.send(data)
  }

  close(code?: number, reason?: string): void {
    if (code !== undefined && code !== 1000 && (code < 3000 || code > 4999)) {
      throw new DOMException(`no client closes with ${code}`, 'InvalidAccessError')
    }
    if (this.readyState > 1) return
    this.readyState = 2
    this.#peer?.close(code, reason)
  }

  /** The network is away, and neither end says so to the other. */
  cut(): void {
    this.readyState = 3
    this.#peer?.terminate()
  }

  async #run(handshake: () => Promise<Peer>): Promise<void> {
    const peer = await handshake().catch(() => undefined)
    if (peer?.status === 101 && this.readyState === 0) {
      this.#peer = peer
      this.readyState = 1
      this.protocol = peer.protocol
      this.#tell('open')
      await this.#read(peer)
    } else if (peer?.status === 101) peer.terminate()
    const close = this.#peer ? await peer?.closed : undefined
    this.readyState = 3
    this.#tell('close', close ?? { code: 1006, reason: '' })
  }

  async #read(peer: Peer): Promise<void> {
    try {
      for (;;) this.#tell('message', { data: await peer.next() })
    } catch {
      // There is no next message: it is over.
    }
  }

  #tell(type: string, event: object = {}): void {
    this.#events.dispatchEvent(Object.assign(new Event(type), event))
  }
}
