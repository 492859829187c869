import { posix } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

export interface Bundle {
  /** Minified and compressed: what an app pays. */
  readonly bytes: number
  /** The modules in it, as paths from the root. */
  readonly modules: ReadonlySet<string>
  /** Its own modules that are loaded only when they are needed, and not counted. */
  readonly later: ReadonlySet<string>
  /** The packages that it loads besides. */
  readonly packages: ReadonlySet<string>
}

/** Bundles one entry without the packages that it imports, without the modules of `base`, and without what comes later. */
export async function bundle(entry: string, base: ReadonlySet<string> = new Set()): Promise<Bundle> {
  const later = new Set<string>()
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
          onResolve({ filter: /^\./ }, ({ path, importer, kind }) => {
            const target = posix.relative(process.cwd(), posix.join(posix.dirname(importer), path))
            if (kind === 'dynamic-import') later.add(target)
            return base.has(target) || kind === 'dynamic-import' ? { path, external: true } : undefined
          })
        },
      },
    ],
  })
  const [output] = Object.values(result.metafile.outputs)
  return {
    bytes: gzipSync(result.outputFiles[0]?.contents ?? '', { level: 9 }).length,
    modules: new Set(Object.keys(output?.inputs ?? {})),
    later,
    packages: new Set(output?.imports.map((one) => one.path).filter((path) => !path.startsWith('.'))),
  }
}
