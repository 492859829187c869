// Any library that speaks Standard Schema: what is inferred of its schemas.
import { type } from 'arktype'
import { call, type DataOf, defineChannel, type ReplyOf, type SendArguments } from 'jackfield/channel'
import * as v from 'valibot'
import { z } from 'zod'
import { assert, type Equal } from './equal.ts'

const chat = defineChannel('chat', {
  client: {
    zod: call(z.object({ at: z.string().transform(Number) }), z.array(z.string())),
    valibot: call(v.object({ at: v.pipe(v.string(), v.transform(Number)) }), v.array(v.string())),
    arktype: call(type({ at: type('string').pipe(Number) }), type('string[]')),
  },
  server: { zod: z.string(), valibot: v.optional(v.string()), arktype: type({ 'text?': 'string' }) },
})
type Chat = typeof chat

assert<Equal<DataOf<Chat, 'client', 'zod'>, { at: number }>>()
assert<Equal<DataOf<Chat, 'client', 'valibot'>, { at: number }>>()
assert<Equal<DataOf<Chat, 'client', 'arktype'>, { at: number }>>()
assert<Equal<ReplyOf<Chat, 'zod'>, string[]>>()
assert<Equal<ReplyOf<Chat, 'valibot'>, string[]>>()
assert<Equal<ReplyOf<Chat, 'arktype'>, string[]>>()
assert<Equal<SendArguments<Chat, 'server', 'zod'>, [data: string]>>()
assert<Equal<SendArguments<Chat, 'server', 'valibot'>, [data?: string | undefined]>>()
assert<Equal<SendArguments<Chat, 'server', 'arktype'>, [data: { text?: string }]>>()
