import { createHash } from 'node:crypto'
import { opcode } from '../../src/testing/frames.ts'

/** What a case brings about, as words: two of them are compared as they are printed. */
export interface Outcome {
  /** What the peer sees, in order: messages, pongs, and how it ends. */
  readonly peer: readonly string[]
  /** What the handlers see, in order. */
  readonly handlers: readonly string[]
}

export const show = ({ peer, handlers }: Outcome): string => `${peer.join(', ')} · ${handlers.join(', ')}`

const names: Readonly<Record<number, string>> = {
  [opcode.text]: 'text',
  [opcode.binary]: 'binary',
  [opcode.pong]: 'pong',
  [opcode.ping]: 'ping',
}

/** A message or a pong: short payloads in full, long ones by size and checksum. */
export function seen(kind: number, payload: Uint8Array): string {
  const what =
    payload.length > 16
      ? `${payload.length} bytes #${createHash('sha256').update(payload).digest('hex').slice(0, 8)}`
      : Buffer.from(payload).toString('hex')
  return `${names[kind] ?? `opcode ${kind}`} ${what}`.trimEnd()
}

/** The server's close frame. */
export const closeSeen = (code: number): string => `close ${code}`

/** The stream's end. What comes with no close frame before it is an end without a word. */
export const end = 'end'

/** The connection still answers, and ends as the peer wishes. */
export const alive = 'alive'

export const messages = (count: number): readonly string[] => (count === 0 ? [] : [`${count} × message`])

export const closed = (code: number, reason = ''): string => `close ${code}${reason && ` ${JSON.stringify(reason)}`}`

/** Stands in a declared cell for bytes that differ each time, in hexadecimal. */
export const anyFourBytes = '????????'
