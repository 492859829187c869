const maxLines = 200
const maxBytes = 160

interface Line {
  readonly connection: number
  readonly direction: '>' | '<' | '-'
  readonly what: Uint8Array | string
}

/** The bytes that went over a case's connections, for the message of a failure. */
export class Transcript {
  #lines: Line[] = []
  #connections = 0

  /** A writer for one more connection: what was sent, received, or happened otherwise. */
  connection(title: string): (direction: Line['direction'], what: Line['what']) => void {
    const connection = ++this.#connections
    const write = (direction: Line['direction'], what: Line['what']) => {
      this.#lines.push({ connection, direction, what })
      if (this.#lines.length > 2 * maxLines) this.#lines = this.#lines.slice(-maxLines)
    }
    write('-', title)
    return write
  }

  toString(): string {
    return this.#lines
      .slice(-maxLines)
      .map(({ connection, direction, what }) => {
        return `#${connection} ${direction} ${typeof what === 'string' ? what : printable(what)}`
      })
      .join('\n')
  }
}

function printable(bytes: Uint8Array): string {
  const part = isHead(bytes) ? bytes : bytes.subarray(0, maxBytes)
  const text = Array.from(part, (byte) => {
    if (byte === 0x0d) return '\\r'
    if (byte === 0x0a) return '\\n'
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
  })
  return text.join('') + (part.length === bytes.length ? '' : ` ... (${bytes.length} bytes)`)
}

function isHead(bytes: Uint8Array): boolean {
  return bytes.length < 4_096 && /^(HTTP\/|[A-Z]+ \/)/.test(Buffer.from(bytes.subarray(0, 12)).toString('latin1'))
}
