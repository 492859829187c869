// The client on real runtimes, against a server on Node that restarts meanwhile.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { Hono } from 'hono'
import { upgradeWebSocket } from 'jackfield'
import { defineRoute } from 'jackfield/channels'
import { serve } from 'jackfield/node'
import { expect, onTestFinished, test } from 'vitest'
import { findBinary } from '../contract/binaries.ts'
import { type Conversation, chat } from './conversation.ts'
import { Program } from './program.ts'
import { fileOf, runtimes } from './runtimes.ts'

/** A server that ends when a client says so, and is there again on the same port. */
async function startServer(): Promise<string> {
  const route = defineRoute(chat, {
    presence: () => ({ name: 'somebody' }),
    on: {
      say: (socket, text) => void socket.send('said', text),
      frame: (socket, { head, body }) => void socket.send('frame', head, body),
      add: (_, numbers) => numbers.reduce((sum, number) => sum + number, 0),
      restart: () => void restart(),
    },
  })
  const app = new Hono().get('/ws', (c) => upgradeWebSocket(c, route))
  let server = await serve(app, { port: 0, log: () => {} })
  const { port, url } = server
  let restarting: Promise<void> | undefined
  const restart = () => {
    restarting = (async () => {
      await server.close({ timeout: 100 })
      server = await serve(app, { port, log: () => {} })
    })()
  }
  onTestFinished(async () => {
    await restarting
    await server.close({ timeout: 100 })
  })
  return `${url}/ws`
}

const talked = (text: string) => ({ heard: [text, [text, 1, 2, 3]], sum: 5 })

const conversation: Conversation = {
  first: talked('hello'),
  second: talked('still there?'),
  opened: 2,
  causes: ['The server closed it: 1001 the server is going away', 'Closed here.'],
  faults: [],
}

const programs = [...runtimes, { name: 'node22', binary: findBinary('node22'), flags: runtimes[0]?.flags ?? [] }]

test.for(programs)('the client on $name', async ({ name, binary = name, flags }) => {
  await using program = new Program(binary, [...flags, fileOf('./hosts/client.ts'), await startServer()])
  expect(await program.ended(), program.output).toBe(0)
  expect(JSON.parse(program.output)).toEqual(conversation)
})

/** A Worker may connect to this machine only if its network says so. */
const configuration = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-10-01",
    )),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`

test('the client in a Worker', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jackfield-client-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await build({
    entryPoints: [fileOf('./hosts/client-worker.ts')],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['jackfield-source', 'worker'],
    logLevel: 'silent',
  })
  await writeFile(join(folder, 'worker.capnp'), configuration)
  const flags = ['serve', join(folder, 'worker.capnp'), '--control-fd=1']
  const worker = new Program(findBinary('workerd') ?? 'workerd', flags)
  // Also when the test has run out of time.
  onTestFinished(() => worker[Symbol.asyncDispose]())
  const [, port] = await worker.printed(/"socket":"http","port":(\d+)/)
  const response = await fetch(`http://127.0.0.1:${port}/?to=${encodeURIComponent(await startServer())}`)
  expect(await response.json(), worker.output).toEqual(conversation)
})
