import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { limits } from './frames.ts'

const server = new WebSocketServer({ noServer: true, clientTracking: false, maxBufferedChunks: 2 ** 20, ...limits })

/** The server's end of a connection, in memory. The reader gives back what only a real socket has read. */
export class Wire extends Socket {
  readonly answered: Buffer[] = []

  constructor() {
    super({ allowHalfOpen: true, readable: true, writable: true })
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.answered.push(Buffer.from(chunk))
    done()
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    for (const { chunk } of chunks) this.answered.push(Buffer.from(chunk))
    done()
  }

  /** Makes a WebSocket of it, as an HTTP server does at an upgrade. */
  upgrade(head: Buffer): WebSocket {
    const request = new IncomingMessage(new Socket())
    request.method = 'GET'
    request.headers = {
      upgrade: 'websocket',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '13',
    }
    let opened: WebSocket | undefined
    server.handleUpgrade(request, this, head, (raw) => {
      opened = raw
    })
    if (!opened) throw new Error('no upgrade')
    opened.binaryType = 'arraybuffer'
    return opened
  }
}
