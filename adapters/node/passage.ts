import { Socket } from 'node:net'
import { type Duplex, Writable } from 'node:stream'
import type { WebSocket } from 'ws'

/** What `ws` writes to whatever it reads from the socket. */
export interface Behind {
  readonly socket: Duplex
  readonly receiver: Writable
}

const passageOf = Symbol('jackfield.passage')
type Passed = Writable & { [passageOf]: Passage }

// One function for all receivers: a connection costs no closure.
function write(this: Passed, chunk: Buffer): boolean {
  this[passageOf].read(chunk)
  // `ws` waits for nothing but compression, which is not here: it takes all at once.
  return true
}

/** Finds it; `undefined` where it is not as it is known, or where frames may be compressed. */
export function behind(raw: WebSocket, socket: Duplex): Behind | undefined {
  const { _receiver: receiver } = raw as WebSocket & { readonly _receiver?: unknown }
  if (!(receiver instanceof Writable) || Object.hasOwn(receiver, 'write') || raw.extensions !== '') return undefined
  return { socket, receiver }
}

/** Stands between `ws` and its receiver. */
export abstract class Passage {
  readonly #socket: Duplex
  readonly #receiver: Writable

  constructor({ socket, receiver }: Behind) {
    this.#socket = socket
    this.#receiver = receiver
  }

  /** Takes what comes from here on. */
  enter(): void {
    ;(this.#receiver as Passed)[passageOf] = this
    this.#receiver.write = write as Writable['write']
  }

  abstract read(chunk: Buffer): void

  /** Passes a part of a chunk on. Answers whether `ws` reads on, which it does not behind a close frame or an error. */
  protected pass(chunk: Buffer, from: number, to: number): boolean {
    const part = from === 0 && to === chunk.length ? chunk : chunk.subarray(from, to)
    Reflect.apply(Writable.prototype.write, this.#receiver, [part])
    if (!this.#receiver.errored && !this.#receiver.writableEnded) return true
    this.resign()
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
    this.#receiver.write = Writable.prototype.write
  }
}
