import { globSync, readFileSync } from 'node:fs'

/** A block of code in a page or a docstring. */
export interface Listing {
  /** Where it stands: `README.md:12`. */
  readonly at: string
  readonly text: string
  /** `app.ts`, if its first line says so. */
  readonly file?: string
  /** What starts it, if its first line says so: `Node`, `deno serve`... */
  readonly runtime?: string
}

/** `// app.ts`, `// server.ts (Node)`, `// Bun`. */
const firstLine = /^\/\/ (?:(?<file>[\w./-]+\.ts)(?: \((?<by>[\w -]+)\))?|(?<runtime>Bun|Deno|Workers|Vitest))\n/

function* fences(text: string, path: string, firstNumber = 1): Generator<Listing> {
  for (const match of text.matchAll(/^( *)```ts\n(.*?)^\1```$/gms)) {
    const [, indent = '', body = ''] = match
    const listing = body.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
    const { file, by, runtime } = firstLine.exec(listing)?.groups ?? {}
    const line = firstNumber + text.slice(0, match.index).split('\n').length
    yield { at: `${path}:${line}`, text: listing, file, runtime: by ?? runtime }
  }
}

/** The listings of a page, in order. */
export const listingsOfPage = (text: string, path: string): Listing[] => [...fences(text, path)]

/** The listings in the docstrings of a module, in order. */
export function listingsOfModule(text: string, path: string): Listing[] {
  return [...text.matchAll(/\/\*\*.*?\*\//gs)].flatMap((match) => {
    const firstNumber = text.slice(0, match.index).split('\n').length
    const comment = match[0].replaceAll(/^ *\* ?/gm, '')
    return [...fences(comment, path, firstNumber)]
  })
}

/** A name for a folder or a file, of a path or of where a listing stands. */
export const slug = (at: string): string => at.replaceAll(/[^\w-]+/g, '-')

const read = (path: string) => readFileSync(path, 'utf8')

/** Every page that a reader may open. */
export const pages: ReadonlyMap<string, string> = new Map(
  globSync(['*.md', 'docs/**/*.md']).map((path) => [path, read(path)]),
)

/** Every docstring's listing of the published sources. */
export const docstrings: readonly Listing[] = globSync(['src/**/*.ts', 'adapters/**/*.ts', 'testing/**/*.ts'])
  .sort()
  .flatMap((path) => listingsOfModule(read(path), path))
