import type { Breach } from '../frames/case.ts'
import { type Outcome, show } from '../outcome.ts'
import type { Row } from '../rows.ts'

/** What a runtime does otherwise, and will be seen to do until somebody mends it. */
export interface Difference {
  /** Columns of the table: a whole name, or what stands before its number or date. */
  readonly on: readonly string[]
  readonly what: string
  /** Where the runtime says so, or where its code does. */
  readonly cause: string
  /** What is seen in place of what a row expects; `undefined` for a row that it does not concern. */
  seen(row: Row): string | undefined
}

export const concerns = ({ on }: Difference, column: string): boolean =>
  on.some((name) => column === name || (column.startsWith(name) && /^[-\d]/.test(column.slice(name.length))))

type Told = Pick<Difference, 'on' | 'what' | 'cause'>

/** What is seen in each of these rows, by their ids. */
export function inRows(told: Told, cells: Readonly<Record<string, string>>): Difference {
  return { ...told, seen: ({ id }) => cells[id] }
}

/** The same in all of these rows. */
export function alike(told: Told, seen: string, ids: readonly string[]): Difference {
  return inRows(told, Object.fromEntries(ids.map((id) => [id, seen])))
}

/** A row of frames that break something. */
export type Broken = Row & { readonly outcome: Outcome }

/** Frames of these breaches end otherwise than they should. */
export function inFrames(
  told: Told,
  breaches: readonly Breach[],
  change: (row: Broken) => Outcome | undefined,
): Difference {
  const seen = ({ outcome, ...row }: Row) => {
    const changed = row.breach && breaches.includes(row.breach) && outcome && change({ ...row, outcome })
    return changed ? show(changed) : undefined
  }
  return { ...told, seen }
}

/** As if nothing were broken. */
export const overlooked = (row: Broken): Outcome | undefined => row.overlooked

/** The stream ends without a close frame. */
export const withoutClose = ({ outcome }: Broken): Outcome => ({
  ...outcome,
  peer: outcome.peer.filter((word) => !word.startsWith('close ')),
})
