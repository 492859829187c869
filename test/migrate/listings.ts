import { listingsOfPage, pages } from '../docs/listings.ts'

/** A program before and after its move, as `docs/migrate.md` shows both in one diff. */
export interface Migration {
  readonly runtime: string
  readonly before: string
  readonly after: string
}

/** The lines of one side of a diff. */
const side = (lines: readonly string[], sign: '-' | '+'): string =>
  lines.flatMap((line) => (line[0] === ' ' || line[0] === sign ? [`${line.slice(1)}\n`] : [])).join('')

const page = pages.get('docs/migrate.md') ?? ''
const sections = page.split('\n## From ').slice(1)

/** A listing of the page, by its file's name. */
export function listing(file: string): string {
  const found = listingsOfPage(page, 'docs/migrate.md').find((one) => one.file === file)
  if (!found) throw new Error(`docs/migrate.md shows no ${file}`)
  return found.text
}

/** The diffs of the page, by what its heading says that they move from. */
export const migrations: ReadonlyMap<string, Migration> = new Map(
  sections.map((section) => {
    const [from = ''] = section.split('\n')
    const [, diff = ''] = /^```diff\n(.*?)^```$/ms.exec(section) ?? []
    const [, runtime = ''] = /^ \/\/ app\.ts \((\w+)\)$/m.exec(diff) ?? []
    const lines = diff.split('\n')
    return [from, { runtime, before: side(lines, '-'), after: side(lines, '+') }]
  }),
)
