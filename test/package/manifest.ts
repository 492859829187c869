import { readFileSync } from 'node:fs'

/** What the checks read of package.json. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly files: readonly string[]
  readonly exports: Record<string, string | { 'jackfield-source': string; types: string; default: string }>
  readonly budgets: Record<string, number>
  readonly scripts: Record<string, string>
  readonly peerDependencies: Record<string, string>
}

export const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T
export const manifest: Manifest = readJson('package.json')

/** The source of each public entry, `'.'` and so on. */
export const sources: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(manifest.exports).flatMap(([entry, target]) =>
    typeof target === 'string' ? [] : [[entry, target['jackfield-source']]],
  ),
)
