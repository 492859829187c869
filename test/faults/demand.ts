/** A limit of a runtime for which a demand is not met there: what is seen instead, and where that comes from. */
export interface Limit {
  readonly observed: string
  readonly link: string
  /** It lies so near that a run may well meet the demand: it is told, and proves nothing. */
  readonly swings?: boolean
}

/** One thing that a server must bear, as a row of the scorecard. */
export interface Demand {
  /** Its name in the files of records. */
  readonly id: string
  /** The demand as a sentence. */
  readonly says: string
  readonly threshold: number
  readonly unit: string
  /** Whether it goes by the clock, as all in ms and × do: a machine that stands still spoils it. */
  readonly timed?: boolean
  /** Whether the threshold is the most that may be measured, or the least. Default `'most'`. */
  readonly at?: 'most' | 'least'
  /** Runtimes that cannot do it: there it must fail, so that the day on which it holds is noticed. */
  readonly declared?: Readonly<Record<string, Limit>>
}

/** The runtimes on which every demand is measured. */
export const runtimeNames = ['node24', 'bun', 'deno', 'workerd-2026-10-01'] as const

export const isMet = ({ threshold, at }: Demand, measured: number): boolean =>
  at === 'least' ? measured >= threshold : measured <= threshold

export const goesByTheClock = ({ unit, timed = unit === 'ms' || unit === '×' }: Demand): boolean => timed

/** Whether a runtime must meet a demand, or must not; `undefined` where either will do. */
export const expectationOf = ({ declared }: Demand, runtime: string): boolean | undefined =>
  declared?.[runtime]?.swings ? undefined : !declared?.[runtime]
