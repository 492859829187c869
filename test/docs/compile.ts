import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { runBin } from '../package/run.ts'

/** The globals that a listing may use, by what starts it. */
const globals: Record<string, { types: string[]; lib?: string[] }> = {
  node: { types: ['node'] },
  vitest: { types: ['node'] },
  bun: { types: ['bun'] },
  deno: { types: ['deno'] },
  workers: { types: ['@cloudflare/workers-types'] },
}

export type Globals = keyof typeof globals

/** Within the package, so that a listing may import it by its name. */
const root = '.cache/listings'

/** Writes files into a folder of their own, with a tsconfig.json that gives them the globals of a runtime. */
export function writeListings(name: string, runtime: Globals, files: Readonly<Record<string, string>>): string {
  const folder = join(root, name)
  rmSync(folder, { recursive: true, force: true })
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const config = {
    extends: join(relative(folder, '.'), 'tsconfig.json'),
    compilerOptions: {
      ...globals[runtime],
      declaration: false,
      isolatedDeclarations: false,
      moduleDetection: 'force',
      // As a reader's project has it.
      noUncheckedIndexedAccess: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    include: ['.'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  return folder
}

/** Throws what the compiler has to say. */
export function compile(folder: string): void {
  runBin('typescript/lib/tsc.js', ['--project', folder, '--pretty', 'false'])
}
