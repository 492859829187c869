import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { ServerOptions } from '../../src/options.ts'
import { Child } from './child.ts'

/** Bundles a Worker and starts it in a workerd of its own. The bundle is gone when the process has read it. */
export async function startWorkerd(
  binary: string,
  entry: string,
  options: ServerOptions,
  compatibilityDate: string,
): Promise<{ child: Child; port: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'jackfield-workerd-'))
  try {
    await build({
      entryPoints: [entry],
      outfile: join(directory, 'worker.js'),
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['jackfield-source', 'workerd', 'worker', 'browser'],
      external: ['cloudflare:*', 'node:*'],
      define: { OPTIONS: JSON.stringify(options) },
      logLevel: 'silent',
    })
    await writeFile(join(directory, 'worker.capnp'), configuration(compatibilityDate))
    const file = join(directory, 'worker.capnp')
    const child = new Child(binary, ['serve', file, '--socket-addr=http=127.0.0.1:0', '--control-fd=3'], 3)
    return { child, port: await child.port() }
  } finally {
    await rm(directory, { recursive: true })
  }
}

function configuration(compatibilityDate: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "worker.js", esModule = embed "worker.js")],
    compatibilityDate = "${compatibilityDate}",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`
}
