import type { LogEntry } from '../app/kit.ts'
import { equal, open, readLog, untilEvent, within } from '../expect.ts'
import { closeFrame, opcode, readClose, readFrame, type WireFrame } from '../frames.ts'
import { exchange, handshake } from '../raw.ts'
import type { Peer, PeerClose, RawConnection, Target } from '../target.ts'

/** The text that an echo route sends back, at once: a proof that the connection lives. */
export async function expectAlive(peer: Peer, what = 'the connection'): Promise<void> {
  peer.send('alive')
  equal(await peer.next(), 'alive', what)
}

/** A connection that opens, speaks and closes after whatever came before: what is not seen by then has not happened. */
export async function marker(target: Target): Promise<void> {
  const peer = await open(target, '/lifecycle/record')
  await expectAlive(peer, 'the marker')
  peer.close(1000)
  await ended(peer)
}

/** How the connection ended, as the peer saw it. */
export function ended(peer: Peer): Promise<PeerClose> {
  return within(peer.closed, "the connection's end")
}

/** The observation log when the connection is over and nothing more can follow. */
export async function finalLog(target: Target, id: string): Promise<LogEntry[]> {
  await untilEvent(target, id, 'close')
  await marker(target)
  return readLog(target, id)
}

export function named(log: readonly LogEntry[], event: string): LogEntry[] {
  return log.filter((entry) => entry.event === event)
}

/** An upgraded connection as a byte stream. */
export async function openRaw(target: Target, path: string): Promise<RawConnection> {
  const raw = await target.raw?.()
  if (!raw) throw new Error('this case needs a byte stream')
  const answer = await exchange(raw, handshake(target, path))
  equal(answer.status, 101, `the status of ${path}; ${answer.body}`)
  return raw
}

/** The next message's frame; pings are passed over. */
export async function nextFrame(raw: RawConnection, deadline?: number): Promise<Required<WireFrame>> {
  for (;;) {
    const frame = await readFrame(raw, deadline)
    if (frame.opcode !== opcode.ping) return frame
  }
}

/** What the server's close frame says; nothing else may come before it but pings. */
export async function nextClose(raw: RawConnection, deadline?: number): Promise<PeerClose> {
  const frame = await nextFrame(raw, deadline)
  equal(frame.opcode, opcode.close, 'the opcode')
  return readClose(frame.payload)
}

/** Passes over whatever comes, but for its opcodes, up to the server's close frame, and answers that. */
export async function answerClose(raw: RawConnection, opcodes: number[] = []): Promise<PeerClose> {
  for (;;) {
    const { opcode: kind, payload } = await readFrame(raw, Number.POSITIVE_INFINITY)
    opcodes.push(kind)
    if (kind !== opcode.close) continue
    const close = readClose(payload)
    raw.write(closeFrame(close.code))
    raw.end()
    return close
  }
}
