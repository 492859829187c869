import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Hono } from 'hono'
import { upgradeWebSocket } from 'jackfield'
import { attach } from 'jackfield/node'
import { connect, plainFetch, type WirePeer } from 'jackfield/testing/node'
import { createServer, type InlineConfig, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile, writeListings } from '../docs/compile.ts'
import { ownServer } from '../serve/own-server.ts'
import { listing } from './listings.ts'

const echo = () =>
  new Hono().get(
    '/ws',
    upgradeWebSocket(() => ({ onMessage: (event, ws) => ws.send(event.data) })),
  )

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'jackfield-vite-'))
  await writeFile(join(root, 'index.html'), '<p>a page of vite')
})
afterAll(() => rm(root, { recursive: true }))

async function startVite(config: InlineConfig): Promise<ViteDevServer & AsyncDisposable> {
  const vite = await createServer({
    root,
    configFile: false,
    cacheDir: join(root, '.vite'),
    logLevel: 'silent',
    optimizeDeps: { noDiscovery: true },
    ...config,
  })
  return Object.assign(vite, { [Symbol.asyncDispose]: () => vite.close() })
}

/** The HMR socket, as the client that vite serves opens it. */
async function connectHmr(origin: string, path = '/'): Promise<WirePeer> {
  const client = await (await plainFetch(`${origin}/@vite/client`)).text()
  const [, token] = /wsToken = "([^"]+)"/.exec(client) ?? []
  return connect({ origin }, `${path}?token=${token}`, { protocols: ['vite-hmr'], headers: { Origin: origin } })
}

/** Pages and HMR are vite's, the route is ours, each by its own socket. */
async function liveTogether(origin: string, vite: ViteDevServer, path?: string): Promise<void> {
  expect(await (await plainFetch(`${origin}/`, { headers: { accept: 'text/html' } })).text()).toContain(
    'a page of vite',
  )
  const [hmr, ours] = [await connectHmr(origin, path), await connect({ origin }, '/ws')]
  expect([hmr.status, hmr.protocol, ours.status, ours.protocol]).toEqual([101, 'vite-hmr', 101, ''])
  expect(await hmr.next()).toBe('{"type":"connected"}')
  vite.ws.send({ type: 'full-reload' })
  ours.send('hello')
  expect(JSON.parse(String(await hmr.next()))).toEqual({ type: 'full-reload' })
  expect(await ours.next()).toBe('hello')
  for (const peer of [hmr, ours]) peer.terminate()
}

describe('vite as middleware of our server', () => {
  let vite: ViteDevServer
  const pages: RequestListener = (request, response) => vite.middlewares(request, response)
  const middleware = (server: Server, path?: string) =>
    startVite({ server: { middlewareMode: true, ws: { server, path } } })

  test('attach comes first', async () => {
    await using own = await ownServer(pages)
    const handle = attach(own.server, echo())
    await using started = await middleware(own.server)
    vite = started
    await liveTogether(own.origin, vite)
    await handle.close()
    expect((await connectHmr(own.origin)).status).toBe(101)
  })

  test('vite comes first', async () => {
    await using own = await ownServer(pages)
    await using started = await middleware(own.server)
    vite = started
    const handle = attach(own.server, echo())
    await liveTogether(own.origin, vite)
    await vite.close()
    const ours = await connect({ origin: own.origin }, '/ws')
    ours.send('hello')
    expect(await ours.next()).toBe('hello')
    ours.terminate()
    await handle.close()
  })

  test('an app that answers / itself has the handshakes there too: HMR needs a path of its own', async () => {
    await using own = await ownServer(pages)
    const handle = attach(
      own.server,
      echo().get('/', (c) => c.text('a page of ours')),
    )
    {
      await using started = await middleware(own.server)
      vite = started
      const taken = await connectHmr(own.origin)
      expect([taken.status, taken.body]).toEqual([200, 'a page of ours'])
    }
    await using started = await middleware(own.server, 'hmr')
    vite = started
    await liveTogether(own.origin, vite, '/hmr')
    await handle.close()
  })
})

test("our routes in vite's own server, by the plugin of the page", async () => {
  const folder = writeListings('migrate-vite', 'node', { 'vite.config.ts': listing('vite.config.ts') })
  compile(folder)
  const { default: config }: { default: InlineConfig } = await import(resolve(folder, 'vite.config.ts'))
  await using vite = await startVite({ ...config, server: { host: '127.0.0.1', port: 0 } })
  await vite.listen()
  const { port } = vite.httpServer!.address() as AddressInfo
  await liveTogether(`http://127.0.0.1:${port}`, vite)
})
