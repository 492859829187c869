import { join } from 'node:path'
import { describe, test } from 'vitest'
import { binaries } from '../contract/binaries.ts'
import { run } from '../package/run.ts'
import { compile, writeListings } from './compile.ts'
import { docstrings, type Listing, listingsOfPage, pages, slug } from './listings.ts'

const source = '--conditions=jackfield-source'

/** How an example runs to its end; a test file and a Worker do not run by themselves, and are only compiled. */
const runners: Record<string, ((file: string) => void) | undefined> = {
  node: (file) => void run(binaries.node24(), [source, file]),
  bun: (file) => void run(binaries.bun(), [source, file]),
  deno: (file) => void run(binaries.deno(), ['run', source, '--cached-only', '--no-prompt', '--allow-all', file]),
  vitest: undefined,
  workers: undefined,
}

/** One folder a page, for the files that its examples import; one for all docstrings. */
function examples(name: string, listings: readonly Listing[]): void {
  const files = Object.fromEntries(
    listings.flatMap(({ file, runtime, text }) => (file && !runtime ? [[file, text]] : [])),
  )
  const alone = listings.filter(({ file }) => file === undefined)
  const fileOf = ({ at }: Listing) => `${slug(at)}.ts`

  for (const [runtime, runner] of Object.entries(runners)) {
    const own = alone.filter((one) => (one.runtime ?? 'Node').toLowerCase() === runtime)
    if (own.length === 0) continue
    const texts = Object.fromEntries(own.map((one) => [fileOf(one), `// ${one.at}\n${one.text}`]))
    const folder = writeListings(`${slug(name)}-${runtime}`, runtime, { ...files, ...texts })
    describe(`the examples of ${name} on ${runtime}`, () => {
      test('compile', () => compile(folder))
      if (runner) test.each(own)('$at runs', (one) => runner(join(folder, fileOf(one))))
    })
  }
}

examples('docstrings', docstrings)
for (const [path, text] of pages) examples(path, listingsOfPage(text, path))
