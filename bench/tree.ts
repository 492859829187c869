import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** The folder of this checkout. */
export const root: string = fileURLToPath(new URL('..', import.meta.url))

/** What a host of this library is started from, beside what npm installs. */
const sources = ['src', 'adapters', 'package.json', 'deno.json']
/** The hosts of this bench; and Deno looks for the package of a folder that it knows as a workspace. */
const shared = ['bench/hosts', 'bench/package.json']

/** A change of one place in a file. */
export interface Edit {
  /** From the root of the checkout. */
  readonly file: string
  /** Text that is in the file exactly once. */
  readonly find: string
  readonly replace: string
}

/** A text with an edit. Throws if what it looks for is not there exactly once. */
export function edited(text: string, { file, find, replace }: Edit): string {
  const found = text.split(find).length - 1
  if (found !== 1) throw new Error(`${file} has the text ${found} times: ${JSON.stringify(find)}`)
  return text.replace(find, () => replace)
}

const made: string[] = []
process.once('exit', () => {
  for (const path of made) rmSync(path, { recursive: true, force: true })
})

/** Other sources of this library than those of the checkout, with the hosts of this bench; they end with the process. */
export class Tree {
  readonly path: string = mkdtempSync(join(tmpdir(), 'jackfield-bench-'))

  private constructor() {
    made.push(this.path)
    for (const part of shared) cpSync(join(root, part), join(this.path, part), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(this.path, 'node_modules'))
  }

  /** As they were at a commit. */
  static at(commit: string): Tree {
    const tree = new Tree()
    const archive = execFileSync('git', ['archive', commit, ...sources], { cwd: root, maxBuffer: 2 ** 28 })
    execFileSync('tar', ['-x', '-C', tree.path], { input: archive })
    return tree
  }

  /** As they are but for some edits. */
  static with(edits: readonly Edit[]): Tree {
    const tree = new Tree()
    for (const source of sources) cpSync(join(root, source), join(tree.path, source), { recursive: true })
    for (const edit of edits) {
      const path = join(tree.path, edit.file)
      writeFileSync(path, edited(readFileSync(path, 'utf8'), edit))
    }
    return tree
  }
}
