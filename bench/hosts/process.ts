import process from 'node:process'

/** What every host listens on. */
export const address = { hostname: '127.0.0.1', port: 0 }

/** Tells the port. */
export function listening({ port }: { readonly port?: number }): void {
  console.log(JSON.stringify({ port }))
}

/** What is in use once all garbage is collected. */
export function memory(): { rss: number; heap: number } {
  collect()
  const { rss, heapUsed } = process.memoryUsage()
  return { rss, heap: heapUsed }
}

function collect(): void {
  if ('Bun' in globalThis) return void Bun.gc(true)
  if (!globalThis.gc) throw new Error('Start it with --expose-gc, and Deno with --v8-flags=--expose-gc.')
  globalThis.gc()
}
