import { Hono } from 'hono'
import { upgradeWebSocket } from 'jackfield'
import { defineChannel } from 'jackfield/channel'
import { defineRoute } from 'jackfield/channels'
import { serve } from 'jackfield/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'

const offer = '?jackfield-protocols=jackfield.1'

const ask = async (path: string, headers: Record<string, string> = {}) => {
  const app = new Hono()
    .get(
      '/plain',
      upgradeWebSocket(() => ({})),
    )
    .get('/optional', (c) => upgradeWebSocket(c, {}, { protocols: ['other'], protocolOptional: true }))
    .get('/ws', (c) => upgradeWebSocket(c, {}, { protocols: ['jackfield.1'] }))
  const server = await serve(app, { origins: ['https://own.example'], log: () => {} })
  const answer = await server.fetch(path, { headers: { accept: 'application/json', ...headers } })
  await server.close()
  return { status: answer.status, code: ((await answer.json()) as { code: string }).code }
}

test('who asks with an offer is told that nothing of it is spoken, where that is so', async () => {
  for (const path of ['/plain', '/optional']) {
    expect(await ask(path)).toEqual({ status: 426, code: 'upgrade_required' })
    expect(await ask(path + offer)).toEqual({ status: 400, code: 'protocol_refused' })
  }
  expect(await ask(`/ws${offer}`)).toEqual({ status: 426, code: 'upgrade_required' })
})

test('a page that asks is known by its Referer where a browser sends no Origin', async () => {
  const referer = 'https://foreign.example/room'
  expect(await ask(`/ws${offer}`, { referer })).toEqual({ status: 403, code: 'origin_refused' })
  const origin = 'https://own.example'
  expect(await ask(`/ws${offer}`, { referer, origin })).toEqual({ status: 426, code: 'upgrade_required' })
  expect(await ask(`/ws${offer}`, { referer: `${origin}/room` })).toEqual({ status: 426, code: 'upgrade_required' })
  // A person who has followed a link to it does not ask.
  expect(await ask('/ws', { referer })).toEqual({ status: 426, code: 'upgrade_required' })
  expect(await ask(`/ws${offer}`, { referer: 'no URL' })).toEqual({ status: 426, code: 'upgrade_required' })
})

test('who asks of a channel is told what its handshake fails of: of data, or a token', async () => {
  const text = z.object({ user: z.string() })
  const channel = defineChannel('chat', { client: {}, server: {} })
  const route = defineRoute(channel, { data: text, on: {} })
  const guarded = (from: 'message' | 'protocol') =>
    defineRoute(channel, { name: from, data: text, token: { from, verify: () => undefined }, on: {} })
  const [first, offered] = [guarded('message'), guarded('protocol')]
  const app = new Hono()
    .get('/wrong', (c) => upgradeWebSocket(c, route, { data: { user: 12345 } as never }))
    .get('/none', (c) => upgradeWebSocket(c, route, {} as never))
    .get('/right', (c) => upgradeWebSocket(c, route, { data: { user: 'ada' } }))
    .get('/first', (c) => upgradeWebSocket(c, first))
    .get('/offered', (c) => upgradeWebSocket(c, offered))
    .onError((error, c) => c.json({ code: 'of the app', message: error.message }, 500))
  const server = await serve(app, { log: () => {} })
  const statusOf = async (path: string) => (await server.fetch(path)).status
  const paths = ['/wrong', '/none', '/right', '/first', '/offered']
  const asked = await Promise.all(paths.map((path) => statusOf(path + offer)))
  expect(asked).toEqual([500, 500, 426, 426, 401])
  // It is not to be shown in a URL; what is there is no reason to say that none came.
  expect(await statusOf(`/offered${offer},bearer.secret`)).toBe(426)
  // A person who looks at it fails of nothing.
  expect(await Promise.all(paths.map(statusOf))).toEqual([426, 426, 426, 426, 426])
  await server.close()
})
