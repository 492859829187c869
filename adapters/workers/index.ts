export type { ServerOptions } from '../../src/index.ts'
export { type Worker, worker } from './serve.ts'
