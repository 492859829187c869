import { type Demand, isMet, type Limit, runtimeNames } from '../demand.ts'
import type { Measurement } from '../record.ts'
import type { Asked } from './demands.ts'

/** What was written down of one demand on one runtime, or of the broken server. */
export interface Found {
  readonly measurement: Measurement
  /** When, in ms since the epoch. */
  readonly at: number
}

/** Finds what was written down, if anything was. */
export type Find = (id: string, runtime: string, sabotaged: boolean) => Found | undefined

/** `met`; `declared`, as a limit of the runtime; or one of those that do not pass. */
export type Verdict = 'met' | 'declared' | 'not met' | 'not measured'

export interface Cell {
  readonly verdict: Verdict
  readonly measured?: number
  /** What is seen where a limit is declared. */
  readonly limit?: Limit
  readonly at?: number
  /** It is another demand's, whose measurement is the same. */
  readonly isShared?: true
}

/** One demand. */
export interface Row {
  readonly id: string
  readonly says: string
  readonly asked: Asked
  /** By runtime. */
  readonly cells: ReadonlyMap<string, Cell>
  /** The same on a server that was broken on purpose: `met` if the measurement has noticed. */
  readonly sabotaged: Cell
}

export interface Section {
  readonly title: string
  readonly rows: readonly Row[]
}

const notMeasured: Cell = { verdict: 'not measured' }

const isSame = (one: Pick<Demand, 'threshold' | 'unit'>, asked: Asked): boolean =>
  one.threshold === asked.threshold && one.unit === asked.unit

/** A measurement counts only if it is a number, of a demand that is still made, held against what is asked. */
function cellOf(found: Found | undefined, demand: Demand | undefined, asked: Asked, limit?: Limit): Cell {
  if (!found || !demand || !isSame(demand, asked) || (demand.at ?? 'most') !== asked.at) return notMeasured
  const { measurement, at } = found
  const { measured } = measurement
  if (!isSame(measurement, asked) || !Number.isFinite(measured)) return notMeasured
  if (!limit) return { verdict: isMet(demand, measured) ? 'met' : 'not met', measured, at }
  // Where it holds after all, the limit is declared no longer.
  return { verdict: isMet(demand, measured) && !limit.swings ? 'not met' : 'declared', measured, at, limit }
}

/** Whatever the broken server does, it must not meet the demand. */
function sabotagedCell(id: string, demands: ReadonlyMap<string, Demand>, find: Find, asked: Asked): Cell {
  const { sabotagedAs = id } = asked
  const found = find(sabotagedAs, 'node24', true)
  if (!demands.has(id) || !found?.measurement.sabotaged) return notMeasured
  const cell = cellOf(found, demands.get(sabotagedAs), asked)
  if (cell.verdict === 'not measured') return cell
  return { ...cell, verdict: cell.verdict === 'met' ? 'not met' : 'met', ...(sabotagedAs !== id && { isShared: true }) }
}

/** The scorecard: a row a demand, whether or not anything was measured. */
export function cardOf(
  sections: Readonly<Record<string, Readonly<Record<string, Asked>>>>,
  demands: ReadonlyMap<string, Demand>,
  find: Find,
): readonly Section[] {
  const rowOf = ([id, asked]: [string, Asked]): Row => {
    const demand = demands.get(id)
    const cells = runtimeNames.map((runtime): [string, Cell] => [
      runtime,
      cellOf(find(id, runtime, false), demand, asked, demand?.declared?.[runtime]),
    ])
    const sabotaged = sabotagedCell(id, demands, find, asked)
    return { id, says: demand?.says ?? id, asked, cells: new Map(cells), sabotaged }
  }
  return Object.entries(sections).map(([title, demanded]) => ({ title, rows: Object.entries(demanded).map(rowOf) }))
}

/** All cells of a row, the broken server's too. */
export const cellsOf = ({ cells, sabotaged }: Row): readonly Cell[] => [...cells.values(), sabotaged]

export const passes = ({ verdict }: Cell): boolean => verdict === 'met' || verdict === 'declared'

/** How many cells have each verdict. */
export function tally(sections: readonly Section[]): Readonly<Record<Verdict, number>> {
  const counts = { met: 0, declared: 0, 'not met': 0, 'not measured': 0 }
  for (const row of sections.flatMap(({ rows }) => rows)) for (const { verdict } of cellsOf(row)) counts[verdict]++
  return counts
}
