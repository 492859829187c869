import { concerns, type Difference } from './differences/difference.ts'
import { differences } from './differences/index.ts'
import { anyFourBytes } from './outcome.ts'
import { type Row, rows } from './rows.ts'

export const columns = ['node24', 'node22', 'bun', 'deno', 'workerd-2025-06-01', 'workerd-2026-10-01'] as const

export type Column = (typeof columns)[number]

/** What must be seen in one row on one runtime. */
export interface Cell {
  readonly row: Row
  readonly column: Column
  readonly text: string
  /** What is declared of it; more than one is a mistake in the table. */
  readonly declared: readonly Difference[]
}

export function cellOf(row: Row, column: Column): Cell {
  const declared = differences.filter((one) => concerns(one, column) && one.seen(row) !== undefined)
  return { row, column, declared, text: declared[0]?.seen(row) ?? row.expected }
}

export const cells: readonly Cell[] = rows.flatMap((row) => columns.map((column) => cellOf(row, column)))

/** Whether what was seen is what a cell holds. */
export function holds({ text }: Cell, seen: string): boolean {
  if (!text.includes(anyFourBytes)) return text === seen
  const pattern = RegExp.escape(text).replaceAll(RegExp.escape(anyFourBytes), '[0-9a-f]{8}')
  return new RegExp(`^${pattern}$`).test(seen)
}
