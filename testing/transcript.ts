const shown = 160

/** The bytes that went over a case's connections, for the message of a failure. */
export class Transcript {
  readonly #lines: string[] = []
  #connections = 0

  /** A writer for one more connection. */
  connection(title: string): (direction: '>' | '<' | '-', what: Uint8Array | string) => void {
    const number = ++this.#connections
    this.#lines.push(`#${number} ${title}`)
    return (direction, what) => {
      const text = typeof what === 'string' ? what : printable(what)
      this.#lines.push(`#${number} ${direction} ${text}`)
    }
  }

  toString(): string {
    return this.#lines.slice(-200).join('\n')
  }
}

function printable(bytes: Uint8Array): string {
  const rest = bytes.length > shown && !isHead(bytes) ? ` ... (${bytes.length} bytes)` : ''
  const part = isHead(bytes) ? bytes : bytes.subarray(0, shown)
  const text = Array.from(part, (byte) => {
    if (byte === 0x0d) return '\\r'
    if (byte === 0x0a) return '\\n'
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
  })
  return text.join('') + rest
}

function isHead(bytes: Uint8Array): boolean {
  return bytes.length < 4_096 && /^(HTTP\/|[A-Z]+ \/)/.test(Buffer.from(bytes.subarray(0, 12)).toString('latin1'))
}
