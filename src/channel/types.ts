import type { Channel } from './define.ts'
import type { Bytes, Call } from './entry.ts'
import type { Body } from './frame.ts'
import type { InferIn, InferOut, Schema } from './schema.ts'

export type { Body } from './frame.ts'

/** Any channel. */
export type AnyChannel = Channel

/** Who sends a message. */
export type Side = 'client' | 'server'

/** A binary message as its receiver gets it: the head as its schema makes it, and a view of the body. */
export interface Received<Head> {
  readonly head: Head
  readonly body: Uint8Array<ArrayBuffer>
}

/** What a schema takes, and what it makes of it. */
interface Ends<S extends Schema> {
  readonly input: InferIn<S>
  readonly output: InferOut<S>
}

/** What the sender of a message gives, what its receiver gets, and of a call the same of its reply. */
type EndsOf<Entry> =
  Entry extends Call<infer Input, infer Output>
    ? Ends<Input> & { readonly reply: Ends<Output> }
    : Entry extends Bytes<infer Head>
      ? {
          readonly input: { readonly head: InferIn<Head>; readonly body: Body }
          readonly output: Received<InferOut<Head>>
        }
      : Entry extends Schema
        ? Ends<Entry>
        : never

/** The names of those entries that are of a kind. */
type NamesOf<Entries, Kind> = { [Name in keyof Entries]: Entries[Name] extends Kind ? Name : never }[keyof Entries] &
  string

/** What a client may send, by name: `input` is what it gives, `output` what the handler gets, `reply` a call's. */
export type ClientMessages<Ch extends AnyChannel> = {
  readonly [Name in keyof Ch['client'] & string]: EndsOf<Ch['client'][Name]>
}

/** What the server may send, by name: `input` is what it gives, `output` what the client's handler gets. */
export type ServerMessages<Ch extends AnyChannel> = {
  readonly [Name in keyof Ch['server'] & string]: EndsOf<Ch['server'][Name]>
}

/** The names of a channel's calls. */
export type CallsOf<Ch extends AnyChannel> = NamesOf<Ch['client'], Call>

/** The names of one side's binary messages. */
export type BytesOf<Ch extends AnyChannel, From extends Side> = NamesOf<Ch[From], Bytes>

/** The names of what one side sends without awaiting a reply. */
export type SendNames<Ch extends AnyChannel, From extends Side> = Exclude<
  keyof Ch[From] & string,
  NamesOf<Ch[From], Call>
>

/** What follows the name in `send`: the data, or nothing where the schema takes `undefined`; head and body of bytes. */
export type SendArguments<Ch extends AnyChannel, From extends Side, Name extends keyof Ch[From]> =
  Ch[From][Name] extends Bytes<infer Head>
    ? [head: InferIn<Head>, body: Body]
    : Ch[From][Name] extends Schema
      ? undefined extends InferIn<Ch[From][Name]>
        ? [data?: InferIn<Ch[From][Name]>]
        : [data: InferIn<Ch[From][Name]>]
      : never

/** What follows the name in `call`: the data, which may be left out where the schema takes `undefined`, and options. */
export type CallArguments<Ch extends AnyChannel, Name extends CallsOf<Ch>, Options> =
  Ch['client'][Name] extends Call<infer Input>
    ? undefined extends InferIn<Input>
      ? [data?: InferIn<Input>, options?: Options]
      : [data: InferIn<Input>, options?: Options]
    : never

/** What a call resolves with. */
export type ReplyOf<Ch extends AnyChannel, Name extends CallsOf<Ch>> =
  Ch['client'][Name] extends Call<Schema, infer Output> ? InferOut<Output> : never

/** What the handler of a message gets. */
export type DataOf<Ch extends AnyChannel, From extends Side, Name extends keyof Ch[From]> =
  EndsOf<Ch[From][Name]> extends { readonly output: infer Output } ? Output : never

/** What the handler of a call is told besides its data. */
export interface CallContext {
  /** Aborts when the client cancels the call, and when the connection ends. */
  readonly signal: AbortSignal
}

/** One handler of the server's. What a call's handler returns is the reply. */
type HandlerOf<Entry, Socket> =
  Entry extends Call<Schema, infer Output>
    ? (socket: Socket, data: Receipt<Entry>, call: CallContext) => InferIn<Output> | Promise<InferIn<Output>>
    : (socket: Socket, data: Receipt<Entry>) => unknown

type Receipt<Entry> = EndsOf<Entry> extends { readonly output: infer Output } ? Output : never

/**
 * The server's handlers, one for each message that a client may send. A conditional type, as the compiler shows such a
 * one's members in its errors, and not its name.
 */
export type HandlersOf<Ch extends AnyChannel, Socket> =
  Ch extends Channel<infer C> ? { readonly [Name in keyof C & string]: HandlerOf<C[Name], Socket> } : never

/** What a member of a room gives to be seen, and what the others get of it. */
export type PresenceOf<Ch extends AnyChannel> = Ch['presence'] extends Schema ? Ends<Ch['presence']> : undefined

/** One who is in the room. */
export interface Member<Data> {
  readonly id: string
  readonly data: Data
}
