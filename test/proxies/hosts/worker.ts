import { worker } from '../../../adapters/workers/index.ts'
import type { ServerOptions } from '../../../src/options.ts'
import { app } from './app.ts'

declare const OPTIONS: ServerOptions

export default worker(app, { ...OPTIONS, log: (line) => console.error(line) })
