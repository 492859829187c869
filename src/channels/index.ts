export { count, list } from './room.ts'
export { type DefineRoute, defineRoute } from './route.ts'
export type {
  ChannelClose,
  ChannelGrant,
  ChannelRoute,
  ChannelSocket,
  ChannelTarget,
  ChannelToken,
  ConnectionOptions,
  Listed,
  RouteDefinition,
  TokenBearer,
} from './types.ts'
