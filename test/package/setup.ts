import { mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { TestProject } from 'vitest/node'
import { run, runBin } from './run.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The packed tarball. */
    tarball: string
    /** A folder of nobody's, in which the tarball and its peers are installed. */
    installed: string
  }
}

/** Two projects stand on the packed package; one vitest packs it once. */
const shared = 'JACKFIELD_INSTALLED'

/** Builds, packs, and installs the package into an empty folder, without a network. */
export default function setup({ provide }: TestProject): () => void {
  const known = process.env[shared]
  const folder = known ?? realpathSync(mkdtempSync(join(tmpdir(), 'jackfield-')))
  const tarball = join(folder, 'jackfield.tgz')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  if (known === undefined) {
    process.env[shared] = folder
    try {
      install(folder, tarball)
    } catch (error) {
      remove()
      throw error
    }
  }
  provide('tarball', tarball)
  provide('installed', folder)
  return remove
}

function install(folder: string, tarball: string): void {
  runBin('tsdown/dist/run.mjs', ['--logLevel', 'warn'])
  const packed = run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder])
  const peers = ['hono', 'ws', '@hono/node-server'].map((name) => [
    name,
    `file:${join(process.cwd(), 'node_modules', name)}`,
  ])
  const dependencies = { ...Object.fromEntries(peers), jackfield: `file:${tarball}` }
  renameSync(join(folder, packed.trim().split('\n').at(-1) ?? ''), tarball)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  run('npm', ['install', '--offline', '--install-links', '--no-audit', '--no-fund'], { cwd: folder })
}
