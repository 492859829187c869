import { opcode } from '../../../src/testing/frames.ts'
import { alive, closed, closeSeen, end, messages, type Outcome, seen } from '../outcome.ts'

/** The codes with which a server fails a connection, by what in RFC 6455 the peer breaks. */
const codes = {
  'over maxPayload': 1009,
  'too big for any': 1009,
  'ping over 125 bytes': 1002,
  'pong over 125 bytes': 1002,
  'close over 125 bytes': 1002,
  'control frame without FIN': 1002,
  fragmentation: 1002,
  'fragments amid a message': 1002,
  'UTF-8': 1007,
  'UTF-8 unfinished after fragments': 1007,
  'close code': 1002,
  'close code 1005': 1002,
  'close payload of one byte': 1002,
  'UTF-8 of a close reason': 1007,
  'reserved bits': 1002,
  'RSV1 alone on a ping or pong': 1002,
  opcode: 1002,
  unmasked: 1002,
} as const

export type Breach = keyof typeof codes

/** Frames that a peer sends after a good handshake to an echo, and what must come of them. */
export interface FrameCase {
  readonly group: string
  readonly name: string
  readonly bytes: Uint8Array
  readonly breach?: Breach
  /** Whether the peer closes by them; if not, a text follows whose echo tells that all was handled. */
  readonly closes: boolean
  readonly expected: Outcome
  /** What comes of them where the breach is overlooked. */
  readonly overlooked?: Outcome
}

/** A message or a pong that is expected: its opcode and payload. */
export type Seen = readonly [kind: number, payload: Uint8Array]

/** A close frame of the peer's; 1005 stands for one without a code. */
export type Closing = readonly [code: number, reason?: string]

const outcome = (sees: readonly Seen[], last: readonly string[], close: string): Outcome => {
  const pongs = sees.filter(([kind]) => kind === opcode.pong)
  const echoes = sees.filter(([kind]) => kind !== opcode.pong)
  return {
    peer: [...[...echoes, ...pongs.slice(-1)].map((one) => seen(...one)), ...last],
    handlers: [...messages(echoes.length), close],
  }
}

const livesOn = (sees: readonly Seen[]) => outcome(sees, [alive], closed(1000))
const closesWith = (sees: readonly Seen[], [code, reason]: Closing) =>
  outcome(sees, [closeSeen(code), end], closed(code, reason))

/** The makers of one group's cases. */
export function groupOf(group: string) {
  return {
    /** Every message is echoed, every ping answered, and the connection goes on. */
    lives: (name: string, frames: readonly Uint8Array[], sees: readonly Seen[] = []): FrameCase => ({
      group,
      name,
      bytes: Buffer.concat(frames),
      closes: false,
      expected: livesOn(sees),
    }),

    /**
     * The connection fails with a close frame. What the peer says after that counts for nothing, so the handlers see
     * 1006: https://www.rfc-editor.org/rfc/rfc6455#section-7.1.7
     */
    fails: (name: string, breach: Breach, frames: readonly Uint8Array[], more: Failing = {}): FrameCase => {
      const { before = [], overlooked, closing } = more
      return {
        group,
        name,
        breach,
        bytes: Buffer.concat(frames),
        closes: closing !== undefined,
        expected: outcome(before, [closeSeen(codes[breach]), end], closed(1006)),
        ...(overlooked && { overlooked: livesOn([...before, ...overlooked]) }),
        ...(closing && { overlooked: closesWith(before, closing) }),
      }
    },

    /** The peer closes, and is answered alike. */
    closes: (
      name: string,
      frames: readonly Uint8Array[],
      closing: Closing,
      before: readonly Seen[] = [],
    ): FrameCase => ({
      group,
      name,
      bytes: Buffer.concat(frames),
      closes: true,
      expected: closesWith(before, closing),
    }),
  }
}

interface Failing {
  /** What is echoed before the breach. */
  readonly before?: readonly Seen[]
  /** What would be echoed if the breach were overlooked. */
  readonly overlooked?: readonly Seen[]
  /** The frames close the connection, were it not for the breach. */
  readonly closing?: Closing
}
