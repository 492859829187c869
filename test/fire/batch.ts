import { equal, ok, until, within } from '../../src/testing/expect.ts'
import type { WirePeer } from '../../testing/peer.ts'
import type { Counts } from './app.ts'
import type { Server } from './server.ts'
import type { Wave } from './waves.ts'

const waves = 20
const waveSize = 50
export const batchSize: number = waves * waveSize

/** What came of one batch. */
export interface Outcome {
  readonly opens: number
  /** How many `onClose` there were of each code. */
  readonly closes: Record<string, number>
  /** How many peers saw each code. */
  readonly peers: Record<string, number>
}

const newcomersCode = 4999

/** Fires a thousand connections at the server, which then still serves a newcomer and has closed whatever it opened. */
export async function fireBatch(server: Server, wave: Wave): Promise<Outcome> {
  const before = await allClosedButOne(server)
  const codes: number[] = []
  for (let count = 0; count < waves; count++) {
    codes.push(...(await wave(server, waveSize)))
    // One that waits for no answer would fill the listener's queue before a server that stands still has seen the first.
    await server.counts()
  }
  const newcomer = await server.connect('/echo')
  await expectEcho(newcomer, 'a newcomer')
  newcomer.close(newcomersCode)
  await within(newcomer.closed, "the newcomer's end")
  const after = await allClosedButOne(server)

  equal(after.strays - before.strays, 0, 'events out of order')
  const { [newcomersCode]: newcomers, ...closes } = difference(after.closes, before.closes)
  equal(newcomers, 1, "closes with the newcomer's code")
  return { opens: after.opens - before.opens - 1, closes, peers: tally(codes) }
}

export async function expectEcho(peer: WirePeer, what: string): Promise<void> {
  equal(peer.status, 101, `the answer to ${what}'s handshake`)
  peer.send(what)
  equal(await peer.next(), what, `the echo to ${what}`)
}

/** Waits until all connections that opened have closed, but for the bystander's. */
function allClosedButOne(server: Server): Promise<Counts> {
  let counts: Counts | undefined
  const look = async () => {
    counts = await server.counts()
    const closed = Object.values(counts.closes).reduce((sum, times) => sum + times, 0)
    ok(closed < counts.opens, `more closes than opens: ${JSON.stringify(counts)}`)
    return counts.opens === closed + 1 && counts
  }
  return until(look, () => `one onClose for each onOpen: ${JSON.stringify(counts)}`)
}

function tally(codes: readonly number[]): Record<string, number> {
  const times: Record<string, number> = {}
  for (const code of codes) times[code] = (times[code] ?? 0) + 1
  return times
}

function difference(after: Record<string, number>, before: Record<string, number>): Record<string, number> {
  const entries = Object.entries(after).map(([code, times]) => [code, times - (before[code] ?? 0)] as const)
  return Object.fromEntries(entries.filter(([, times]) => times > 0))
}
