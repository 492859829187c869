import { worker } from '../../../adapters/workers/serve.ts'
import type { ServerOptions } from '../../../src/options.ts'
import { hostedApp } from './app.ts'

/** Put in by the bundler: a Worker has no arguments. */
declare const OPTIONS: ServerOptions

const { app, onError } = hostedApp()

export default worker(app, { ...OPTIONS, onError, log: (line) => console.error(line) })
