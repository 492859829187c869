import { posix } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

export interface Bundle {
  /** Minified and compressed: what an app pays. */
  readonly bytes: number
  /** The modules in it, as paths from the root. */
  readonly modules: ReadonlySet<string>
  /** The packages that it loads besides. */
  readonly packages: ReadonlySet<string>
}

/** Bundles one entry without the packages that it imports, and without the modules of `base`. */
export async function bundle(entry: string, base: ReadonlySet<string> = new Set()): Promise<Bundle> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2024',
    external: ['node:*', 'cloudflare:*', 'bun'],
    packages: 'external',
    write: false,
    metafile: true,
    plugins: [
      {
        name: 'without the base',
        setup({ onResolve }) {
          onResolve({ filter: /^\./ }, ({ path, importer }) => {
            const target = posix.relative(process.cwd(), posix.join(posix.dirname(importer), path))
            return base.has(target) ? { path, external: true } : undefined
          })
        },
      },
    ],
  })
  const [output] = Object.values(result.metafile.outputs)
  return {
    bytes: gzipSync(result.outputFiles[0]?.contents ?? '', { level: 9 }).length,
    modules: new Set(Object.keys(output?.inputs ?? {})),
    packages: new Set(output?.imports.map((one) => one.path).filter((path) => !path.startsWith('.'))),
  }
}
