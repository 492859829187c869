// Prints what run.ts has measured as docs/clients.md has it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRecord } from '../record.ts'
import { insert } from '../report/page.ts'
import { recordsFolder } from '../report/records.ts'
import { runtimeNames } from '../servers.ts'
import { folder } from './contestants.ts'
import { costs } from './page.ts'

const page = new URL('../../docs/clients.md', import.meta.url)
const runs = runtimeNames.flatMap((runtime) => {
  const run = readRecord(join(recordsFolder, folder), runtime)
  return run ? [[runtime, run] as const] : []
})
const blocks = { typed: costs(Object.fromEntries(runs)) }
writeFileSync(page, insert(readFileSync(page, 'utf8'), blocks, 'bench/typed/print.ts'))
