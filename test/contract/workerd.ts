import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { ServerOptions } from '../../src/options.ts'
import { Child } from './child.ts'

/**
 * Bundles a Worker and starts it in a workerd of its own, with objects to keep its rooms if it exports their class. The
 * bundle is gone when the process has read it.
 */
export async function startWorkerd(
  binary: string,
  entry: string,
  { hostname = '127.0.0.1', ...options }: ServerOptions & { readonly hostname?: string },
  compatibilityDate: string,
  v8Flags: readonly string[] = [],
): Promise<{ child: Child; port: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'jackfield-workerd-'))
  try {
    const { metafile } = await build({
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
      metafile: true,
    })
    const hasRooms = Object.values(metafile.outputs).some((output) => output.exports.includes('Room'))
    const file = join(directory, 'worker.capnp')
    await writeFile(file, configuration(compatibilityDate, v8Flags, hasRooms ? rooms : ''))
    const child = new Child(binary, ['serve', file, `--socket-addr=http=${hostname}:0`, '--control-fd=3'], 3)
    return { child, port: await child.port() }
  } finally {
    await rm(directory, { recursive: true })
  }
}

const rooms = `
    durableObjectNamespaces = [(className = "Room", uniqueKey = "rooms", enableSql = true)],
    durableObjectStorage = (inMemory = void),
    bindings = [(name = "ROOMS", durableObjectNamespace = "Room")],`

function configuration(compatibilityDate: string, v8Flags: readonly string[], more: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  v8Flags = ${JSON.stringify(v8Flags)},
  services = [(name = "main", worker = (
    modules = [(name = "worker.js", esModule = embed "worker.js")],
    compatibilityDate = "${compatibilityDate}",${more}
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`
}
