import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, inject, test } from 'vitest'
import { binaries } from '../contract/binaries.ts'
import { run } from '../package/run.ts'
import { linkPackages } from './link.ts'
import { listingsOfPage, pages } from './listings.ts'

const files = Object.fromEntries(
  listingsOfPage(pages.get('docs/guide.md') ?? '', 'docs/guide.md').flatMap(({ file, text }) =>
    file?.startsWith('chat') ? [[file, text]] : [],
  ),
)

/** Runs the guide's test of a chat where the built package is installed, as its reader does. */
function runTest(name: string, app: string): string {
  const folder = join(inject('installed'), name)
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries({ ...files, 'chat-app.ts': app })) {
    writeFileSync(join(folder, file), text)
    linkPackages(text)
  }
  return run(binaries.node24(), [resolve('node_modules/vitest/vitest.mjs'), 'run'], { cwd: folder })
}

test("the guide's test of two who chat and come back has under 25 lines", () => {
  const lines = files['chat.test.ts']?.trimEnd().split('\n') ?? []
  expect(lines.filter((line) => line.includes('client.connect(chat'))).toHaveLength(2)
  expect(lines.length).toBeLessThan(25)
})

test('it passes', () => {
  expect(runTest('kit', files['chat-app.ts'] ?? '')).toMatch(/Tests +1 passed \(1\)/)
})

test('and fails with an app that tells nobody else', () => {
  const mute = files['chat-app.ts']?.replace("socket.broadcast('said', line)", '') ?? ''
  expect(() => runTest('kit-of-a-mute-app', mute)).toThrow(/Tests +1 failed \(1\)/)
})
