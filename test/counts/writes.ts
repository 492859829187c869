import type { Server } from 'node:http'
import type { Socket } from 'node:net'

type Method = (request: object, data: unknown, ...more: unknown[]) => number

/** What libuv is asked through: https://github.com/nodejs/node/blob/main/lib/internal/stream_base_commons.js */
interface Native {
  readonly _handle: Record<string, Method>
}

/** What the connections of a server read and write, each call of their handles being one system call. */
export class Writes {
  /** The buffers of each write. */
  written: unknown[][] = []
  chunks = 0

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => this.#watch(socket))
  }

  reset(): void {
    this.written = []
    this.chunks = 0
  }

  #watch(socket: Socket): void {
    const { _handle: handle } = socket as unknown as Native
    for (const name in handle) {
      const method = handle[name]
      if (!name.startsWith('write') || typeof method !== 'function') continue
      handle[name] = (request, data, ...more) => {
        this.written.push(name === 'writev' ? (data as unknown[]) : [data])
        return method.call(handle, request, data, ...more)
      }
    }
    const push = socket.push.bind(socket)
    socket.push = (chunk, encoding) => {
      this.chunks++
      return push(chunk, encoding)
    }
  }
}
