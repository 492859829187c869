// Plays every case on every runtime and writes docs/wire.md, unless a cell is not what the table holds.
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { page } from './page.ts'
import { rows } from './rows.ts'
import { observe } from './run.ts'
import { cellOf, columns, holds } from './table.ts'

for (const column of columns) {
  const seen = await observe(column)
  for (const row of rows) {
    const [cell, found] = [cellOf(row, column), seen.get(row.id) ?? 'nothing']
    if (holds(cell, found)) continue
    console.error(`${column}, ${row.id}: the table has ${cell.text}, seen was ${found}`)
    process.exitCode = 1
  }
}
if (process.exitCode !== 1) writeFileSync(new URL('../../docs/wire.md', import.meta.url), page())
