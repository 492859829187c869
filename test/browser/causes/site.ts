import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Hono, type MiddlewareHandler } from 'hono'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { type ListenOptions, serve } from '../../../adapters/node/index.ts'
import { defineRoute } from '../../../src/channels/index.ts'
import type { Cause, ConnectOptions, Status } from '../../../src/client/index.ts'
import { upgradeWebSocket } from '../../../src/index.ts'
import { greeting } from './channel.ts'

/** The page's script as a user's bundler leaves it: what diagnoses is a file of its own, fetched when it is needed. */
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
  bundle: true,
  splitting: true,
  format: 'esm',
  outdir: '/',
  write: false,
  conditions: ['jackfield-source'],
})
const scripts = new Map(outputFiles.map(({ path, text }) => [path, text]))

const html =
  '<!doctype html><title>Greeting</title><link rel="icon" href="data:,"><output></output>' +
  '<script type="module" src="/page.js"></script>'

const route = defineRoute(greeting, { on: {} })

/** A server on a port of its own, with the page and, behind what else it is given, the channel's route at `/ws`. */
export async function startSite(options: ListenOptions = {}, ...guards: MiddlewareHandler[]) {
  const app = new Hono()
    .get('/', (c) => c.html(html, 200, { 'content-security-policy': c.req.query('policy') ?? '' }))
    .get('/health', (c) => c.text('well'))
  for (const [path, text] of scripts) app.get(path, (c) => c.body(text, 200, { 'content-type': 'text/javascript' }))
  for (const guard of guards) app.use(guard)
  app.get('/ws', (c) => upgradeWebSocket(c, route))
  const server = await serve(app, { port: 0, log: () => {}, ...options })
  return Object.assign(server, { [Symbol.asyncDispose]: () => server.close({ timeout: 1 }) })
}

/** Names of this machine that servers take for foreign ones, and browsers for those of others. */
export const farNames = '--host-resolver-rules=MAP *.test 127.0.0.1'

export const named = (url: string, name: string): string => url.replace('127.0.0.1', name)

export const asSocket = (url: string): string => url.replace('http', 'ws')

/** Where a site's page connects elsewhere than to its own `/ws`, or otherwise. */
export function pageAt(origin: string, to?: string, options: ConnectOptions = {}): string {
  const url = new URL(origin)
  if (to !== undefined) url.searchParams.set('to', to)
  url.searchParams.set('options', JSON.stringify(options))
  return url.href
}

export const statusOf = (page: Page): Promise<Status | undefined> => page.evaluate(() => window.statuses.at(-1))

/** Waits until a page says why there is no connection, and that in all of these words: what was found, and what to do. */
export async function untilWhy(page: Page, cause: Partial<Cause>, ...words: string[]): Promise<void> {
  const look = () => ({ status: window.statuses.at(-1), text: document.querySelector('output')?.textContent })
  const found = async () => {
    const { status, text } = await page.evaluate(look)
    return { status, text, missing: words.filter((word) => !text?.includes(word)) }
  }
  await expect.poll(found, { timeout: 15_000 }).toMatchObject({ status: { why: cause }, missing: [] })
}

export const untilOpen = (page: Page): Promise<void> =>
  expect.poll(() => statusOf(page), { timeout: 15_000 }).toMatchObject({ state: 'open' })
