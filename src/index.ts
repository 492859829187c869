export { clientOf } from './client.ts'
export type { SendData } from './data.ts'
export { disconnect } from './disconnect.ts'
export { type ErrorCode, type ErrorRule, errors, JackfieldError } from './errors.ts'
export type { Client } from './guards/proxies.ts'
export type { Log, LogEvent } from './log.ts'
export type {
  CloseOptions,
  CountOptions,
  Grant,
  HeartbeatOptions,
  LimitOptions,
  OriginCheck,
  PendingOptions,
  RateOptions,
  RouteOptions,
  ServerOptions,
  SlowReader,
  TokenOptions,
  UnsentOptions,
} from './options.ts'
export { type Publish, publish } from './publish.ts'
export type { PublishResult, Socket, SocketErrorEvent, WSEvents } from './socket.ts'
export type { DisconnectOptions, DisconnectTarget, PublishTarget } from './targets.ts'
export { type UpgradeWebSocket, upgradeWebSocket } from './upgrade.ts'
