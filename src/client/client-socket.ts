import type {
  AnyChannel,
  CallArguments,
  CallsOf,
  DataOf,
  PresenceOf,
  ReplyOf,
  SendArguments,
  SendNames,
} from '../channel/types.ts'
import type { Observable } from './listeners.ts'
import type { Members } from './members.ts'
import type { Sent } from './messages.ts'
import type { CallOptions } from './options.ts'
import type { Status } from './status.ts'

type OutputOf<Presence> = Presence extends { readonly output: infer Output } ? Output : unknown

/** What `CallsOf` is, in a form that the compiler's messages spell out. */
type CallNames<Ch extends AnyChannel> = Exclude<keyof Ch['client'] & string, SendNames<Ch, 'client'>>

/** A client's end of a channel, which stays the same over all its connections. */
export interface ClientSocket<Ch extends AnyChannel> {
  /** How it stands, and why: `socket.status.subscribe(({ state, why }) => console.log(state, why?.message))`. */
  readonly status: Observable<Status>
  /** Who is in the room, where the route tells it. While away, who was there last. */
  readonly members: Observable<Members<OutputOf<PresenceOf<Ch>>>>
  /** How many bytes were sent that the network has not taken yet: what makes more than it takes sends less. */
  readonly bufferedAmount: number
  /**
   * Calls the handler for each message of this name; a binary one arrives as `{ head, body }`. Answers with its undo. What
   * the handler throws, or rejects with, goes to the console.
   */
  on<Name extends keyof Ch['server'] & string>(
    type: Name,
    handler: (data: DataOf<Ch, 'server', Name>) => unknown,
  ): () => void
  /**
   * Sends a message, or lets it wait for a connection; a binary one as `send(type, head, body)`. It goes out once at most:
   * what was sent into a connection that is lost is not repeated.
   * @throws {ChannelError} `invalid` for data that the channel does not allow, `queue_full` if so asked.
   */
  send<Name extends SendNames<Ch, 'client'>>(type: Name, ...data: SendArguments<Ch, 'client', Name>): Sent
  /**
   * Sends a request and resolves with its reply. Rejects with a {@link ChannelError}, such as `timeout`, or `lost` if the
   * connection was lost meanwhile: whether the server has acted is unknown then, and it is not repeated.
   * Of many calls 64 are under way at once, and the others wait.
   */
  call<Name extends CallNames<Ch>>(
    type: Name,
    ...data: CallArguments<Ch, Name & CallsOf<Ch>, CallOptions>
  ): Promise<ReplyOf<Ch, Name & CallsOf<Ch>>>
  /**
   * Asks the option `token` for a fresh one and shows it before the old one runs out, so that the connection stays.
   * Rejects with a {@link ChannelError} if the server does not take it. While away there is nothing to do: each attempt
   * asks for a token.
   */
  refresh(): Promise<void>
  /** Tries again at once, for a button in a page that waits; in any other state it does nothing. */
  retry(): void
  /**
   * Ends it for good. What waits is dropped and told of. The code is 1000, the default, or one of 3000 to 4999.
   * @throws {TypeError} for another code, or a reason of more than 123 bytes, in any state; then nothing has changed.
   */
  close(code?: number, reason?: string): void
}
