// What the compiler says to the mistakes that are likely: what stands after each directive are its own words, which
// test/unit/channel-mistakes.test.ts reads and compares.
import {
  type AnyChannel,
  bytes,
  type CallArguments,
  type CallsOf,
  call,
  type DataOf,
  defineChannel,
  type HandlersOf,
  type ReplyOf,
  type SendArguments,
  type SendNames,
} from 'jackfield/channel'
import { z } from 'zod'

const Line = z.object({ from: z.string(), text: z.string() })
const chat = defineChannel('chat', {
  client: {
    say: z.object({ text: z.string() }),
    history: call(z.object({ limit: z.number() }), z.array(Line)),
    picture: bytes(z.object({ camera: z.string() })),
  },
  server: { said: Line },
})

// The shapes of both ends, without what they do.
declare function connect<Ch extends AnyChannel>(
  channel: Ch,
): {
  send<Name extends SendNames<Ch, 'client'>>(type: Name, ...args: SendArguments<Ch, 'client', Name>): void
  call<Name extends CallsOf<Ch>>(type: Name, ...args: CallArguments<Ch, Name, unknown>): Promise<ReplyOf<Ch, Name>>
  on<Name extends keyof Ch['server'] & string>(type: Name, handler: (data: DataOf<Ch, 'server', Name>) => void): void
}
declare function handle<Ch extends AnyChannel>(channel: Ch, on: HandlersOf<Ch, string>): void
const socket = connect(chat)
const others = { say() {}, picture() {} }

// A misspelt name.
// @ts-expect-error Argument of type '"sya"' is not assignable to parameter of type '"picture" | "say"'.
socket.send('sya', { text: 'hello' })
// @ts-expect-error Argument of type '"sad"' is not assignable to parameter of type '"said"'.
socket.on('sad', () => {})

// Wrong data.
// @ts-expect-error Object literal may only specify known properties, but 'txt' does not exist in type '{ text: string; }'. Did you mean to write 'text'?
socket.send('say', { txt: 'hello' })
// @ts-expect-error Type 'number' is not assignable to type 'string'.
socket.send('say', { text: 1 })
// @ts-expect-error Expected 2 arguments, but got 1.
socket.send('say')
// @ts-expect-error Property 'form' does not exist on type '{ from: string; text: string; }'.
socket.on('said', ({ form }) => form)

// A call that is sent, and a message that is called.
// @ts-expect-error Argument of type '"history"' is not assignable to parameter of type '"picture" | "say"'.
socket.send('history', { limit: 10 })
// @ts-expect-error Argument of type '"say"' is not assignable to parameter of type '"history"'.
void socket.call('say', { text: 'hello' })

// Bytes without a body, or with another than that.
// @ts-expect-error Expected 3 arguments, but got 2.
socket.send('picture', { camera: 'door' })
// @ts-expect-error Argument of type 'Blob' is not assignable to parameter of type 'Body'.
socket.send('picture', { camera: 'door' }, new Blob())

// A handler that is missing, misspelt, or wrong.
// @ts-expect-error Property 'history' is missing in type '{ say(): void; picture(): void; }' but required in type
handle(chat, others)
// @ts-expect-error Object literal may only specify known properties, but 'histroy' does not exist in type
handle(chat, { ...others, histroy: () => [] })
// @ts-expect-error Property 'text' is missing in type '{ from: string; }' but required in type '{ from: string; text: string; }'.
handle(chat, { ...others, history: async () => [{ from: 'ada' }] })
// @ts-expect-error Type 'string' is not assignable to type '{ from: string; text: string; }[] | Promise<{ from: string; text: string; }[]>'.
handle(chat, { ...others, history: () => 'none' })
// @ts-expect-error Type '(socket: string, data: { text: number; }) => string' is not assignable to type '(socket: string, data: { text: string; }) => unknown'.
handle(chat, { history: () => [], picture() {}, say: (socket, data: { text: number }) => data.text.toFixed() })

// A channel that is none.
// @ts-expect-error Type 'ZodString' is not assignable to type '"ping is a word of the protocol itself: choose another name"'.
defineChannel('chat', { client: { ping: z.string() }, server: {} })
// @ts-expect-error Type 'Call<ZodString, ZodString>' is not assignable to type '"only the client makes calls: give the schema of a message"'.
defineChannel('chat', { client: {}, server: { ask: call(z.string(), z.string()) } })
// @ts-expect-error Object literal may only specify known properties, and 'text' does not exist in type 'ClientEntry'.
defineChannel('chat', { client: { say: { text: z.string() } }, server: {} })
// @ts-expect-error Property 'server' is missing in type
defineChannel('chat', { client: { say: z.string() } })
// @ts-expect-error Object literal may only specify known properties, but 'presense' does not exist in type 'ChannelEntries<{}, {}, undefined>'. Did you mean to write 'presence'?
defineChannel('chat', { client: {}, server: {}, presense: z.string() })
// @ts-expect-error Expected 2 arguments, but got 1.
call(z.string())

// What JSON does not bring back.
const Stamp = z.object({ text: z.string(), on: z.array(z.object({ day: z.date().optional() })) })
// @ts-expect-error Type 'ZodObject<{ text: ZodString; on: ZodArray<ZodObject<{ day: ZodOptional<ZodDate>; }, $strip>>; }, $strip>' is not assignable to type '"stamp: JSON cannot carry a Date. Send what JSON has, and let the schema make the rest of it"'.
defineChannel('chat', { client: { stamp: Stamp }, server: {} })
// @ts-expect-error Type 'ZodBigInt' is not assignable to type '"sum: JSON cannot carry a bigint. Send what JSON has, and let the schema make the rest of it"'.
defineChannel('chat', { client: {}, server: { sum: z.bigint() } })
// @ts-expect-error Type 'Call<ZodString, ZodMap<ZodString, ZodString>>' is not assignable to type '"ask: JSON cannot carry a Map. Send what JSON has, and let the schema make the rest of it"'.
defineChannel('chat', { client: { ask: call(z.string(), z.map(z.string(), z.string())) }, server: {} })
// @ts-expect-error Type 'Bytes<ZodSet<ZodString>>' is not assignable to type '"picture: JSON cannot carry a Set. Send what JSON has, and let the schema make the rest of it"'.
defineChannel('chat', { client: { picture: bytes(z.set(z.string())) }, server: {} })
// @ts-expect-error Type 'ZodObject<{ at: ZodInstanceOf<URL>; }, $strip>' is not assignable to type
defineChannel('chat', { client: {}, server: {}, presence: z.object({ at: z.instanceof(URL) }) })
type Tree = { readonly name: string; readonly more: readonly Tree[] }
const Tree: z.ZodType<Tree, Tree> = z.lazy(() => z.object({ name: z.string(), more: z.array(Tree) }))
const Day = z.object({ day: z.iso.datetime().transform((text) => new Date(text)), tree: Tree, any: z.any() })
defineChannel('chat', {
  client: { day: Day, date: z.coerce.date(), branded: z.string().brand<'User'>(), ask: call(z.json(), z.undefined()) },
  server: {
    day: z.record(z.string(), z.union([z.tuple([z.number(), z.null()]), z.literal('x')])),
    picture: bytes(Day),
  },
  presence: Day,
})
