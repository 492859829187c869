import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { inject } from 'vitest'
import { importsOf } from '../package/ast.ts'

/** What a listing imports besides the package and its peers, from where this repository has it. */
export function linkPackages(text: string): void {
  for (const specifier of importsOf(text)) {
    const [name] = /^(@[^/]+\/)?[^/:.]+(?=\/|$)/.exec(specifier) ?? []
    if (!name) continue
    const link = join(inject('installed'), 'node_modules', name)
    if (existsSync(link) || !existsSync(join('node_modules', name))) continue
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(resolve('node_modules', name), link)
  }
}
