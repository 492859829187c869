import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { migrations } from './listings.ts'

test('every diff of the page is run', () => {
  const tests = globSync('test/migrate/*.test.ts').map((path) => readFileSync(path, 'utf8'))
  const run = tests.flatMap((text) => [...text.matchAll(/^migration\('(.+)'/gm)].map(([, from]) => from))
  expect(run.sort()).toEqual([...migrations.keys()].sort())
})

test('a diff of a section is two programs', () => {
  const { runtime, before, after } = migrations.get('hono/bun')!
  expect(runtime).toBe('Bun')
  const [first, second] = [before, after].map((text) => text.split('\n'))
  expect(first?.filter((line) => !second?.includes(line))).toEqual([
    "import { upgradeWebSocket, websocket } from 'hono/bun'",
    'export default { fetch: app.fetch, websocket, port: 3000 }',
  ])
  expect([...migrations.values()].filter((one) => Object.values(one).includes(''))).toEqual([])
})
