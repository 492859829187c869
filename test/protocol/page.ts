import { readFileSync } from 'node:fs'

/** docs/protocol.md. */
export const page: string = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')

/** The first cells of the rows below a heading of a table. */
export const firstCells = (heading: string): string[] => {
  const [, ...tables] = page.split(`| ${heading} |`)
  const rows = tables[0]?.split('\n\n')[0]?.split('\n').slice(2) ?? []
  return rows.map((row) => row.split('`')[1] ?? '')
}

/** The codes of errors that a server answers with. */
export const codesOnTheWire: readonly string[] = firstCells('code | retryable | what is wrong')
