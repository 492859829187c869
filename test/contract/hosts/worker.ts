import { type WorkerOptions, worker } from '../../../adapters/workers/index.ts'
import { hostedApp } from './app.ts'

/** Put in by the bundler: a Worker has no arguments. */
declare const OPTIONS: WorkerOptions

const { app, ...hooks } = hostedApp()

export { Room } from '../../../adapters/workers/index.ts'
export default worker(app, { ...OPTIONS, ...hooks })
