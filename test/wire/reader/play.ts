import { setImmediate as nextTurn } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { type MessageSink, readDirectly } from '../../../adapters/node/reader.ts'
import { limits } from './frames.ts'
import type { Act, Stream } from './streams.ts'
import { Wire } from './wire.ts'

const bytesOf = (data: string | ArrayBuffer) => (typeof data === 'string' ? Buffer.from(data) : Buffer.from(data))

const brief = (bytes: Buffer) =>
  bytes.length < 64 ? bytes.toString('hex') : `${bytes.length} bytes, ${crc32(bytes).toString(16)}`

/** A server that echoes, and takes note of all that it is told. */
class Echo implements MessageSink {
  readonly wire = new Wire()
  readonly events: string[] = []
  readonly closed: Promise<void>
  messages = 0
  /** How many of them the reader took. */
  taken = 0
  readonly #raw
  readonly #act: Act | undefined
  readonly #actsAt: number
  #gathered: (string | ArrayBuffer)[] = []

  constructor(head: Buffer, { act, actsAt }: Stream) {
    this.#act = act
    this.#actsAt = actsAt
    const raw = this.wire.upgrade(head)
    this.#raw = raw
    raw.on('message', (data, isBinary) => {
      this.#note(isBinary ? (data as ArrayBuffer) : String(data))
      raw.send(data, { binary: isBinary })
      this.#acts()
    })
    raw.on('ping', (data) => void this.events.push(`ping ${brief(data)}`))
    raw.on('pong', (data) => void this.events.push(`pong ${brief(data)}`))
    raw.on('error', (error: NodeJS.ErrnoException) => void this.events.push(`error ${error.code} ${error.message}`))
    this.closed = new Promise((resolve) => {
      raw.on('close', (code, reason) => {
        this.events.push(`close ${code} ${reason}`)
        resolve()
      })
    })
  }

  readDirectly(): void {
    if (!readDirectly(this.#raw, this.wire, limits.maxPayload, this)) throw new Error('ws is not as it is known')
  }

  onMessage(data: string | ArrayBuffer, size: number): void {
    this.taken++
    this.#note(data)
    if (size !== bytesOf(data).length) this.events.push(`not ${size} bytes`)
    this.#gathered.push(data)
    this.#acts()
  }

  flush(): void {
    for (const data of this.#gathered.splice(0)) this.#raw.send(data)
  }

  /** All has been sent. */
  end(): void {
    if (this.#act === 'pause and terminate') this.#raw.terminate()
    else this.#raw.resume()
  }

  #note(data: string | ArrayBuffer): void {
    this.events.push(`${typeof data === 'string' ? 'text' : 'binary'} ${brief(bytesOf(data))}`)
  }

  #acts(): void {
    if (this.messages++ !== this.#actsAt || !this.#act) return
    this.flush()
    if (this.#act === 'close') this.#raw.close(4000, 'enough')
    else if (this.#act === 'terminate') this.#raw.terminate()
    else this.#raw.pause()
  }
}

/** What became of a stream. */
export interface Played {
  /** What the server was told, in order. */
  readonly events: readonly string[]
  /** All that it answered. */
  readonly answered: string
  readonly messages: number
  readonly taken: number
}

/** Plays a stream to a server, with the reader in front of `ws` or without it. */
export async function play(stream: Stream, direct: boolean): Promise<Played> {
  // Each in memory of its own, as a socket reads them: `ws` unmasks in place, and the reader gives memory back.
  const [first = Buffer.alloc(0), ...rest] = stream.chunks.map((chunk) => Buffer.from(Uint8Array.from(chunk).buffer))
  const echo = new Echo(first.subarray(0, stream.head), stream)
  const { wire, events } = echo
  if (direct) echo.readDirectly()
  await nextTurn()
  for (const chunk of [first.subarray(stream.head), ...rest]) {
    if (chunk.length > 0 && !wire.destroyed) wire.push(chunk)
    if (!stream.turns) continue
    await nextTurn()
    events.push('a turn')
  }
  await nextTurn()
  echo.end()
  await nextTurn()
  wire.push(null)
  await echo.closed
  return { events, answered: brief(Buffer.concat(wire.answered)), messages: echo.messages, taken: echo.taken }
}
