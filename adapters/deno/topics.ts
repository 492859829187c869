import type { Frame, NativeTopics } from '../../src/adapter.ts'
import { sizeOf } from '../../src/data.ts'
import { later, lengthOf } from './looks.ts'
import type { DenoTransport, Message } from './transport.ts'

// Once so many bytes were sent it is looked as soon as Deno has handed them over: so often that it costs next to nothing.
const much = 2 ** 22

/** Topics of bare sockets: to send to all of them costs what Deno takes for it. */
export class DenoTopics implements NativeTopics {
  readonly #sockets = new Map<string, Set<WebSocket>>()
  #look: (() => void) | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #sent = 0

  join({ raw }: DenoTransport, topic: string): boolean {
    const sockets = this.#sockets.get(topic)
    if (sockets) sockets.add(raw)
    else this.#sockets.set(topic, new Set([raw]))
    return true
  }

  leave({ raw }: DenoTransport, topic: string): void {
    const sockets = this.#sockets.get(topic)
    if (sockets?.delete(raw) && sockets.size === 0) this.#sockets.delete(topic)
  }

  sizeOf(frame: Frame): number {
    const message = frame as Message
    return typeof message === 'string' ? sizeOf(message) : message.byteLength
  }

  publish(topic: string, frame: Frame, except: DenoTransport | undefined): void {
    const message = frame as Message
    const sockets = this.#sockets.get(topic)
    if (!sockets) return
    for (const socket of sockets) if (socket !== except?.raw) socket.send(message)
    const before = this.#sent
    this.#sent += lengthOf(message) * sockets.size
    if (before <= much && this.#sent > much) this.#lookIn(0)
  }

  settled(look: () => void): void {
    this.#look = look
    this.#sent = 0
    this.#lookIn(later)
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#look?.(), ms)
  }
}
