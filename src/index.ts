export type { SendData } from './data.ts'
export { type ErrorCode, type ErrorRule, errors, JackfieldError } from './errors.ts'
export type { PublishTarget } from './intent.ts'
export type { Log, LogEvent } from './log.ts'
export type {
  HeartbeatOptions,
  LimitOptions,
  ListenOptions,
  PendingOptions,
  Policy,
  RouteOptions,
  ServerOptions,
} from './options.ts'
export { publish } from './publish.ts'
export { type CloseOptions, createRouter, type Router } from './router.ts'
export type { App } from './routes.ts'
export type * from './seam.ts'
export type { PublishResult, Socket, SocketErrorEvent, WSEvents } from './socket.ts'
export { type UpgradeWebSocket, upgradeWebSocket } from './upgrade.ts'
