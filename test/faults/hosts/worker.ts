import { type WorkerOptions, worker } from '../../../adapters/workers/index.ts'
import type { ListenOptions } from '../../../src/options.ts'
import { faultsApp } from '../app.ts'

/** Put in by the bundler: a Worker has no arguments. */
declare const OPTIONS: WorkerOptions & Pick<ListenOptions, 'signals'>

// A Worker hears of no signal.
const { signals: _, ...options } = OPTIONS

const { app, onError } = faultsApp({
  collect: () => globalThis.gc?.(),
  heap: () => undefined,
  stats: () => ('stats' in served ? (served.stats as () => unknown)() : undefined),
})
const served = worker(app, { ...options, onError, log: (line) => console.error(line) })

export { Room } from '../../../adapters/workers/index.ts'
export default served
