export type { CloseOptions, ListenOptions, ServerOptions } from '../../src/index.ts'
export type { Handle } from '../handle.ts'
export { type BunServer, handler, serve } from './serve.ts'
