// Prints the scorecard of the last `npm run faults`; the exit code is 1 if a row does not pass. With --run it runs that
// first, with --markdown it prints it as docs/security.md has it, and with --write it writes it there if all rows pass.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { root } from '../../contract/mutants/copy.ts'
import { recordsFolder } from '../record.ts'
import { cardOf, cellsOf, passes } from './card.ts'
import { asked } from './demands.ts'
import { limits } from './limits.ts'
import { asMarkdown } from './markdown.ts'
import { insert } from './page.ts'
import { findIn } from './records.ts'
import { measured } from './tables.ts'
import { asText } from './terminal.ts'

const { values: flags } = parseArgs({
  options: { run: { type: 'boolean' }, markdown: { type: 'boolean' }, write: { type: 'boolean' } },
})

if (flags.run) {
  rmSync(recordsFolder, { recursive: true, force: true })
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'faults'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}

const card = cardOf(asked, measured, findIn(recordsFolder))
const markdown = asMarkdown(card)
process.stdout.write(flags.markdown ? `${markdown}\n` : asText(card, Date.now(), process.stdout.hasColors?.() ?? false))
if (!card.every(({ rows }) => rows.every((row) => cellsOf(row).every(passes)))) process.exitCode = 1

if (flags.write) {
  const page = join(root, 'docs/security.md')
  // What does not pass is no news for a reader.
  const texts = { limits: limits(), ...(process.exitCode !== 1 && { scorecard: markdown }) }
  writeFileSync(page, insert(readFileSync(page, 'utf8'), texts))
  if (process.exitCode === 1) console.error('docs/security.md keeps the scorecard that it had: not all rows pass')
}
