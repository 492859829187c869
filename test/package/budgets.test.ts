import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { manifest, sources } from './manifest.ts'

// What an app's own module loads, what a server loads besides, and what each runtime adds to both.
const app = await bundle(sources['.'] ?? '')
const server = await bundle(sources['./adapter'] ?? '', app.modules)
const core = new Set([...app.modules, ...server.modules])
// What a page loads, which has no server: a channel and its client, and what that needs once it is open, or has failed.
const client = await bundle(sources['./client'] ?? '')
const [later = ''] = client.later
const own = new Map([
  ['.', app],
  ['./adapter', server],
  ['./channel', await bundle(sources['./channel'] ?? '')],
  ['./client', client],
  ['./client: later', await bundle(later, client.modules)],
])
const printed: string[] = []
afterAll(() => console.log(`min+gzip bytes: ${printed.join(', ')}`))

for (const [entry, budget] of Object.entries(manifest.budgets)) {
  test(`${entry} is at most ${budget} bytes`, async () => {
    const { bytes } = own.get(entry) ?? (await bundle(sources[entry] ?? '', core))
    printed.push(`${entry} ${bytes} of ${budget}`)
    expect(bytes).toBeGreaterThan(200)
    expect(bytes).toBeLessThanOrEqual(budget)
  })
}

test('a bundle grows with what it holds, and not with what the core has', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jackfield-'))
  writeFileSync(join(folder, 'a.ts'), `import './b.ts'\nexport const a = '${crypto.randomUUID().repeat(10)}'`)
  writeFileSync(join(folder, 'b.ts'), `console.log('${crypto.getRandomValues(new Uint8Array(1000)).join('')}')`)
  const whole = await bundle(join(folder, 'a.ts'))
  const rest = await bundle(join(folder, 'a.ts'), new Set([...whole.modules].filter((path) => path.endsWith('b.ts'))))
  rmSync(folder, { recursive: true })
  expect(whole.modules.size).toBe(2)
  expect(whole.bytes - rest.bytes).toBeGreaterThan(1000)
})

test('a client loads one file later', () => {
  expect([...client.later]).toEqual(['src/client/later.ts'])
})

test.each(['./channel', './client'])('%s loads no package', async (entry) => {
  const { packages } = await bundle(sources[entry] ?? '')
  expect([...packages]).toEqual([])
})

test.each(['.', './channels', './adapter', './bun', './deno', './workers'])(
  '%s loads nothing but Hono',
  async (entry) => {
    const { packages } = await bundle(sources[entry] ?? '')
    expect([...packages].filter((name) => !/^(hono|hono\/ws|hono\/route|node:.+|cloudflare:.+)$/.test(name))).toEqual(
      [],
    )
  },
)

test('./node loads ws and @hono/node-server', async () => {
  const { packages } = await bundle(sources['./node'] ?? '')
  expect([...packages]).toEqual(expect.arrayContaining(['ws', '@hono/node-server']))
})
