import type { Socket, SocketHandler } from 'bun'

const key = 'dGhlIHNhbXBsZSBub25jZQ=='
/** RFC 6455, 1.3: what belongs to that key. */
const accept = /\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/i

/** How long a handshake may take: milliseconds. */
const patience = 20_000

const request = (port: number, path: string, protocol: string | undefined): string =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `Origin: http://127.0.0.1:${port}`,
    'User-Agent: jackfield-bench',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    '\r\n',
  ].join('\r\n')

/** A connection that has shaken hands: bytes go out as they are, and come in as they came. */
export class Link {
  /** Told of all bytes after the handshake. */
  receive: (chunk: Uint8Array) => void
  /** Told when the server has ended the connection, unless we did. */
  ended: (why: string) => void
  /** Why the server has ended the connection after the handshake, if it has. */
  cut: string | undefined
  #socket: Socket<Link> | undefined
  #unsent: Uint8Array[] = []
  #early: Uint8Array[] = []
  #head = ''

  private constructor(settle: (error?: Error) => void) {
    this.receive = (chunk) => this.#shake(chunk, settle)
    this.ended = (why) => settle(new Error(`${why} in the handshake`))
  }

  /** Connects and shakes hands, offering a subprotocol if there is one. */
  static async open(port: number, path: string, protocol?: string): Promise<Link> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const link = new Link((error) => (error ? reject(error) : resolve()))
    const late = setTimeout(() => reject(new Error(`no handshake within ${patience} ms`)), patience)
    try {
      link.#socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: handlers, data: link })
      link.write(Buffer.from(request(port, path, protocol)))
      await promise
      return link
    } catch (error) {
      link.end()
      throw error
    } finally {
      clearTimeout(late)
    }
  }

  /** Takes all bytes after the handshake, those that have come already first. */
  read(receive: (chunk: Uint8Array) => void): void {
    const early = this.#early
    this.#early = []
    this.receive = receive
    for (const chunk of early) receive(chunk)
  }

  /** Keeps what comes until it is read. */
  hold(): void {
    this.receive = (chunk) => this.#early.push(chunk)
  }

  write(bytes: Uint8Array): void {
    if (this.#unsent.length > 0) this.#unsent.push(bytes)
    else this.#put(bytes)
  }

  /** What did not fit into the system's buffer goes out when there is room. */
  drain(): void {
    const unsent = this.#unsent
    this.#unsent = []
    for (const bytes of unsent) this.write(bytes)
  }

  /** Stops to read: the server sees a peer that is slow. */
  pause(): void {
    this.#socket?.pause()
  }

  resume(): void {
    this.#socket?.resume()
  }

  end(): void {
    this.ended = ignore
    this.receive = ignore
    this.#socket?.end()
  }

  #put(bytes: Uint8Array): void {
    const written = Math.max(0, this.#socket?.write(bytes) ?? 0)
    if (written < bytes.length) this.#unsent.push(bytes.subarray(written))
  }

  #shake(chunk: Uint8Array, settle: (error?: Error) => void): void {
    this.#head += Buffer.from(chunk).toString('latin1')
    const end = this.#head.indexOf('\r\n\r\n') + 4
    if (end < 4) return
    const head = this.#head.slice(0, end)
    const rest = Buffer.from(this.#head.slice(end), 'latin1')
    this.#head = ''
    if (!head.startsWith('HTTP/1.1 101 ') || !accept.test(head)) {
      settle(new Error(`not upgraded: ${head.split('\r\n')[0]}`))
      return
    }
    this.ended = (why) => {
      this.cut = why
    }
    this.hold()
    if (rest.length > 0) this.#early.push(rest)
    settle()
  }
}

function ignore(): void {}

const handlers: SocketHandler<Link> = {
  data: (socket, chunk) => socket.data.receive(chunk),
  drain: (socket) => socket.data.drain(),
  close: (socket) => socket.data.ended('the server ended the connection'),
  error: (socket, error) => socket.data.ended(String(error)),
}
