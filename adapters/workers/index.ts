export type { ServerOptions } from '../../src/adapter.ts'
export { Room } from './room.ts'
export { type Worker, type WorkerOptions, worker } from './serve.ts'
