import type { Context } from 'hono'
import { expect, test } from 'vitest'
import type { RouteOptions } from '../../src/options.ts'
import { offeredProtocols, selectProtocol } from '../../src/subprotocol.ts'
import { contextOf } from './context.ts'

const selectIn = (c: Context, options: RouteOptions) => selectProtocol(offeredProtocols(c.req.raw), c, options)

const select = async (offer: string | undefined, options: RouteOptions) =>
  selectIn(await contextOf(offer === undefined ? {} : { 'sec-websocket-protocol': offer }), options)

test.each([
  ['chat, chat.v2', ['chat'], 'chat'],
  ['chat,chat.v2', ['chat.v2', 'chat'], 'chat.v2'],
  [' chat.v2 ,chat', ['chat', 'chat.v2'], 'chat'],
  ["!#$%&'*+-.^_`|~", ["!#$%&'*+-.^_`|~"], "!#$%&'*+-.^_`|~"],
])('of %j a route that speaks %j takes %j', async (offer, protocols, chosen) => {
  expect(await select(offer, { protocols })).toBe(chosen)
})

test('the names are case-sensitive', async () => {
  await expect(select('Chat', { protocols: ['chat'] })).rejects.toMatchObject({ code: 'protocol_refused' })
})

test('a route that speaks none agrees on none', async () => {
  expect(await select(undefined, {})).toBe('')
  expect(await select('chat', {})).toBe('')
})

test('a refusal says both sides', async () => {
  await expect(select('soup', { protocols: ['chat', 'chat.v2'] })).rejects.toThrow(
    'The client offers soup; this route speaks chat, chat.v2.',
  )
  await expect(select(undefined, { protocols: ['chat'] })).rejects.toThrow(
    'The client offers no subprotocol; this route speaks chat.',
  )
})

test('protocolOptional lets a client connect without', async () => {
  expect(await select('soup', { protocols: ['chat'], protocolOptional: true })).toBe('')
  expect(await select(undefined, { protocols: () => undefined, protocolOptional: true })).toBe('')
})

test.each(['a b', 'chat,,soup', 'chat,', 'ch@t', 'chat;q=1', '"chat"'])(
  'the malformed list %j is refused, also where all is welcome',
  async (offer) => {
    await expect(select(offer, { protocolOptional: true })).rejects.toMatchObject({ code: 'protocol_refused' })
  },
)

test('an entry that is there twice is refused', async () => {
  await expect(select('chat, chat', {})).rejects.toThrow('Sec-WebSocket-Protocol lists an entry twice: chat, chat.')
})

test('a function gets the offered names and the context', async () => {
  const c = await contextOf({ 'sec-websocket-protocol': 'a,b', 'x-tenant': 'b' })
  const seen: unknown[] = []
  const protocols = (offered: string[], context: typeof c) => {
    seen.push(offered, context)
    return context.req.header('x-tenant')
  }
  expect(selectIn(c, { protocols })).toBe('b')
  expect(seen).toEqual([['a', 'b'], c])
})

test('a function that invents a name is a mistake of the app', async () => {
  await expect(select('chat', { protocols: () => 'soup' })).rejects.toThrow(
    'protocols() picked "soup", which the client did not offer (chat)',
  )
  await expect(select(undefined, { protocols: () => 'soup' })).rejects.toMatchObject({ code: 'invalid_option' })
})
