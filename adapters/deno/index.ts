export type { CloseOptions, ListenOptions, ServerOptions } from '../../src/index.ts'
export type { Handle } from '../handle.ts'
export { type DenoServer, handler, serve } from './serve.ts'
