import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Mutant } from './mutant.ts'

export const root = fileURLToPath(new URL('../../..', import.meta.url))

const parts = [
  'src',
  'adapters',
  'testing',
  'test/contract',
  'test/faults',
  'test/fire',
  'test/runtimes',
  'test/tsconfig.json',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
]

/** A copy of the sources, in which a mutant can live without harm. */
export class Copy {
  readonly path: string = mkdtempSync(join(tmpdir(), 'jackfield-mutants-'))

  constructor() {
    const filter = (path: string) => !path.split(sep).includes('node_modules')
    for (const part of parts) cpSync(join(root, part), join(this.path, part), { recursive: true, filter })
    symlinkSync(join(root, 'node_modules'), join(this.path, 'node_modules'))
  }

  /** Applies a mutant; the returned function takes it back. Throws if its text is not in the file exactly once. */
  apply({ file, find, replace }: Mutant): () => void {
    const path = join(this.path, file)
    const text = readFileSync(path, 'utf8')
    const found = text.split(find).length - 1
    if (found !== 1) throw new Error(`${file} has the text ${found} times: ${JSON.stringify(find)}`)
    writeFileSync(
      path,
      text.replace(find, () => replace),
    )
    return () => writeFileSync(path, text)
  }

  remove(): void {
    rmSync(this.path, { recursive: true })
  }
}
