import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { bytes, call, defineChannel } from '../../src/channel/index.ts'
import { tableOf } from '../../src/channel/message.ts'

const text = z.string()
// As somebody without the compiler calls it.
const define = defineChannel as (name?: unknown, entries?: unknown) => unknown
const mistake = (...args: unknown[]): unknown => {
  try {
    return define(...args)
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
    return (error as Error).message
  }
}
const withClient = (client: unknown) => mistake('chat', { client, server: {} })
const withServer = (server: unknown) => mistake('chat', { client: {}, server })

const chat = defineChannel('chat', {
  client: { say: text, history: call(z.number(), z.array(text)), picture: bytes(text) },
  server: { said: text, picture: bytes(text) },
  presence: text,
})

test('a channel is what was written, frozen', () => {
  expect(chat.name).toBe('chat')
  expect(chat.client.say).toBe(text)
  expect(chat.presence).toBe(text)
  for (const part of [chat, chat.client, chat.server, chat.client.history, chat.client.picture]) {
    expect(Object.isFrozen(part)).toBe(true)
  }
  expect(Object.isFrozen(text)).toBe(false)
})

test('what changes later in what was given changes nothing', () => {
  const client: Record<string, typeof text> = { say: text }
  const channel = defineChannel('chat', { client, server: {} })
  client.shout = text
  expect(Object.keys(channel.client)).toEqual(['say'])
  expect(channel.presence).toBeUndefined()
})

test('a table of its messages, as both ends handle them', () => {
  expect([...tableOf(chat.client).values()]).toEqual([
    { name: 'say', kind: 'plain', schema: text, reply: undefined },
    { name: 'history', kind: 'call', schema: chat.client.history.input, reply: chat.client.history.output },
    { name: 'picture', kind: 'bytes', schema: text, reply: undefined },
  ])
  expect([...tableOf(chat.server).keys()]).toEqual(['said', 'picture'])
})

test("prototypes' names are names like others, and name nothing unless they were given", () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  const client = Object.fromEntries(names.map((name) => [name, text]))
  const { client: given, server } = defineChannel('chat', { client, server: {} })
  expect([...tableOf(given).keys()]).toEqual(names)
  for (const name of names)
    expect([given[name], name in server, tableOf(server).get(name)]).toEqual([text, false, undefined])
})

test('schemas that are functions, and entries that are a module', () => {
  const callable = Object.assign(() => {}, { '~standard': text['~standard'] })
  const module = Object.assign(Object.create(null), { say: callable })
  expect(tableOf(defineChannel('chat', { client: module, server: {} }).client).get('say')).toMatchObject({
    kind: 'plain',
  })
})

test.each('cancel error joined left ping pong presence reply token welcome'.split(' '))('%s is taken', (name) => {
  const words = `"${name}" is a word of the protocol itself (cancel, error, joined, left, ping, pong, presence, reply, token, welcome): choose another name`
  expect(withClient({ [name]: text })).toBe(`defineChannel("chat"): client: ${words}`)
  expect(withServer({ [name]: bytes(text) })).toBe(`defineChannel("chat"): server: ${words}`)
})

test('a name takes a few characters only', () => {
  const fits = fc.stringMatching(/^[\w.:/-]{1,64}$/)
  fc.assert(fc.property(fits, (name) => typeof mistake(name, { client: {}, server: {} }) === 'object'))
  fc.assert(
    fc.property(fc.string(), (name) => {
      fc.pre(!/^[\w.:/-]{1,64}$/.test(name))
      expect(withClient({ [name]: text })).toContain('it takes 1 to 64 of A-Z a-z 0-9 _ . : / -')
    }),
  )
})

const schemas = 'it takes one of zod, valibot, arktype or the like'

test.each([
  [
    'no name',
    mistake(undefined, {}),
    'defineChannel: the name is undefined: it takes 1 to 64 of A-Z a-z 0-9 _ . : / -',
  ],
  ['a long name', mistake('x'.repeat(65), {}), `defineChannel: the name is "${'x'.repeat(65)}": it takes`],
  ['no entries', mistake('chat'), 'defineChannel("chat"): client is no plain object: it takes { name: schema }'],
  ['no server', mistake('chat', { client: {} }), 'defineChannel("chat"): server is no plain object'],
  ['a list', withClient([text]), 'client is no plain object'],
  ['a map', withClient(new Map()), 'client is no plain object'],
  ['a prototype that was meant for a name', withClient({ __proto__: text }), "['__proto__'] for that very name"],
  [
    'another member',
    mistake('chat', { client: {}, server: {}, presense: text }),
    'it takes client, server and presence, not presense',
  ],
  [
    'a schema that is none',
    withClient({ say: { text: 'string' } }),
    `client.say is no schema: ${schemas}, a call() or bytes()`,
  ],
  ['nothing', withServer({ said: undefined }), `server.said is no schema: ${schemas}`],
  ['a call without schemas', withClient({ ask: { kind: 'call' } }), 'client.ask is no schema'],
  ['bytes without a schema', withClient({ frame: { kind: 'bytes' } }), 'client.frame is no schema'],
  [
    "a call of the server's",
    withServer({ ask: call(text, text) }),
    'server.ask is a call, which only the client makes',
  ],
  [
    'a presence that is none',
    mistake('chat', { client: {}, server: {}, presence: {} }),
    'defineChannel("chat"): presence is no schema',
  ],
])('%s', (_, words, expected) => {
  expect(words).toContain(expected)
})

test('a call and bytes ask for schemas as well', () => {
  const none = undefined as unknown as typeof text
  expect(() => call(none, text)).toThrow(`the first argument of call(input, output) is no schema: ${schemas}`)
  expect(() => call(text, none)).toThrow('the second argument of call(input, output) is no schema')
  expect(() => bytes(none)).toThrow('the argument of bytes(head) is no schema')
})
