/** RFC 6455, 5.2. */
const fin = 0x80
const masked = 0x80
const mask = [0x37, 0xfa, 0x21, 0x3d] as const
export const opcode = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

const lengthBytes = (length: number): readonly number[] => {
  if (length < 126) return [length]
  if (length < 65_536) return [126, length >> 8, length & 0xff]
  return [127, 0, 0, 0, 0, (length >>> 24) & 0xff, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff]
}

/** A whole frame as a client sends it: masked. */
export function clientFrame(kind: number, payload: Uint8Array): Uint8Array {
  const [length = 0, ...more] = lengthBytes(payload.length)
  const header = [fin | kind, masked | length, ...more, ...mask]
  const frame = new Uint8Array(header.length + payload.length)
  frame.set(header)
  for (let index = 0; index < payload.length; index += 1) {
    frame[header.length + index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0)
  }
  return frame
}

/** How many bytes a server sends for a payload of so many. */
export const serverFrameSize = (length: number): number => 1 + lengthBytes(length).length + length

/** The same bytes so many times over. */
export function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(bytes.length * times)
  for (let index = 0; index < times; index += 1) all.set(bytes, index * bytes.length)
  return all
}

/** Takes a server's bytes as they come, and tells each whole frame. Not for what is measured: there bytes are counted. */
export class FrameReader {
  readonly #told: (kind: number, payload: Uint8Array) => void
  #rest = new Uint8Array(0)

  constructor(told: (kind: number, payload: Uint8Array) => void) {
    this.#told = told
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0
    while (bytes.length - at >= 2) {
      const first = view.getUint8(at)
      const short = view.getUint8(at + 1)
      if (!(first & fin) || first & 0x70 || short & masked) throw new Error('not a whole, plain frame of a server')
      const header = short < 126 ? 2 : short === 126 ? 4 : 10
      if (bytes.length - at < header) break
      const length = header === 2 ? short : header === 4 ? view.getUint16(at + 2) : Number(view.getBigUint64(at + 2))
      if (bytes.length - at < header + length) break
      this.#told(first & 0x0f, bytes.subarray(at + header, at + header + length))
      at += header + length
    }
    this.#rest = Uint8Array.from(bytes.subarray(at))
  }
}
