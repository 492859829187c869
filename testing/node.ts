/** For tests on Node: a raw WebSocket client, targets over the wire, and the contract's runner for vitest. */
export { type Dialed, type DialOptions, dial } from './dial.ts'
export { plainFetch } from './fetch.ts'
export { connect, type WirePeer } from './peer.ts'
export { type RunContractOptions, runContract, type TargetSource } from './vitest.ts'
export { type WireOptions, type WireTarget, wireTarget } from './wire.ts'
