import { median, spread } from '../statistics.ts'

/** A number that can be divided by and drawn, or nothing. */
export const positive = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : undefined

// What is no number in a record is null, as JSON has it.
const known = (rounds: readonly number[]): readonly number[] => rounds.filter(Number.isFinite)

/** The middle of the rounds that gave a number; nothing if none did. */
export const middleOf = (rounds: readonly number[]): number | undefined => positive(median(known(rounds)))

/** How many times one is the other. */
export function times(one: number | undefined, other: number | undefined): number | undefined {
  const [value, base] = [positive(one), positive(other)]
  return value === undefined || base === undefined ? undefined : value / base
}

/**
 * How many times one is the other: the middle of what it is round by round. Both have taken turns, so what slows the
 * machine for a while slows both.
 */
export const timesByRound = (rounds: readonly number[], others: readonly number[]): number | undefined =>
  middleOf(rounds.map((one, round) => times(one, others[round]) ?? Number.NaN))

/** How far the rounds are from their middle, as a share of it; one round tells nothing. */
export const scatterOf = (rounds: readonly number[]): number | undefined =>
  known(rounds).length < 2 || middleOf(rounds) === undefined ? undefined : spread(known(rounds))
