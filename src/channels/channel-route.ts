import type { AnyChannel } from '../channel/index.ts'

/** A route of a channel: what {@link defineRoute} makes. */
export interface ChannelRoute<Ch extends AnyChannel = AnyChannel, Given = never> {
  readonly name: string
  readonly channel: Ch
  /** Only for the compiler: what a connection is given when it is let in. */
  readonly given?: (data: Given) => void
}
