// Prints the tables of docs/ from what the code declares. With --check it only says whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { declares as bun } from '../adapters/bun/declares.ts'
import { declares as deno } from '../adapters/deno/declares.ts'
import { declares as node } from '../adapters/node/declares.ts'
import { declares as workers } from '../adapters/workers/declares.ts'
import { errors } from '../src/index.ts'
import { cases } from '../src/testing/cases/index.ts'
import { options, reasons } from './options.ts'

const row = (cells: readonly (string | number | undefined)[]): string =>
  `| ${cells.map((cell) => cell ?? '').join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

const titleOf = (id: string): string => cases.find((entry) => entry.id === id)?.title ?? ''

const declarations = table(
  ['runtime', 'row', 'what the contract asks', 'what is seen instead'],
  [...node, ...bun, ...deno, ...workers].map(({ runtime, case: id, observed, link }) => [
    runtime,
    id,
    titleOf(id),
    `${observed} ([source](${link}))`,
  ]),
)

const advice = { never: 'give up', later: 'come back later', 'fresh-token': 'once, with a fresh token' }
const codes = table(
  ['code', 'HTTP status', 'close code', 'with `jackfield.1`', 'try again?'],
  Object.entries(errors).map(([code, { status, close, channelClose, retry }]) => [
    `\`${code}\``,
    status,
    close,
    channelClose,
    advice[retry],
  ]),
)

const optionTable = table(
  ['option', 'default', 'where', 'what it is for'],
  options.map(({ shape, byDefault, where, what }) => [`\`${shape}\``, byDefault, where, what]),
)
const reasonTable = table(
  ['option', 'why its default is so'],
  Object.entries(reasons).map(([name, reason]) => [`\`${name}\``, reason]),
)

const pages: Record<string, readonly string[]> = {
  'docs/runtimes.md': [declarations],
  'docs/errors.md': [codes],
  'docs/guide.md': [optionTable, reasonTable],
}
const between = /(<!-- printed by scripts\/tables\.ts -->\n)[\s\S]*?(<!-- \/printed -->)/g

let stale = false
for (const [page, printed] of Object.entries(pages)) {
  const file = new URL(`../${page}`, import.meta.url)
  const text = readFileSync(file, 'utf8')
  const left = [...printed]
  const fresh = text.replace(between, (_, open, close) => `${open}${left.shift()}\n${close}`)
  if (left.length > 0) throw new Error(`${page} has no place for ${left.length} of its tables`)
  if (fresh === text) continue
  stale = true
  if (process.argv.includes('--check')) console.error(`${page} is not what the code says: run npm run docs:tables`)
  else writeFileSync(file, fresh)
}
if (stale && process.argv.includes('--check')) process.exit(1)
