export type { CloseOptions, ListenOptions, ServerOptions } from '../../src/adapter.ts'
export type { Handle } from '../handle.ts'
export { type DenoServer, handler, serve } from './serve.ts'
