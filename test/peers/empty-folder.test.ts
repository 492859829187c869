import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { listingsOfPage, pages } from '../docs/listings.ts'
import { run } from '../package/run.ts'

const page = 'docs/contract.md'
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'jackfield-contract-')))

/** What a reader of the page does, without a network. */
beforeAll(() => {
  const peers = ['hono', '@hono/node-server', 'ws'].map((name) => resolve('node_modules', name))
  run('npm', ['init', '-y'], { cwd: folder })
  run('npm', ['pkg', 'set', 'type=module'], { cwd: folder })
  const quiet = ['--offline', '--install-links', '--no-audit', '--no-fund']
  run('npm', ['install', ...quiet, inject('tarball'), ...peers], { cwd: folder })
  symlinkSync(resolve('node_modules/vitest'), join(folder, 'node_modules/vitest'))
  for (const { file, text } of listingsOfPage(pages.get(page) ?? '', page)) {
    if (file) writeFileSync(join(folder, file), text)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

const node = (...args: string[]) => run(process.execPath, args, { cwd: folder })

test('audit.ts tells which rows a stranger passes, and what it does instead', () => {
  const printed = node('audit.ts', 'HS01', 'HS03')
  expect(printed).toMatch(/^pass HS01 /m)
  expect(printed).toMatch(/^FAIL HS03 .*\n {5}calls of the event factory: expected 0, got 1$/m)
  expect(printed).toMatch(/^\d of 8 passed$/m)
})

test('contract.test.ts passes', () => {
  const args = [
    'run',
    '--test-timeout',
    '20000',
    '--reporter',
    'default',
    '--reporter',
    'json',
    '--outputFile.json',
    'report.json',
  ]
  node('node_modules/vitest/vitest.mjs', ...args)
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
  expect(report.numFailedTests).toBe(0)
  expect(report.numPassedTests).toBeGreaterThan(100)
})
