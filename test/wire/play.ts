import { openRaw } from '../../src/testing/cases/probes.ts'
import { freshId, readLog, untilLog } from '../../src/testing/expect.ts'
import { closeFrame, opcode, readClose, readFrame, type WireFrame } from '../../src/testing/frames.ts'
import type { Dialed } from '../../testing/dial.ts'
import type { WireTarget } from '../../testing/wire.ts'
import { frame, utf8 } from './frame.ts'
import type { FrameCase } from './frames/case.ts'
import { alive, closed, closeSeen, end, messages, type Outcome, seen } from './outcome.ts'

/** Sent after a case that leaves the connection open: its echo proves that what did not come has not happened. */
const marker = utf8('all seen?')

/** The bytes of a case, and the marker behind those that do not close. */
export const bytesOf = ({ bytes, closes }: Played): Uint8Array =>
  closes ? bytes : Buffer.concat([bytes, frame({ opcode: opcode.text, payload: marker })])

export type Played = Pick<FrameCase, 'bytes' | 'closes'>

/** Plays a case against the echo of a server, and tells what came of it. */
export async function play(target: WireTarget, one: Played): Promise<Outcome> {
  const id = freshId()
  const raw = (await openRaw(target, echo(id))) as Dialed
  raw.write(bytesOf(one))
  return watch(target, raw, id, one)
}

export const echo = (id: string): string => `/lifecycle/record?id=${id}`

/** What comes of a case whose bytes are sent. */
export async function watch(target: WireTarget, raw: Dialed, id: string, { closes }: Played): Promise<Outcome> {
  const peer = await readAll(raw, closes)
  raw.end()
  return { peer, handlers: await handled(target, id, peer.includes(alive) ? 1 : 0) }
}

/**
 * What the peer sees up to the end of the stream: messages in order, then the last pong, for a server may answer only
 * the latest of several pings: https://www.rfc-editor.org/rfc/rfc6455#section-5.5.3
 */
async function readAll(raw: Dialed, hasClosed: boolean): Promise<string[]> {
  const echoes: string[] = []
  let pong: string[] = []
  let begun: WireFrame[] = []
  for (;;) {
    const next = await readOrEnd(raw)
    if (next === undefined) return [...echoes, ...pong, end]
    const { opcode: kind, payload, fin, rsv, masked } = next
    if (rsv !== 0 || masked) echoes.push(`a frame with rsv ${rsv}, masked ${masked}`)
    if (kind === opcode.close) {
      const { code } = readClose(payload)
      if (!hasClosed) raw.write(closeFrame(code === 1005 ? undefined : code))
      return [...echoes, ...pong, closeSeen(code), ...(await readRest(raw))]
    }
    if (kind > opcode.close) {
      pong = [seen(kind, payload)]
      continue
    }
    begun.push(next)
    if (!fin) continue
    const [message, first] = [Buffer.concat(begun.map((part) => part.payload)), begun[0]!.opcode]
    begun = []
    if (message.equals(marker)) return [...echoes, ...pong, ...(await endsAsWished(raw))]
    echoes.push(seen(first, message))
  }
}

async function readRest(raw: Dialed): Promise<string[]> {
  const rest = await raw.readToEnd()
  return rest.length > 0 ? [`${rest.length} bytes more`, end] : [end]
}

async function endsAsWished(raw: Dialed): Promise<string[]> {
  raw.write(closeFrame(1000))
  const answer = await readOrEnd(raw)
  if (answer?.opcode !== opcode.close) return ['no close frame in answer', end]
  const [{ code }, rest] = [readClose(answer.payload), await readRest(raw)]
  return code === 1000 && rest.length === 1 ? [alive] : [closeSeen(code), ...rest]
}

/** The next frame, or `undefined` at the end of the stream. */
export async function readOrEnd(raw: Dialed): Promise<Required<WireFrame> | undefined> {
  try {
    return await readFrame(raw)
  } catch (error) {
    if (raw.over === undefined) throw error
    return undefined
  }
}

/** What the handlers have seen, once they have seen the end. */
async function handled(target: WireTarget, id: string, markers: number): Promise<string[]> {
  await untilLog(target, id, (log) => log.some(({ event }) => event === 'close'))
  const log = await readLog(target, id)
  const count = (name: string) => log.filter(({ event }) => event === name).length
  const ends = log.filter(({ event }) => event === 'close')
  return [
    ...messages(count('message') - markers),
    ...log.filter(({ event }) => event === 'error').map(() => 'error'),
    ...ends.map(
      ({ code, reason, wasClean }) =>
        closed(Number(code), String(reason)) + (wasClean === (code !== 1006) ? '' : ` wasClean ${wasClean}`),
    ),
  ]
}
