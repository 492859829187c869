import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

const maxEarly = 64 * 1024

/**
 * A handshake between its arrival and the app's decision. Node reads the socket no more by then, so this does: or a
 * peer's leaving would go unseen.
 */
export class PendingHandshake {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly #socket: Duplex
  readonly #early: Buffer[]
  readonly #late: NodeJS.Timeout
  #size = 0

  /** @param patience How long, in ms, all of this may take: a peer may never read its refusal. */
  constructor(incoming: IncomingMessage, socket: Duplex, head: Buffer, patience: number) {
    this.incoming = incoming
    this.#socket = socket
    this.#early = [head]
    this.outgoing = new ServerResponse(incoming)
    this.outgoing.shouldKeepAlive = false
    this.outgoing.assignSocket(incoming.socket)
    this.outgoing.once('finish', this.#answered)
    socket.on('end', this.#gone)
    socket.on('data', this.#read)
    socket.on('drain', this.#drained)
    this.#late = setTimeout(this.#gone, patience)
    socket.once('close', this.#closed)
  }

  /** Hands over the socket and all that was read from it meanwhile. */
  release(): { socket: Duplex; head: Buffer } {
    const socket = this.#socket
    this.outgoing.off('finish', this.#answered)
    this.outgoing.detachSocket(this.incoming.socket)
    socket.off('end', this.#gone)
    socket.off('data', this.#read)
    socket.off('drain', this.#drained)
    socket.off('close', this.#closed)
    clearTimeout(this.#late)
    if (socket.isPaused()) process.nextTick(() => socket.resume())
    return { socket, head: Buffer.concat(this.#early) }
  }

  readonly #gone = (): void => void this.#socket.destroy()

  readonly #closed = (): void => clearTimeout(this.#late)

  readonly #read = (chunk: Buffer): void => {
    this.#early.push(chunk)
    this.#size += chunk.length
    if (this.#size > maxEarly) this.#socket.pause()
  }

  readonly #drained = (): void => void this.outgoing.emit('drain')

  readonly #answered = (): void => {
    this.outgoing.detachSocket(this.incoming.socket)
    this.incoming.socket.destroySoon()
  }
}
