import type { Frame, NativeTopics } from '../../src/adapter.ts'
import { sizeOf } from '../../src/data.ts'
import { lookSoon } from './looks.ts'
import type { DenoTransport, Message } from './transport.ts'

/** Topics of bare sockets: to send to all of them costs what Deno takes for it. */
export class DenoTopics implements NativeTopics {
  readonly #sockets = new Map<string, Set<WebSocket>>()

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
    for (const socket of this.#sockets.get(topic) ?? []) if (socket !== except?.raw) socket.send(frame as Message)
  }

  settled(look: () => void): void {
    lookSoon({ look })
  }
}
