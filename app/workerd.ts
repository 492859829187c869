import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { banner, onFreePort, readOptions } from './options.ts'

const GRACE = 2_000
const workerd: { default: string; version: string } = createRequire(import.meta.url)('workerd')
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

await build({
  entryPoints: [path('worker.ts')],
  outfile: path('../.cache/worker.js'),
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  conditions: ['jackfield-source', 'workerd', 'worker', 'browser'],
  external: ['cloudflare:*', 'node:*'],
})

const options = readOptions()
if (options.tls) console.log('--tls is for Node, Bun and Deno; this is plain http.')
const port = await onFreePort(options.port, probe)
const host = options.host.includes(':') ? `[${options.host}]` : options.host
const server = spawn(
  workerd.default,
  [
    'serve',
    path('workerd.capnp'),
    `--socket-addr=http=${host}:${port}`,
    `--directory-path=page=${path('../.cache/page')}`,
    '--control-fd=3',
  ],
  { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] },
)
createInterface({ input: server.stdio[3] as Readable }).on('line', (line) => {
  const { event, port } = JSON.parse(line)
  const url = `http://${host}:${port}`
  if (event === 'listen') console.log(banner(`workerd ${workerd.version}`, url, { ...options, tls: false }))
})
server.on('exit', (code) => process.exit(code ?? 0))
process.on('SIGTERM', stop)
process.on('SIGINT', stop)

/** workerd stays for as long as a client does, whatever it is told: after a grace it is ended. */
function stop(): void {
  server.kill('SIGTERM')
  setTimeout(() => server.kill('SIGKILL'), GRACE)
}

/** Whether the port is free, asked of the system: workerd's own refusal is a stack trace. */
async function probe(port: number): Promise<number> {
  const listener = createServer().listen(port, options.host)
  await once(listener, 'listening')
  listener.close()
  return port
}
