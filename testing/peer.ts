import { closeFrame, encodeFrame, opcode, readClose, readFrame } from '../src/testing/frames.ts'
import { exchange, type Head, handshake } from '../src/testing/raw.ts'
import type { ConnectOptions, Peer, PeerClose } from '../src/testing/target.ts'
import { type Dialed, type DialOptions, defaultDeadline, dial } from './dial.ts'

/**
 * Makes a handshake by hand; resolves with a peer whether it was answered 101 or refused.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { serve } from 'jackfield/node'
 * import { connect } from 'jackfield/testing/node'
 *
 * const app = new Hono().get('/ws', upgradeWebSocket(() => ({ onOpen: (event, ws) => ws.close(4000, 'bye') })))
 * const server = await serve(app, { port: 0 })
 * const peer = await connect({ origin: server.url }, '/ws')
 * if ((await peer.closed).code !== 4000) throw new Error('another code')
 * await server.close()
 * ```
 */
export async function connect(dialing: DialOptions, path: string, options: ConnectOptions = {}): Promise<WirePeer> {
  const wire = await dial(dialing)
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const headers = {
    'Sec-WebSocket-Key': key,
    ...(options.protocols?.length && { 'Sec-WebSocket-Protocol': options.protocols.join(', ') }),
    ...options.headers,
  }
  const answer = await exchange(wire, handshake(dialing, path, headers))
  if (answer.status === 101) await checkAccept(answer, headers['Sec-WebSocket-Key'])
  return new WirePeer(wire, answer, options)
}

/** A WebSocket client that hides nothing: exact close codes, the head of the 101, the body of a refusal. */
export class WirePeer implements Peer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  readonly protocol: string
  readonly closed: Promise<PeerClose>
  /** The connection underneath, for frames that `send` would not make. */
  readonly wire: Dialed
  readonly #answersPings: boolean
  readonly #messages: (string | ArrayBuffer)[] = []
  #arrived = Promise.withResolvers<void>()
  #over = false
  #closing = false

  constructor(wire: Dialed, answer: Head & { readonly body: string }, options: ConnectOptions) {
    this.wire = wire
    this.status = answer.status
    this.headers = answer.headers
    this.body = answer.body
    this.protocol = answer.headers.get('sec-websocket-protocol') ?? ''
    this.#answersPings = options.answersPings ?? true
    this.closed = answer.status === 101 ? this.#run() : Promise.resolve({ code: 1006, reason: '' })
    // A case may never look: its other expectations tell what went wrong.
    this.closed.catch(() => {})
    if (answer.status !== 101) wire.destroy()
  }

  send(data: string | ArrayBuffer | Uint8Array): void {
    const text = typeof data === 'string'
    const payload = text ? new TextEncoder().encode(data) : new Uint8Array(data)
    this.wire.write(encodeFrame({ opcode: text ? opcode.text : opcode.binary, payload }))
  }

  async next(): Promise<string | ArrayBuffer> {
    const late = Promise.withResolvers<'late'>()
    const timer = setTimeout(() => late.resolve('late'), defaultDeadline)
    try {
      for (;;) {
        const message = this.#messages.shift()
        if (message !== undefined) return message
        if (this.#over) {
          const { code, reason } = await this.closed
          throw new Error(`expected a message, but the connection is over (${code} ${JSON.stringify(reason)})`)
        }
        if ((await Promise.race([this.#arrived.promise, late.promise])) === 'late') {
          throw new Error(`expected a message within ${defaultDeadline} ms`)
        }
      }
    } finally {
      clearTimeout(timer)
    }
  }

  close(code?: number, reason?: string): void {
    if (this.#closing) return
    this.#closing = true
    this.wire.write(closeFrame(code, reason))
  }

  terminate(): void {
    this.wire.reset()
  }

  async #run(): Promise<PeerClose> {
    try {
      const close = await this.#read()
      // RFC 6455, section 7.1.1: it is the server that closes the TCP connection.
      await this.wire.readToEnd()
      return close
    } catch (error) {
      if (this.wire.over === undefined) throw error
      return { code: 1006, reason: '' }
    } finally {
      this.#over = true
      this.#wake()
      this.wire.destroy()
    }
  }

  async #read(): Promise<PeerClose> {
    let parts: Uint8Array[] = []
    let kind = 0
    for (;;) {
      const frame = await readFrame(this.wire, Number.POSITIVE_INFINITY)
      if (frame.opcode === opcode.close) {
        this.#echo(frame.payload)
        return readClose(frame.payload)
      }
      if (frame.opcode === opcode.ping && this.#answersPings) {
        this.wire.write(encodeFrame({ opcode: opcode.pong, payload: frame.payload }))
      }
      if (frame.opcode > opcode.binary) continue
      if (frame.opcode !== opcode.continuation) kind = frame.opcode
      parts.push(frame.payload)
      if (!frame.fin) continue
      const whole = Buffer.concat(parts)
      parts = []
      this.#messages.push(
        kind === opcode.text
          ? whole.toString()
          : (whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.length) as ArrayBuffer),
      )
      this.#wake()
    }
  }

  #echo(payload: Uint8Array): void {
    if (this.#closing) return
    this.#closing = true
    this.wire.write(encodeFrame({ opcode: opcode.close, payload: payload.subarray(0, 2) }))
  }

  #wake(): void {
    this.#arrived.resolve()
    this.#arrived = Promise.withResolvers()
  }
}

async function checkAccept(answer: Head, key: string): Promise<void> {
  const bytes = new TextEncoder().encode(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
  const expected = Buffer.from(await crypto.subtle.digest('SHA-1', bytes)).toString('base64')
  const actual = answer.headers.get('sec-websocket-accept')
  if (actual !== expected) throw new Error(`Sec-WebSocket-Accept: expected ${expected}, got ${actual}`)
}
