import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { binaries } from '../contract/binaries.ts'
import { manifest } from './manifest.ts'
import { run } from './run.ts'

const runtimes: [name: string, binary: () => string, args: string[], own: string[]][] = [
  ['Node 22', binaries.node22, [], ['node', 'testing/node']],
  ['Node 24', binaries.node24, [], ['node', 'testing/node']],
  ['Bun', binaries.bun, [], ['bun']],
  ['Deno', binaries.deno, ['run', '--cached-only', '--no-prompt'], ['deno']],
]

const neutral = [
  ...['jackfield', 'jackfield/adapter', 'jackfield/channel', 'jackfield/channels', 'jackfield/client'],
  ...['jackfield/testing', 'jackfield/workers'],
]

for (const [name, binary, args, own] of runtimes) {
  const entries = [...neutral, ...own.map((entry) => `jackfield/${entry}`)]
  test(`the installed package loads on ${name}: ${entries.join(', ')}`, () => {
    const file = join(inject('installed'), `load-on-${name.replace(' ', '').toLowerCase()}.js`)
    const lines = entries.map((entry) => `console.log('${entry}', Object.keys(await import('${entry}')).sort().join())`)
    writeFileSync(file, lines.join('\n'))
    const printed = run(binary(), [...args, file], { cwd: inject('installed') })
    for (const entry of entries) expect(printed).toMatch(new RegExp(`^${entry} \\w+`, 'm'))
    expect(printed).toMatch(/^jackfield .*\bpublish\b.*\bupgradeWebSocket\b/m)
  })
}

test('every public entry is loaded by some runtime', () => {
  const loaded = new Set([...neutral, ...runtimes.flatMap(([, , , own]) => own.map((entry) => `jackfield/${entry}`))])
  const entries = Object.keys(manifest.exports).map((entry) => `jackfield${entry.slice(1)}`)
  expect([...loaded].sort()).toEqual(entries.filter((entry) => entry !== 'jackfield/package.json').sort())
})
