import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL('./transcripts/', import.meta.url)

/** Where a transcript is kept. */
export const pathOf = (name: string): string => fileURLToPath(new URL(`${name}.txt`, folder))

/** The texts of all transcripts, by their names. */
export const transcripts: readonly (readonly [name: string, text: string])[] = readdirSync(folder)
  .map((file) => file.replace(/\.txt$/, ''))
  .map((name) => [name, readFileSync(pathOf(name), 'utf8')])
