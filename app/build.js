// Bundles the page, with the package's client, into .cache/page/: what every runtime serves. Plain JavaScript that any
// Node since 18 can run; the launcher, npm's `prestart` scripts and wrangler run it.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

/** @param {string} relative */
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))

const { outputFiles } = buildSync({
  entryPoints: ['index.html', 'icon.svg', 'main.css', 'main.ts'].map((name) => path(`page/${name}`)),
  outdir: path('../.cache/page'),
  bundle: true,
  format: 'esm',
  minify: true,
  loader: { '.html': 'copy', '.svg': 'copy' },
  conditions: ['jackfield-source', 'browser'],
  write: false,
  logLevel: 'warning',
})

mkdirSync(path('../.cache/page'), { recursive: true })
for (const { path, contents } of outputFiles) {
  // Whole at once: a server may be reading it.
  writeFileSync(`${path}.${process.pid}`, contents)
  renameSync(`${path}.${process.pid}`, path)
}
