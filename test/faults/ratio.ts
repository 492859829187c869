import type { Figures, Watched } from './bystander.ts'

/**
 * Own figures below this count as this, in ms. A round trip alone takes a fraction of a millisecond, and merely one more
 * busy process on two processors makes it wait for a slice of the scheduler's, of 3 ms: that would be several times its
 * own figure whatever the server does.
 */
const floor = 3

const times = (alone: Figures, beside: Figures): number => beside.median / Math.max(alone.median, floor)

/**
 * How many times its own figures a bystander had beside an attack, by the median: of its socket, or of its plain requests,
 * where that is worse. The slowest tell of the machine as much as of the server: one collection of garbage makes them, or
 * one other process.
 */
export const ratioOf = (alone: Watched, beside: Watched): number =>
  Math.max(times(alone.socket, beside.socket), times(alone.http, beside.http))
