export type { ServerOptions } from '../../src/adapter.ts'
export { type Worker, worker } from './serve.ts'
