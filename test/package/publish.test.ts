import { existsSync, globSync, readFileSync } from 'node:fs'
import { expect, inject, test } from 'vitest'
import { binaries } from '../contract/binaries.ts'
import { importsOf } from './ast.ts'
import { manifest, readJson, sources } from './manifest.ts'
import { run, runBin } from './run.ts'

interface DenoConfig {
  readonly version: string
  readonly license: string
  readonly exports: Record<string, string>
  readonly imports: Record<string, string>
}

const deno: DenoConfig = readJson('deno.json')

test('deno.json and package.json agree', () => {
  expect(deno.exports).toEqual(sources)
  expect(deno.version).toBe(manifest.version)
  expect(deno.license).toBe(manifest.license)
})

test('deno.json names every package that the published sources import, as package.json does', () => {
  const published = globSync(['src/**/*.ts', 'adapters/**/*.ts', 'testing/**/*.ts'])
  const imported = new Set(
    published
      .flatMap((path) => importsOf(readFileSync(path, 'utf8')))
      .filter((name) => !/^(\.|node:|cloudflare:|bun$)/.test(name))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name),
  )
  const expected = [...imported].map((name) => [name, `npm:${name}@${manifest.peerDependencies[name]}`])
  expect(deno.imports).toEqual(Object.fromEntries(expected))
})

test('every export was built', () => {
  for (const target of Object.values(manifest.exports)) {
    for (const path of Object.values(typeof target === 'string' ? [target] : target)) expect(path).toSatisfy(existsSync)
  }
})

test('publint has nothing to say', () => {
  expect(runBin('publint/src/cli.js', ['run', inject('tarball'), '--strict'])).toMatch(/All good!\s*$/)
})

test('attw has nothing to say', () => {
  runBin('@arethetypeswrong/cli/dist/index.js', ['--profile', 'esm-only', '--quiet', inject('tarball')])
})

test('deno publish would succeed', () => {
  const args = ['publish', '--dry-run', '--allow-dirty', '--quiet']
  expect(run(binaries.deno(), args)).not.toMatch(/error|warning|slow type/i)
})
