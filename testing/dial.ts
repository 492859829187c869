import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { RawConnection } from '../src/testing/target.ts'
import { Inflow } from './inflow.ts'
import { Transcript } from './transcript.ts'

/** How long a read waits, unless it says otherwise: milliseconds. */
export const defaultDeadline = 5_000

export interface DialOptions {
  /** `http://host:port`, or `https://` for TLS. */
  readonly origin: string
  /** The certificate authority to trust instead of the system's, in PEM. */
  readonly ca?: string
  readonly transcript?: Transcript
}

/**
 * Opens a byte stream to a server, for bytes that no client library would send.
 *
 * @throws {Error} if nobody listens there.
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { serve } from 'jackfield/node'
 * import { dial } from 'jackfield/testing/node'
 *
 * const server = await serve(new Hono(), { port: 0 })
 * const raw = await dial({ origin: server.url })
 * raw.write('GET / HTTP/1.1\r\nHost: example.com\r\n\r\n')
 * if ((await raw.readUntil('\r\n')) !== 'HTTP/1.1 404 Not Found\r\n') throw new Error('found')
 * raw.destroy()
 * await server.close()
 * ```
 */
export async function dial(options: DialOptions): Promise<Dialed> {
  const url = new URL(options.origin)
  const secure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port) || (secure ? 443 : 80)
  const tcp = connectTcp({ host, port, allowHalfOpen: true })
  const socket = secure ? connectTls({ socket: tcp, ca: options.ca, host }) : tcp
  const record = (options.transcript ?? new Transcript()).connection(`to ${options.origin}`)
  const dialed = new Dialed(socket, tcp, record)
  await once(socket, secure ? 'secureConnect' : 'connect', { signal: AbortSignal.timeout(defaultDeadline) })
  return dialed
}

/** A connection over `node:net` or `node:tls` that reads by deadline and remembers its bytes. */
export class Dialed implements RawConnection {
  readonly #socket: Socket
  readonly #tcp: Socket
  readonly #record: ReturnType<Transcript['connection']>
  readonly #inflow = new Inflow()
  #over: 'fin' | 'reset' | undefined
  #changed = Promise.withResolvers<void>()

  /** @param tcp - what a TLS socket stands on, or the same socket. */
  constructor(socket: Socket, tcp: Socket, record: ReturnType<Transcript['connection']>) {
    this.#socket = socket
    this.#tcp = tcp
    this.#record = record
    socket.setNoDelay(true)
    socket.on('data', (bytes: Buffer) => {
      record('<', bytes)
      this.#inflow.push(bytes)
      this.#wake()
    })
    socket.on('end', () => this.#ended('fin'))
    socket.on('error', () => this.#ended('reset'))
    socket.on('close', () => this.#ended('reset'))
  }

  /** How the server ended the stream, if it has. */
  get over(): 'fin' | 'reset' | undefined {
    return this.#over
  }

  write(bytes: string | Uint8Array): void {
    const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes)
    this.#record('>', buffer)
    if (this.#socket.writable) this.#socket.write(buffer)
  }

  end(): void {
    this.#record('>', 'FIN')
    this.#socket.end()
  }

  reset(): void {
    this.#record('>', 'RST')
    this.#tcp.resetAndDestroy()
  }

  /** Ends both directions, whatever the server does. */
  destroy(): void {
    this.#socket.destroy()
  }

  /** Stops reading: the server's writes pile up. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  readUntil(until: string, deadline?: number): Promise<string> {
    const look = () => {
      const at = this.#inflow.indexOf(until)
      return at < 0 ? undefined : this.#inflow.take(at + until.length).toString('latin1')
    }
    return this.#await(look, `bytes up to ${JSON.stringify(until)}`, deadline)
  }

  read(bytes: number, deadline?: number): Promise<Uint8Array> {
    const look = () => (this.#inflow.length < bytes ? undefined : this.#inflow.take(bytes))
    return this.#await(look, `${bytes} bytes`, deadline)
  }

  readToEnd(deadline?: number): Promise<Uint8Array> {
    const look = () => (this.#over ? this.#inflow.take(this.#inflow.length) : undefined)
    return this.#await(look, 'the end of the stream', deadline)
  }

  async #await<T>(look: () => T | undefined, what: string, deadline = defaultDeadline): Promise<T> {
    const late = Promise.withResolvers<'late'>()
    const timer = deadline === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => late.resolve('late'), deadline)
    try {
      for (;;) {
        const value = look()
        if (value !== undefined) return value
        const held = `${this.#inflow.length} bytes there: ${JSON.stringify(this.#inflow.preview())}`
        if (this.#over) throw new Error(`expected ${what}, but the stream ended (${this.#over}), ${held}`)
        if ((await Promise.race([this.#changed.promise, late.promise])) === 'late') {
          throw new Error(`expected ${what} within ${deadline} ms, ${held}`)
        }
      }
    } finally {
      clearTimeout(timer)
    }
  }

  #ended(how: 'fin' | 'reset'): void {
    if (this.#over) return
    this.#over = how
    this.#record('<', how.toUpperCase())
    this.#wake()
  }

  #wake(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}
