import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { hc } from 'hono/client'
import { connect, plainFetch } from 'jackfield/testing/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until, within } from '../../src/testing/expect.ts'
import type listener from './hono-docs/listener.ts'
import { type Running, run } from './program.ts'

const examples = ['greeting.ts', 'listener.ts', 'clock.tsx', 'headers.ts']

/** An example as JavaScript: Node does not run JSX. */
async function built(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`./hono-docs/${file}`, import.meta.url))],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    write: false,
  })
  return outputFiles[0]!.text
}

const served = (runtime: string) => `import { serve } from 'jackfield/${runtime}'
const server = await serve(app, { port: 3000 })
console.log(server.url)`

const serving: Record<string, string> = {
  Node: served('node'),
  Bun: served('bun'),
  Deno: served('deno'),
  Workers: "import { worker } from 'jackfield/workers'\nexport default worker(app)",
}

describe.each(Object.entries(serving))("the examples of Hono's documentation on %s", (runtime, serve) => {
  let server: Running
  beforeAll(async () => {
    const names = examples.map((file) => file.replace(/\..*/, ''))
    const app = `import { Hono } from 'hono'
${names.map((name) => `import ${name} from './${name}.js'`).join('\n')}
const app = new Hono()${names.map((name) => `.route('/${name}', ${name})`).join('')}
${serve}
`
    const texts = await Promise.all(examples.map(built))
    const modules = names.map((name, index) => [`${name}.js`, texts[index]!])
    server = await run(`hono-docs-${runtime}`, runtime, { 'app.ts': app, ...Object.fromEntries(modules) })
  })
  afterAll(() => server?.[Symbol.asyncDispose]())

  const logged = (line: string) =>
    until(
      () => server.output().includes(line),
      () => `${line} in\n${server.output()}`,
    )

  test('a message is logged and answered, a close is logged', async () => {
    const peer = await connect(server, '/greeting/ws?name=Ada')
    peer.send('good morning')
    expect(await peer.next()).toBe('Hello from server!')
    peer.close(1000)
    await logged('Ada sent good morning')
    await logged('Ada has closed')
  })

  test('a client of hc connects by $ws(), and is heard', async () => {
    const socket = hc<typeof listener>(`${server.origin}/listener`).ws.$ws()
    await within(new Promise((resolve) => socket.addEventListener('open', resolve)), 'the client to open')
    const now = new Date().toString()
    socket.send(now)
    await logged(now)
    socket.close()
  })

  test('a page and its socket, that ticks until it is closed', async () => {
    const page = await plainFetch(`${server.origin}/clock`)
    expect(await page.text()).toContain("new WebSocket('clock/ws')")
    const peer = await connect(server, '/clock/ws')
    for (const tick of ['tick 1', 'tick 2', 'tick 3']) expect(await peer.next()).toBe(tick)
    peer.close(1000)
    await logged('stopped after some ticks')
  })

  test('middleware that sets headers leaves the upgrade whole, and its headers are on the 101', async () => {
    const peer = await connect(server, '/headers/ws', { headers: { Origin: 'http://localhost:5173' } })
    expect([peer.status, peer.headers.get('access-control-allow-origin')]).toEqual([101, 'http://localhost:5173'])
    expect(peer.headers.get('x-frame-options')).toBe('SAMEORIGIN')
    expect(peer.headers.get('x-late')).toBe('set after the route')
    peer.send('hello')
    expect(await peer.next()).toBe('hello')
    peer.terminate()
  })
})
