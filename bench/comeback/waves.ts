import { percentile } from '../statistics.ts'
import type { Outage } from './record.ts'

const second = 1000

/** The most of these times that lie within any one second: not only within those that a clock begins. */
export function worstSecond(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  let [first, most] = [0, 0]
  for (const [last, time] of sorted.entries()) {
    while (time - (sorted[first] ?? time) >= second) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

/** How many of these times lie in each second from a start. */
export function perSecond(times: readonly number[], start: number): readonly number[] {
  const seconds = times.map((time) => Math.floor((time - start) / second))
  const counts = new Array<number>(Math.max(0, ...seconds.map((one) => one + 1))).fill(0)
  for (const one of seconds) if (one >= 0) counts[one] = (counts[one] ?? 0) + 1
  return counts
}

/** What an outage comes to. Times are in seconds from the server's return. */
export interface Judged {
  readonly clients: number
  /** Really away. */
  readonly away: number
  readonly missing: number
  /** When half of them were back, and the last. */
  readonly half: number
  readonly last: number
  /** Attempts that came to nothing: while it was away, and after. */
  readonly inVain: number
  readonly refused: number
  /** The worst second, as shares of all clients: of those that were back, and of all that came to the server. */
  readonly worstBack: number
  readonly worstSeen: number
}

/** When each of them was back. */
export const backOf = ({ comebacks }: Outage): readonly number[] => comebacks.flatMap(({ back }) => back ?? [])

/** When which attempts came to nothing. */
export const vainOf = ({ comebacks }: Outage): readonly number[] =>
  comebacks.flatMap(({ attempts, back }) => (back === undefined ? attempts : attempts.slice(0, -1)))

export function judge(outage: Outage): Judged {
  const { comebacks, killedAt, returnedAt, seen } = outage
  const [back, vain] = [backOf(outage), vainOf(outage)]
  const after = back.map((time) => (time - returnedAt) / second)
  const share = (times: readonly number[]): number => worstSecond(times) / comebacks.length
  return {
    clients: comebacks.length,
    away: (returnedAt - killedAt) / second,
    missing: comebacks.length - back.length,
    half: percentile(after, 0.5),
    last: Math.max(...after),
    inVain: vain.filter((time) => time < returnedAt).length,
    refused: vain.filter((time) => time >= returnedAt).length,
    worstBack: share(back),
    worstSeen: share([...seen.handshakes, ...seen.questions]),
  }
}
