export type { CloseOptions, ListenOptions, ServerOptions } from '../../src/adapter.ts'
export type { Handle } from '../handle.ts'
export { type BunServer, handler, serve } from './serve.ts'
