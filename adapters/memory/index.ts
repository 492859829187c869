export type { CloseOptions, ServerOptions } from '../../src/adapter.ts'
export type { ConnectOptions, Peer, PeerClose } from '../../src/testing/target.ts'
export type { Handle } from '../handle.ts'
export { type MemoryServer, serve } from './serve.ts'
