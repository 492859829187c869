import type { Connection, RoomLink, SendResult, Transport, Upgrade } from '../../src/adapter.ts'
import { closeQuietly, sendQuietly } from './runtime.ts'
import { bytesOf, Unread } from './unread.ts'
import type { Message } from './wire.ts'

/** What a Worker's sockets take. */
type Sent = Message | ArrayBuffer

/** A message that comes from the room: it does not wait for the room. */
export class Relayed {
  readonly message: Message

  constructor(message: Message) {
    this.message = message
  }
}

/** What a transport needs of its connection's link. */
interface Room extends RoomLink {
  readonly asked: number
  readonly made: number
}

/**
 * A Worker's socket as the core sees it. Workers have no ping, and cannot pause. What the app sends after a change of
 * its topics is held until the room has made that change: so a peer that was told "you are in" is in.
 */
export class WorkersTransport implements Transport {
  readonly raw: WebSocket
  readonly protocol: string
  readonly room: Room
  readonly #terminated: () => void
  readonly #unread: Unread
  readonly #held: { readonly after: number; readonly size: number; go(): void }[] = []
  #heldBytes = 0

  constructor(
    raw: WebSocket,
    protocol: string,
    { maxBufferedBytes }: Upgrade['policy'],
    room: Room,
    terminated: () => void,
  ) {
    this.raw = raw
    this.#unread = new Unread(raw, maxBufferedBytes)
    this.protocol = protocol
    this.room = room
    this.#terminated = terminated
  }

  get bufferedAmount(): number {
    return this.#heldBytes + (this.#unread.told ?? 0)
  }

  get guessedAmount(): number {
    return this.#heldBytes + this.#unread.guessed
  }

  send(frame: unknown): SendResult {
    if (frame instanceof Relayed) return this.#write(frame.message)
    const message = frame as Sent
    if (this.#isFree) return this.#write(message)
    // Like a frame that is written, one that is held does not change with the app's buffer.
    const own = typeof message === 'string' ? message : message.slice()
    this.#hold(bytesOf(own), () => this.#write(own))
    return 'queued'
  }

  // Any look at the socket will do: workerd says "Cannot perform I/O on behalf of a different request".
  assertOwn(): void {
    void this.raw.readyState
  }

  close(code?: number, reason?: string): void {
    if (this.#held.length === 0) this.raw.close(code, reason)
    else this.#hold(0, () => closeQuietly(this.raw, code, reason))
  }

  // A Worker cannot cut a WebSocket: the nearest is a close frame that nobody waits for an answer to.
  terminate(): void {
    closeQuietly(this.raw)
    this.#terminated()
  }

  /** Lets go what waited for the first so many changes. */
  release(changes: number): void {
    for (let [first] = this.#held; first && first.after <= changes; [first] = this.#held) {
      this.#held.shift()
      this.#heldBytes -= first.size
      first.go()
    }
  }

  /** Throws away what was held: its changes are never made. */
  discard(): void {
    this.#held.length = 0
    this.#heldBytes = 0
  }

  get #isFree(): boolean {
    return this.#held.length === 0 && this.room.made === this.room.asked
  }

  #hold(size: number, go: () => void): void {
    this.#held.push({ after: this.room.asked, size, go })
    this.#heldBytes += size
  }

  #write(message: Sent): SendResult {
    if (!sendQuietly(this.raw, message)) return 'dropped'
    return this.#unread.add(message) || this.#heldBytes > 0 ? 'queued' : 'sent'
  }
}

// workerd passes on whatever a close frame says; elsewhere one that must not be has failed the connection (RFC 6455, 7.4).
const isLegal = (code: number, reason: string): boolean =>
  ((code >= 3000 && code <= 4999) || (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1006)) &&
  bytesOf(reason) <= 123

/** Tells the core what happens on the socket; `keepAlive` holds the Worker while handlers run. */
export const listen = (
  raw: WebSocket,
  connection: Connection,
  keepAlive: (work: void | Promise<void>) => void,
  closed: Connection['closed'],
): void => {
  raw.addEventListener('message', ({ data }) => keepAlive(connection.received(data as string | ArrayBuffer)))
  // An error is all that workerd 1.20261023 tells when it fails a connection itself: no close event follows.
  raw.addEventListener('error', (event) => {
    connection.failed((event as ErrorEvent).error)
    closed(1006, '', false)
  })
  raw.addEventListener('close', ({ code, reason, wasClean }) => {
    // Before the compatibility date 2026-04-07 nobody else answers the peer's close frame.
    if (!isLegal(code, reason)) {
      closeQuietly(raw, 1002)
      return closed(1006, '', false)
    }
    if (code === 1005) closeQuietly(raw)
    else closeQuietly(raw, code, reason)
    closed(code, reason, wasClean)
  })
}
