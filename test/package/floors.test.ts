import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { breaches } from './floors.ts'

const planted = (files: Record<string, string>) => breaches(new Map(Object.entries(files)))

test('the floors hold', () => {
  const paths = globSync(['src/**/*.ts', 'adapters/**/*.ts', 'testing/**/*.ts', 'app/**/*.ts'])
  expect(paths.length).toBeGreaterThan(20)
  expect(breaches(new Map(paths.map((path) => [path, readFileSync(path, 'utf8')])))).toEqual([])
})

const faults: [path: string, text: string, what: string][] = [
  ['src/a.ts', "import { serve } from '../adapters/node/index.ts'", 'may not import adapters/node/index.ts'],
  ['src/a.ts', "import type { Case } from './testing/target.ts'", 'may not import src/testing/target.ts'],
  ['src/a.ts', "export * from './client/index.ts'", 'may not import src/client/index.ts'],
  ['src/a.ts', "import { defineRoute } from './channels/route.ts'", 'may not import src/channels/route.ts'],
  ['src/channel/a.ts', "import { errors } from '../errors.ts'", 'may not import src/errors.ts'],
  ['src/channels/a.ts', "import { connect } from '../client/index.ts'", 'may not import src/client/index.ts'],
  ['src/client/a.ts', "import type { Hub } from '../hub.ts'", 'may not import src/hub.ts'],
  ['src/channel/a.ts', "import type { Context } from 'hono'", 'may not import hono'],
  ['src/client/a.ts', "import { hc } from 'hono/client'", 'may not import hono/client'],
  ['src/a.ts', "const { readFile } = await import('node:fs')", 'may not import node:fs'],
  ['src/a.ts', "import { upgradeWebSocket } from 'hono/bun'", 'may not import hono/bun'],
  ['src/a.ts', "type Server = import('ws').Server", 'may not import ws'],
  ['adapters/bun/a.ts', "import { serve } from '../node/serve.ts'", 'may not import adapters/node/serve.ts'],
  ['adapters/bun/a.ts', "import { WebSocket } from 'ws'", 'may not import ws'],
  ['adapters/deno/a.ts', "import '@hono/node-server'", 'may not import @hono/node-server'],
  ['adapters/node/a.ts', "import { app } from '../../app/app.ts'", 'may not import app/app.ts'],
  ['app/a.ts', "import { serve } from '../adapters/node/index.ts'", 'may not import adapters/node/index.ts'],
  ['app/a.ts', "import { WebSocket } from 'ws'", 'may not import ws'],
  ['src/a.ts', 'if (process.env.DEBUG) debug()', 'uses process'],
  ['src/a.ts', "export const isDeno = typeof Deno === 'object'", 'uses Deno'],
  ['src/a.ts', "export const isBun = 'Bun' in globalThis && globalThis.Bun", 'uses Bun'],
  ['src/a.ts', "export const isBun = globalThis['Bun']", 'uses Bun'],
  ['src/a.ts', 'export const now = () => Date.now()', 'uses Date.now'],
  ['src/a.ts', 'export const now = () => new Date().getTime()', 'uses new Date()'],
  ['src/a.ts', 'export const now = performance.now', 'uses performance.now'],
  ['src/a.ts', 'export const id = () => crypto.randomUUID()', 'uses crypto.randomUUID'],
  ['src/a.ts', 'export const dice = () => Math.random()', 'uses Math.random'],
  ['src/a.ts', 'setTimeout(() => {}, 10)', 'uses setTimeout'],
  ['src/a.ts', 'export const timers = { setInterval }', 'uses setInterval'],
  ['src/testing/a.ts', 'process.exit()', 'uses process'],
  ['adapters/serve.ts', "import { Hub } from './node/hub.ts'", 'may not import adapters/node/hub.ts'],
  ['src/a.ts', 'export const x = (y as any).z', 'as any'],
  ['adapters/node/a.ts', '// @ts-ignore\nx()', 'silences the compiler'],
  ['adapters/node/a.ts', '\n'.repeat(151), '151 lines, over 150'],
  ['src/a.ts', '\n'.repeat(351), '351 lines, over 350'],
  ['lib/a.ts', '', 'on no floor'],
]

for (const [path, text, what] of faults) {
  test(`a planted fault is found: ${path}: ${what}`, () => {
    expect(planted({ [path]: text })).toEqual([`${path}: ${what}`])
  })
}

test('a planted circle is found, by types too', () => {
  expect(
    planted({
      'src/a.ts': "import './b.ts'",
      'src/b.ts': "import type { C } from './c.ts'",
      'src/c.ts': "export { a } from './a.ts'",
    }),
  ).toEqual(['src/a.ts -> src/b.ts -> src/c.ts -> src/a.ts: a circle'])
})

test('what only looks like a fault passes', () => {
  expect(
    planted({
      'src/a.ts': `
        // process.exit, Date.now() and 'ws' in a comment or a text are words
        export const words = 'process.exit(Date.now())'
        export interface Platform { now(): number; process?: string }
        export const made = (platform: Platform) => ({ setTimeout: platform.now(), at: new Date(platform.now()) })
        queueMicrotask(() => made({ now: () => 0 }))
      `,
      'src/testing/a.ts': "import { cors } from 'hono/cors'\nsetTimeout(() => cors(), Date.now())",
      'adapters/node/a.ts': "import { WebSocketServer } from 'ws'\nsetTimeout(() => new WebSocketServer(), Date.now())",
    }),
  ).toEqual([])
})
