import { once } from 'node:events'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { publish } from 'jackfield'
import { createNodeWebSocket } from 'jackfield/node'
import { connect, plainFetch } from 'jackfield/testing/node'
import { describe, expect, test } from 'vitest'
import { makeCertificate } from '../certificate.ts'
import { ownServer } from '../serve/own-server.ts'

describe('createNodeWebSocket', () => {
  test('declares before there is a server, and joins the one that it is given', async () => {
    const app = new Hono()
    const { injectWebSocket, upgradeWebSocket } = createNodeWebSocket({ app }, { origins: ['https://friend.example'] })
    app.get(
      '/ws',
      upgradeWebSocket(() => ({
        onOpen(_, ws) {
          ws.subscribe('all')
          ws.send(`paused: ${ws.raw?.isPaused}`)
        },
      })),
    )
    app.get('/news', async (c) => c.json(await publish(c, { route: '/ws', topic: 'all' }, 'news')))
    await using own = await ownServer(getRequestListener(app.fetch))
    const handle = injectWebSocket(own.server)
    const [friend, stranger] = await Promise.all(
      ['friend', 'stranger'].map((name) => connect(own, '/ws', { headers: { Origin: `https://${name}.example` } })),
    )
    expect([friend?.status, stranger?.status]).toEqual([101, 403])
    expect(await friend?.next()).toBe('paused: false')
    // A plain request does not come by our server, and finds it all the same.
    expect((await plainFetch(`${own.origin}/ws`)).status).toBe(426)
    expect(await own.text('/news')).toBe('{"sent":1,"dropped":0}')
    expect(await friend?.next()).toBe('news')
    await handle.close({ timeout: 1_000 })
    expect((await friend?.closed)?.code).toBe(1001)
    expect(await own.text('/')).toBe('404 Not Found')
  })

  test('what is gone is told by the compiler, and a bad option also without one', () => {
    const app = new Hono()
    // @ts-expect-error There is no one WebSocketServer.
    expect(createNodeWebSocket({ app }).wss).toBeUndefined()
    // @ts-expect-error The app sees the URL that the client asked for.
    const { upgradeWebSocket } = createNodeWebSocket({ app, baseUrl: 'http://localhost' })
    const logging = { onError: console.error }
    // @ts-expect-error It is one of the handlers.
    expect(() => upgradeWebSocket(() => ({}), logging)).toThrow('onError is no option of upgradeWebSocket')
  })

  test('injectWebSocket tells of a bad option', async () => {
    await using own = await ownServer()
    const { injectWebSocket } = createNodeWebSocket({ app: new Hono() }, { maxPayload: 0 })
    expect(() => injectWebSocket(own.server)).toThrow('maxPayload is 0')
    expect(own.server.listenerCount('upgrade')).toBe(0)
  })

  test('a server of HTTP/2 that lets HTTP/1 in', async () => {
    const { ca, ...tls } = await makeCertificate()
    const app = new Hono()
    const { injectWebSocket, upgradeWebSocket } = createNodeWebSocket({ app })
    app.get(
      '/ws',
      upgradeWebSocket(() => ({ onMessage: (event, ws) => ws.send(event.data) })),
    )
    const server = createSecureServer({ ...tls, allowHTTP1: true }, getRequestListener(app.fetch))
    const handle = injectWebSocket(server.listen(0, '127.0.0.1'))
    await once(server, 'listening')
    const peer = await connect({ origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, ca }, '/ws')
    peer.send('hello')
    expect(await peer.next()).toBe('hello')
    await handle.close({ timeout: 1_000 })
    server.close()
    await once(server, 'close')
  })
})
