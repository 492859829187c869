// Prints what run.ts has measured as docs/clients.md has it, with its picture.
import { readFileSync, writeFileSync } from 'node:fs'
import { insert } from '../report/page.ts'
import { measured } from './page.ts'
import { histogram } from './picture.ts'
import { readComebacks } from './record.ts'

const docs = new URL('../../docs/', import.meta.url)
const page = new URL('clients.md', docs)
const picture = 'clients.svg'

const record = readComebacks()
const blocks = { measured: measured(record, picture) }
writeFileSync(page, insert(readFileSync(page, 'utf8'), blocks, 'bench/comeback/print.ts'))
writeFileSync(new URL(picture, docs), histogram(record.outages))
