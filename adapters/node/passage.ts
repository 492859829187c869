import { Socket } from 'node:net'
import { type Duplex, Writable } from 'node:stream'
import type { WebSocket } from 'ws'

/** What `ws` has on a socket: its 'data' listener, and what that writes to. */
export interface Behind {
  readonly socket: Duplex
  readonly listener: (this: Duplex, chunk: Buffer) => void
  readonly receiver: Writable
}

const passageOf = Symbol('passage')
type Passed = Duplex & { [passageOf]: Passage }

// One function for all sockets: a connection costs no closure.
function onData(this: Duplex, chunk: Buffer): void {
  ;(this as Passed)[passageOf].read(chunk)
}

// `ws` now reads what a paused socket has left: what is kept comes before that.
function onClose(this: Duplex): void {
  if (this.readableLength > 0) (this as Passed)[passageOf].release()
}

/** Finds it; `undefined` where it is not as it is known, or where frames may be compressed. */
export function behind(raw: WebSocket, socket: Duplex): Behind | undefined {
  const [listener, ...others] = socket.listeners('data') as Behind['listener'][]
  const { _receiver: receiver } = raw as WebSocket & { readonly _receiver?: unknown }
  if (!listener || others.length > 0 || !(receiver instanceof Writable) || raw.extensions !== '') return undefined
  return { socket, listener, receiver }
}

/** Stands between a socket and `ws`. */
export abstract class Passage {
  readonly #socket: Duplex
  readonly #listener: Behind['listener']
  readonly #receiver: Writable

  constructor({ socket, listener, receiver }: Behind) {
    this.#socket = socket
    this.#listener = listener
    this.#receiver = receiver
  }

  /** Takes the place of the listener that `ws` has. */
  enter(): void {
    ;(this.#socket as Passed)[passageOf] = this
    this.#socket.on('data', onData).off('data', this.#listener).prependListener('close', onClose)
  }

  abstract read(chunk: Buffer): void

  /** Passes on what is kept. */
  abstract release(): void

  /** Passes a part of a chunk to `ws`. Answers whether it reads on, which it does not behind a close frame or an error. */
  protected pass(chunk: Buffer, from: number, to: number): boolean {
    this.#listener.call(this.#socket, from === 0 && to === chunk.length ? chunk : chunk.subarray(from, to))
    if (!this.#receiver.errored && !this.#receiver.writableEnded) return true
    this.#leave()
    return false
  }

  /**
   * Gives back the memory of a chunk that nobody will look at any more. Node makes it anew for each read of a socket; the
   * next ones find it warm, which makes an echo of 16 KiB a third faster than when it is left to the garbage collector.
   */
  protected free({ buffer, length }: Buffer): void {
    const isAlone = this.#socket instanceof Socket && this.#socket.listenerCount('data') === 1
    if (isAlone && buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0)
  }

  /** Leaves the connection to `ws` for good. */
  protected resign(): void {
    this.#socket.on('data', this.#listener)
    this.#leave()
  }

  #leave(): void {
    this.#socket.off('data', onData).off('close', onClose)
  }
}
