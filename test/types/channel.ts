// What both ends know of a channel's messages: what each sends, what the other gets.
import {
  type AnyChannel,
  type BytesOf,
  bytes,
  type CallArguments,
  type CallContext,
  type CallsOf,
  type ClientMessages,
  call,
  type DataOf,
  defineChannel,
  type HandlersOf,
  type InferIn,
  type InferOut,
  type PresenceOf,
  type Received,
  type ReplyOf,
  type Schema,
  type SendArguments,
  type SendNames,
  type ServerMessages,
  type StandardSchemaV1,
} from 'jackfield/channel'
import { z } from 'zod'
import { assert, type Equal } from './equal.ts'

const Moment = z.iso.datetime().transform((text) => new Date(text))
const wall = defineChannel('wall', {
  client: {
    look: z.object({ camera: z.string(), since: Moment.optional() }),
    wake: z.undefined(),
    shown: z.number().default(1),
    history: call(z.object({ limit: z.coerce.number<string>() }), z.array(Moment)),
    count: call(z.undefined(), z.number()),
    upload: bytes(z.object({ at: Moment })),
  },
  server: { seen: z.object({ at: Moment }), hush: z.undefined(), picture: bytes(z.object({ camera: z.string() })) },
  presence: z.object({ user: z.string().transform((name) => ({ name })) }),
})
type Wall = typeof wall

// A schema's two ends.
assert<Equal<InferIn<typeof Moment>, string>>()
assert<Equal<InferOut<typeof Moment>, Date>>()
z.string() satisfies Schema
z.string() satisfies StandardSchemaV1<string>
wall satisfies AnyChannel
wall.client.look.shape.camera satisfies z.ZodString
assert<Equal<typeof wall.name, string>>()

// Names.
assert<Equal<CallsOf<Wall>, 'history' | 'count'>>()
assert<Equal<BytesOf<Wall, 'client'>, 'upload'>>()
assert<Equal<BytesOf<Wall, 'server'>, 'picture'>>()
assert<Equal<SendNames<Wall, 'client'>, 'look' | 'wake' | 'shown' | 'upload'>>()
assert<Equal<SendNames<Wall, 'server'>, 'seen' | 'hush' | 'picture'>>()

// What the sender gives: the schema's input, nothing where that may be undefined, a head and a body.
type Sends<Name extends keyof Wall['client']> = SendArguments<Wall, 'client', Name>
assert<Equal<Sends<'look'>, [data: { camera: string; since?: string | undefined }]>>()
assert<Equal<Sends<'wake'>, [data?: undefined]>>()
assert<Equal<Sends<'shown'>, [data?: number | undefined]>>()
assert<Equal<Sends<'upload'>, [head: { at: string }, body: ArrayBuffer | Uint8Array]>>()
assert<Equal<SendArguments<Wall, 'server', 'hush'>, [data?: undefined]>>()
interface Options {
  timeout: number
}
assert<Equal<CallArguments<Wall, 'history', Options>, [data: { limit: string }, options?: Options]>>()
assert<Equal<CallArguments<Wall, 'count', Options>, [data?: undefined, options?: Options]>>()

// What the receiver gets: the schema's output.
assert<Equal<DataOf<Wall, 'client', 'look'>, { camera: string; since?: Date | undefined }>>()
assert<Equal<DataOf<Wall, 'client', 'shown'>, number>>()
assert<Equal<DataOf<Wall, 'client', 'upload'>, Received<{ at: Date }>>>()
assert<Equal<DataOf<Wall, 'server', 'seen'>, { at: Date }>>()
assert<
  Equal<
    DataOf<Wall, 'server', 'picture'>,
    { readonly head: { camera: string }; readonly body: Uint8Array<ArrayBuffer> }
  >
>
assert<Equal<ReplyOf<Wall, 'history'>, Date[]>>()
assert<Equal<PresenceOf<Wall>['input'], { user: string }>>()
assert<Equal<PresenceOf<Wall>['output'], { user: { name: string } }>>()

// All of it by name.
assert<Equal<ClientMessages<Wall>['history']['reply'], { readonly input: string[]; readonly output: Date[] }>>
assert<Equal<ClientMessages<Wall>['upload']['input']['head'], { at: string }>>()
assert<Equal<keyof ServerMessages<Wall>, 'seen' | 'hush' | 'picture'>>()
assert<Equal<ServerMessages<Wall>['seen']['input'], { at: string }>>()

// The server's handlers.
interface Socket {
  readonly id: string
}
type On = HandlersOf<Wall, Socket>
assert<Equal<On['wake'], (socket: Socket, data: undefined) => unknown>>()
assert<
  Equal<On['history'], (socket: Socket, data: { limit: number }, call: CallContext) => string[] | Promise<string[]>>
>()
const on: On = {
  look(socket, { since }) {
    return `${socket.id} ${since?.getTime()}`
  },
  wake() {},
  shown: async (_socket, count) => count.toFixed(),
  history: async (_socket, { limit }, { signal }) => (signal.aborted ? [] : [limit.toFixed()]),
  count: () => 1,
  upload: (_socket, { head, body }) => head.at.getTime() + body.byteLength,
}

// A channel in which one side says nothing, and one that shows nobody.
const quiet = defineChannel('quiet', { client: {}, server: { said: z.string() } })
assert<Equal<SendNames<typeof quiet, 'client'>, never>>()
assert<Equal<PresenceOf<typeof quiet>, undefined>>()
