import { beforeAll, expect, test } from 'vitest'
import { isPresent } from '../contract/present.ts'
import { runtimeNamed } from '../contract/runtimes.ts'
import { rows } from './rows.ts'
import { observe } from './run.ts'
import { type Column, cellOf, holds } from './table.ts'

/** Sends every case to one runtime, and compares what is seen with its column of the table. */
export function wireOn(column: Column): void {
  if (!isPresent(runtimeNamed(column))) {
    test(`the wire of ${column}`, ({ skip }) => skip('its binary is not installed'))
    return
  }
  let seen: Awaited<ReturnType<typeof observe>>
  beforeAll(async () => {
    seen = await observe(column)
  }, 60_000)

  for (const row of rows) {
    test(`${row.part}: ${row.id}`, () => {
      const cell = cellOf(row, column)
      const found = seen.get(row.id) ?? 'nothing'
      const [declared] = cell.declared
      const why = declared ? `declared: ${declared.what} (${declared.cause})` : 'by RFC 6455 and the contract'
      if (!holds(cell, found)) expect(found, why).toBe(cell.text)
    })
  }
}
