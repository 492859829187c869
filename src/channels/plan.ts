import type { AnyChannel } from '../channel/index.ts'
import type { Message } from '../channel/message.ts'
import type { Definition } from '../definition.ts'
import type { ConnectionEvents } from '../handlers.ts'
import type { Outgoing } from './outgoing.ts'
import type { ChannelClose, ChannelSocket, ChannelToken, DataSchema } from './types.ts'

/** The handler of one message, whatever its types are. */
export type Handler = (
  socket: ChannelSocket,
  data: unknown,
  call: { readonly signal: AbortSignal } | undefined,
) => unknown

/** A message that a client may send, and who handles it. */
export interface Incoming extends Message {
  readonly handler: Handler
}

/** The hooks of a route, whatever their types are. */
export interface Hooks {
  onOpen?(socket: ChannelSocket): unknown
  onClose?(socket: ChannelSocket, close: ChannelClose): unknown
  onError?(socket: ChannelSocket, error: unknown): unknown
  presence?(socket: ChannelSocket): unknown
}

/** A route of a channel, as the server runs it: made once, and the same for all of its connections. */
export interface Plan extends Outgoing, Pick<Definition, 'options'> {
  readonly channel: AnyChannel
  readonly data: DataSchema
  readonly incoming: ReadonlyMap<string, Incoming>
  readonly hooks: Hooks
  readonly token: ChannelToken | undefined
  readonly maxFaults: number
  readonly maxCalls: number
  readonly maxMessage: number
}

/** The events of a route's connections: of those that begin, and of those that were open before. */
export interface PlanEvents {
  readonly events: ConnectionEvents
  readonly resumption: ConnectionEvents
}
