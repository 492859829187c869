export type { CloseOptions, ListenOptions, ServerOptions } from '../../src/adapter.ts'
export type { Handle } from '../handle.ts'
export { type AttachedHandle, attach } from './attach.ts'
export { type NodeHandle, serve } from './serve.ts'
