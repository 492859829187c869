// What an adapter stands on: the server's side of the core, and the seam.

export type { SendData } from './data.ts'
export { drainTimeout } from './drain.ts'
export { type ErrorCode, type ErrorRule, JackfieldError } from './errors.ts'
export type { Log, LogEvent } from './log.ts'
export type { CloseOptions, ListenOptions, Policy, ServerOptions, ServerSettings } from './options.ts'
export type { Incident } from './report.ts'
export { createRouter } from './router.ts'
export type { App } from './routes.ts'
export type * from './seam.ts'
export type { PublishResult, Socket } from './socket.ts'
export type { Counters, Stats } from './stats.ts'
export type { DisconnectOptions, DisconnectTarget, PublishTarget } from './targets.ts'
