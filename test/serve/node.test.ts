import { once } from 'node:events'
import { createServer, type RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { publish, upgradeWebSocket } from 'jackfield'
import { attach, serve } from 'jackfield/node'
import { connect, plainFetch } from 'jackfield/testing/node'
import { describe, expect, test } from 'vitest'
import { app } from './hosts/app.ts'
import { ownServer } from './own-server.ts'

const theirs: RequestListener = (_, response) => void response.end('theirs')

describe('attach', () => {
  test('beside a request listener: the pages are theirs, the sockets ours, until it is closed', async () => {
    await using own = await ownServer(theirs)
    const handle = attach(own.server, app)
    expect(handle.url).toBe(own.origin)
    expect(await own.text('/page')).toBe('theirs')
    const peer = await connect({ origin: own.origin }, '/ws')
    expect(peer.status).toBe(101)
    await peer.next()
    peer.send('hello')
    expect(await peer.next()).toBe('hello')

    await handle.close({ timeout: 1_000 })
    expect(await peer.closed).toEqual({ code: 1001, reason: 'the server is going away' })
    expect(own.server.listening).toBe(true)
    expect(await own.text('/page')).toBe('theirs')
    expect(own.server.listenerCount('upgrade')).toBe(0)
    expect(own.server.emit).toBe(Server.prototype.emit)
  })

  test('without a request listener the pages are ours too', async () => {
    await using own = await ownServer()
    const handle = attach(own.server, app)
    expect(await own.text('/page')).toBe('page')
    await handle.close()
    expect([own.server.listening, own.server.listenerCount('request')]).toEqual([true, 0])
  })

  test('gives a listener for the plain requests of a server that has its own', async () => {
    await using own = await ownServer((request, response) => void handle.listener(request, response))
    const handle = attach(own.server, app)
    expect(await own.text('/page')).toBe('page')
    await handle.close()
  })

  test('before the server listens, the url is that of later', async () => {
    const server = createServer(theirs)
    const handle = attach(server, app)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    expect(handle.url).toBe(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await handle.close()
    server.close()
  })

  test('two apps on one server each have their own routes, and go one by one', async () => {
    await using own = await ownServer(theirs)
    const other = new Hono().get(
      '/other',
      upgradeWebSocket(() => ({ onOpen: (_, ws) => void ws.send('other') })),
    )
    const [first, second] = [attach(own.server, app), attach(own.server, other)]
    const [one, two] = [await connect({ origin: own.origin }, '/ws'), await connect({ origin: own.origin }, '/other')]
    expect([one.status, two.status]).toEqual([101, 101])
    expect(await two.next()).toBe('other')
    await first.close({ timeout: 1_000 })
    const again = await connect({ origin: own.origin }, '/other')
    expect(again.status).toBe(101)
    expect(await again.next()).toBe('other')
    const third = attach(own.server, app)
    expect((await connect({ origin: own.origin }, '/ws')).status).toBe(101)
    await Promise.all([second.close({ timeout: 1_000 }), third.close({ timeout: 1_000 })])
    expect(own.server.listenerCount('upgrade')).toBe(0)
  })
})

test("serve shows Node's own server", async () => {
  const handle = await serve(app, { port: 0 })
  expect(handle.server).toBeInstanceOf(Server)
  expect((handle.server.address() as AddressInfo).port).toBe(handle.port)
  await handle.close()
  expect(handle.server.listening).toBe(false)
})

test('a server that could not listen leaves nothing behind: the next one is the only one', async () => {
  const inner = new Hono().post('/', async (c) => c.json(await publish(c, { route: '/ws', topic: 'news' }, 'x')))
  inner.onError((error, c) => c.text(error.message, 500))
  const outer = new Hono().mount('/bare', (request) => inner.fetch(request))
  const taken = await serve(outer, { port: 0 })
  await expect(serve(outer, { port: taken.port })).rejects.toMatchObject({ code: 'address_in_use' })
  const answer = await plainFetch(`${taken.url}/bare`, { method: 'POST' })
  expect([answer.status, await answer.text()]).toEqual([200, '{"sent":0,"dropped":0}'])
  await taken.close()
})

// setTimeout takes what is too long for 1 ms.
test('limits without end are without end', async () => {
  const handle = await serve(app, { port: 0, handshakeTimeout: Number.POSITIVE_INFINITY, closeTimeout: 2 ** 40 })
  const peer = await connect({ origin: handle.url }, '/ws')
  expect(peer.status).toBe(101)
  peer.close()
  await handle.close({ timeout: Number.POSITIVE_INFINITY })
})

test('the response of a handshake that an app keeps does its connection no harm', async () => {
  const late = new Hono<{ Bindings: HttpBindings }>().get(
    '/ws',
    upgradeWebSocket(({ env }) => ({
      onMessage(event, ws) {
        if (event.data === 'one') env.outgoing.end('too late')
        ws.send(event.data)
      },
    })),
  )
  const handle = await serve(late, { port: 0 })
  const peer = await connect({ origin: handle.url }, '/ws')
  for (const word of ['one', 'two']) {
    peer.send(word)
    expect(await peer.next()).toBe(word)
  }
  peer.close()
  await handle.close()
})

test('an app that answers a handshake by itself and upgrades it as well harms nobody', async () => {
  const twice = new Hono<{ Bindings: HttpBindings }>()
    .get(
      '/twice',
      async ({ env }, next) => {
        env.outgoing.end('mine')
        await once(env.outgoing, 'finish')
        await next()
      },
      upgradeWebSocket(() => ({})),
    )
    .route('/', app)
  const handle = await serve(twice, { port: 0 })
  const { status, body } = await connect({ origin: handle.url }, '/twice')
  expect([status, body]).toEqual([200, 'mine'])
  const peer = await connect({ origin: handle.url }, '/ws')
  expect(peer.status).toBe(101)
  peer.close()
  await handle.close()
})

test('the request of a handshake is a request like any other', async () => {
  const looking = new Hono().get('/ws', async ({ req: { raw } }) => {
    const copy = new Request(raw.clone(), { headers: { 'x-more': '1' } })
    const seen = [raw instanceof Request, raw.headers instanceof Headers, raw.signal.aborted, copy.url === raw.url]
    return Response.json([...seen, [...raw.headers.keys()].includes('sec-websocket-key'), copy.headers.get('x-more')])
  })
  const handle = await serve(looking, { port: 0 })
  const { status, body } = await connect({ origin: handle.url }, '/ws')
  expect([status, body]).toEqual([200, '[true,true,false,true,true,"1"]'])
  await handle.close()
})
