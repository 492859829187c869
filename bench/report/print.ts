// Prints the records of the last `npm run bench` as docs/performance.md has them, with its pictures. With --check it only
// says whether the page has a place for all that was measured.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { insert, missingIn, printed } from './page.ts'
import { readRecords, recordsFolder } from './records.ts'

const page = new URL('../../docs/performance.md', import.meta.url)
const pictures = new URL('../../docs/performance/', import.meta.url)

const records = readRecords(recordsFolder)
const { blocks, pictures: drawn } = printed(records)
const text = readFileSync(page, 'utf8')
const fresh = insert(text, blocks)

if (records.runs.length === 0) {
  console.error('nothing was measured: npm run bench')
  process.exitCode = process.argv.includes('--check') ? 0 : 1
} else if (process.argv.includes('--check')) {
  const files = drawn.map(({ file }) => file).filter((file) => !existsSync(new URL(file, pictures)))
  const missing = [...missingIn(text, fresh), ...files]
  for (const part of missing) console.error(`docs/performance.md does not have: ${part}`)
  process.exitCode = missing.length > 0 ? 1 : 0
} else {
  mkdirSync(pictures, { recursive: true })
  writeFileSync(page, fresh)
  for (const { file, svg } of drawn) writeFileSync(new URL(file, pictures), svg)
}
