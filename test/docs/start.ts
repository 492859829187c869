import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { build } from 'esbuild'
import { within } from '../../src/testing/expect.ts'
import { binaries } from '../contract/binaries.ts'
import { startWorkerd } from '../contract/workerd.ts'

export interface Server extends AsyncDisposable {
  readonly url: string
}

const deno = ['--cached-only', '--no-prompt', '--allow-net', '--allow-env', '--allow-read']

/** How each entry is started, in its folder: as its reader would, but for the port. */
const commands: Record<string, (entry: string) => [binary: string, args: string[]]> = {
  Node: (entry) => [binaries.node24(), [entry]],
  Bun: (entry) => [binaries.bun(), [entry]],
  'bun --hot': (entry) => [binaries.bun(), ['--hot', entry]],
  Deno: (entry) => [binaries.deno(), ['run', ...deno, entry]],
  'deno serve': (entry) => [binaries.deno(), ['serve', ...deno, '--host', '127.0.0.1', '--port', '0', entry]],
}

/** Starts an entry as its runtime does; resolves when it has said where it listens. */
export async function start(runtime: string, folder: string, entry: string): Promise<Server> {
  if (runtime === 'Workers') return startWorker(folder, entry)
  const [binary, args] = commands[runtime]?.(entry) ?? []
  if (!binary) throw new Error(`(${runtime}) is none of ${[...Object.keys(commands), 'Workers'].join(', ')}`)
  const child = spawn(binary, args, { cwd: folder, env: { ...process.env, NO_COLOR: '1', PORT: '0' } })
  let printed = ''
  const exited = once(child, 'exit')
  const found = Promise.withResolvers<string>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      printed += bytes
      const url = /https?:\/\/[\w.-]+:\d+(?=[/\s])/.exec(printed)
      if (url) found.resolve(url[0])
    })
  }
  exited.then(([code]) => found.reject(new Error(`it ended with ${code}`)), found.reject)
  const end = async () => {
    child.kill('SIGTERM')
    const kill = setTimeout(() => child.kill('SIGKILL'), 3_000)
    await exited
    clearTimeout(kill)
  }
  try {
    return { url: await within(found.promise, 'the printed address', 20_000), [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw new Error(`${entry} (${runtime}): ${(error as Error).message}\n${printed}`)
  }
}

async function startWorker(folder: string, entry: string): Promise<Server> {
  const outfile = join(folder, 'bundled.js')
  await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
  })
  const { child, port } = await startWorkerd(binaries.workerd(), outfile, {}, '2026-10-01')
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => child.end() }
}
