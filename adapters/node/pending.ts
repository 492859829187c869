import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

const maxEarly = 64 * 1024

/**
 * A handshake between its arrival and the app's decision. Node has let go of the socket by then: without a listener
 * an error on it ends the process, and unless it is read a peer's leaving goes unseen.
 */
export class PendingHandshake {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly #socket: Duplex
  readonly #early: Buffer[]
  #size = 0

  /** @param patience How long, in ms, nothing may move on the socket: a peer may not read its refusal. */
  constructor(incoming: IncomingMessage, socket: Duplex, head: Buffer, patience: number) {
    this.incoming = incoming
    this.#socket = socket
    this.#early = [head]
    this.outgoing = new ServerResponse(incoming)
    this.outgoing.shouldKeepAlive = false
    this.outgoing.assignSocket(incoming.socket)
    this.outgoing.once('finish', this.#answered)
    socket.on('error', this.#gone)
    socket.on('end', this.#gone)
    socket.on('data', this.#read)
    socket.on('drain', this.#drained)
    incoming.socket.setTimeout(patience, this.#gone)
  }

  /** Hands over the socket and all that was read from it meanwhile. */
  release(): { socket: Duplex; head: Buffer } {
    const socket = this.#socket
    this.outgoing.off('finish', this.#answered)
    this.outgoing.detachSocket(this.incoming.socket)
    socket.off('error', this.#gone)
    socket.off('end', this.#gone)
    socket.off('data', this.#read)
    socket.off('drain', this.#drained)
    this.incoming.socket.setTimeout(0, this.#gone)
    if (socket.isPaused()) process.nextTick(() => socket.resume())
    return { socket, head: Buffer.concat(this.#early) }
  }

  readonly #gone = (): void => void this.#socket.destroy()

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
