import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { expect, test } from 'vitest'

const directive = /^( *)\/\/ @ts-expect-error (.+)$/gm
const folder = '.cache/mistakes'

/** What the compiler says of a file, by line. */
function wordsOn(path: string): ReadonlyMap<number, string> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const file of ['equal.ts', 'tsconfig.json']) cpSync(join('test/types', file), join(folder, file))
  writeFileSync(join(folder, 'mistakes.ts'), readFileSync(path, 'utf8').replaceAll(directive, '$1// $2'))
  const { stdout } = spawnSync(
    process.execPath,
    ['node_modules/typescript/lib/tsc.js', '-p', folder, '--pretty', 'false'],
    {
      encoding: 'utf8',
    },
  )
  const errors = stdout.matchAll(/mistakes\.ts\((\d+),\d+\): error TS\d+: (.+(?:\n +.+)*)/g)
  return new Map([...errors].map(([, line, words = '']) => [Number(line), words]))
}

test.each(globSync('test/types/*-mistakes.ts'))(
  '%s: the compiler says what stands there',
  { timeout: 60_000 },
  (path) => {
    const expected = [...readFileSync(path, 'utf8').matchAll(directive)].map(({ 2: words = '', index, input }) => {
      return [input.slice(0, index).split('\n').length + 1, words] as const
    })
    const said = wordsOn(path)
    expect([...said.keys()]).toEqual(expected.map(([line]) => line))
    for (const [line, words] of expected) expect(said.get(line), `${path}:${line}`).toContain(words)
  },
)
