import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

const maxEarly = 64 * 1024

type Listeners = Readonly<Record<'end' | 'data' | 'drain' | 'close', (chunk: Buffer) => void>>

/**
 * A handshake between its arrival and the app's decision. Node reads the socket no more by then, so this does: or a
 * peer's leaving would go unseen. Most are decided at once, and pay for none of that.
 */
export class PendingHandshake {
  readonly incoming: IncomingMessage
  readonly #socket: Duplex
  #early: Buffer[]
  readonly #patience: number
  #soon: NodeJS.Immediate | undefined
  #outgoing: ServerResponse | undefined
  #left: (() => void) | undefined
  #listeners: Listeners | undefined
  #late: NodeJS.Timeout | undefined
  #size = 0
  #isReleased = false

  /** @param patience How long, in ms, all of this may take: a peer may never read its refusal. */
  constructor(incoming: IncomingMessage, socket: Duplex, head: Buffer, patience: number) {
    this.incoming = incoming
    this.#socket = socket
    this.#early = [head]
    this.#patience = patience
  }

  /** What it is refused with, and what the app may look at meanwhile; of no use once the socket is another's. */
  get outgoing(): ServerResponse {
    this.#outgoing ??= this.#makeOutgoing()
    return this.#outgoing
  }

  // What @hono/node-server wants of a response: so it hears that the client has left, and aborts the request's signal.

  get writableFinished(): boolean {
    return this.#outgoing?.writableFinished ?? false
  }

  on(_: 'close', left: () => void): void {
    this.#left = left
  }

  // It answers an upgrade, too: by nothing.

  writeHead(): void {}

  end(): void {}

  /** It is not decided at once, or refused: from the end of this turn of the event loop on the socket is listened to. */
  watch(): void {
    this.#soon ??= setImmediate(listen, this)
  }

  listen(): void {
    const socket = this.#socket
    this.#listeners = {
      end: () => void socket.destroy(),
      data: (chunk) => this.#read(chunk),
      drain: () => void this.#outgoing?.emit('drain'),
      close: () => this.#closed(),
    }
    this.#late = setTimeout(() => socket.destroy(), this.#patience)
    for (const [event, listener] of Object.entries(this.#listeners)) socket.on(event, listener)
    if (socket.closed) this.#closed()
  }

  /** Hands over the socket and all that was read from it meanwhile. */
  release(): { socket: Duplex; head: Buffer } {
    const socket = this.#socket
    clearImmediate(this.#soon)
    clearTimeout(this.#late)
    // One that the app has ended holds its socket no more.
    if (this.#outgoing?.socket) this.#outgoing.detachSocket(this.incoming.socket)
    for (const [event, listener] of Object.entries(this.#listeners ?? {})) socket.off(event, listener)
    if (socket.isPaused()) process.nextTick(() => socket.resume())
    const [head, ...more] = this.#early
    const all = head && more.length === 0 ? head : Buffer.concat(this.#early)
    // The app may keep its context, and this with it.
    this.#isReleased = true
    this.#early = []
    this.#left = this.#listeners = undefined
    return { socket, head: all }
  }

  #makeOutgoing(): ServerResponse {
    const outgoing = new ServerResponse(this.incoming)
    if (this.#isReleased) return outgoing
    this.watch()
    outgoing.shouldKeepAlive = false
    outgoing.assignSocket(this.incoming.socket)
    return outgoing.once('finish', () => this.#answered())
  }

  #read(chunk: Buffer): void {
    this.#early.push(chunk)
    this.#size += chunk.length
    if (this.#size > maxEarly) this.#socket.pause()
  }

  #closed(): void {
    clearTimeout(this.#late)
    this.#left?.()
  }

  #answered(): void {
    if (this.#isReleased) return
    this.#outgoing?.detachSocket(this.incoming.socket)
    this.incoming.socket.destroySoon()
  }
}

const listen = (handshake: PendingHandshake): void => handshake.listen()
