import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { within } from '../../src/testing/expect.ts'
import { textFrame } from '../../src/testing/frames.ts'
import { latin1 } from '../../src/testing/raw.ts'
import { withoutLine, withValues } from './blocks.ts'
import { ask, clientAddress, connectFrom } from './client.ts'
import { type Kind, kinds } from './kinds.ts'
import { type Change, ReverseProxy } from './proxy.ts'
import { describeBehind, runtimes, serverOn, workerd } from './suite.ts'

/** What a client may say of itself, and no server may believe. */
const forged = {
  'X-Forwarded-For': ['203.0.113.7', '127.0.0.1, 203.0.113.8'],
  'X-Forwarded-Proto': 'http',
  'X-Forwarded-Host': 'forged.example',
  'X-Real-IP': '203.0.113.9',
  Forwarded: 'for=203.0.113.10;host=forged.example;proto=http',
}

const page = 'https://app.example:8443'
const Host = 'app.example:8443'

/** Puts the server's own host in the place of the client's. */
const rewriting: Record<Kind['name'], Change> = {
  nginx: (configuration) => withoutLine(configuration, 'proxy_set_header Host'),
  haproxy: (configuration) =>
    withValues(configuration, {
      '  default_backend': '  http-request set-header Host backend:3000\n  default_backend',
    }),
}

describeBehind('behind the documented proxy', () => {
  describe.each([...runtimes, workerd])('%s', (runtime) => {
    let server: Awaited<ReturnType<typeof serverOn>>
    beforeAll(async () => {
      server = await serverOn(runtime, { trustedProxies: runtime === workerd ? 1 : ['127.0.0.1'] })
    })
    afterAll(() => server?.child.end())

    describe.each(kinds)('$name', (kind) => {
      let proxy: ReverseProxy
      beforeAll(async () => {
        proxy = await ReverseProxy.start(kind, server.port)
      })
      afterAll(() => proxy?.[Symbol.asyncDispose]())

      test.each([
        ['the client that it is', {}],
        ['the client that it is, whatever that claims', forged],
      ])('knows %s', async (_, headers) => {
        const client = { address: clientAddress, host: `127.0.0.1:${proxy.port}`, scheme: 'https' }
        const peer = await connectFrom(proxy, '/ws', headers)
        const seen = { ...client, remoteAddress: clientAddress, url: `${proxy.origin}/ws` }
        expect(JSON.parse((await peer.next()) as string)).toEqual(seen)
        peer.terminate()
        expect(JSON.parse((await ask(proxy, '/client', headers)).body)).toEqual(client)
      })

      test('lets in pages of the host that they came from, and no others', async () => {
        const own = await connectFrom(proxy, '/ws', { Host, Origin: page })
        const foreign = await connectFrom(proxy, '/ws', { Host, Origin: 'https://foreign.example' })
        const claimed = await connectFrom(proxy, '/ws', { ...forged, Host, Origin: 'https://forged.example' })
        expect([own.status, foreign.status, claimed.status]).toEqual([101, 403, 403])
        own.terminate()
      })

      test('knows that host by X-Forwarded-Host, if the proxy has put its own in place of Host', async () => {
        await using other = await ReverseProxy.start(kind, server.port, rewriting[kind.name])
        const own = await connectFrom(other, '/ws', { Host, Origin: page })
        const foreign = await connectFrom(other, '/ws', { Host, Origin: 'https://foreign.example' })
        expect([own.status, foreign.status]).toEqual([101, 403])
        expect(JSON.parse((await own.next()) as string)).toMatchObject({ host: Host, url: `${page}/ws` })
        own.terminate()
      })

      test('gets messages whole: the largest, and those that come with the handshake', async () => {
        const peer = await connectFrom(proxy, '/ws', {}, latin1(textFrame('early')))
        await peer.next()
        expect(await peer.next()).toBe('early')
        const bytes = Buffer.from(crypto.getRandomValues(new Uint8Array(65_536)))
        const message = Buffer.concat(Array.from({ length: 16 }, () => bytes))
        peer.send(message)
        expect(message.equals(Buffer.from((await peer.next()) as ArrayBuffer))).toBe(true)
        peer.close(4001, 'bye')
        expect(await within(peer.closed, 'the close')).toEqual({ code: 4001, reason: 'bye' })
      })

      test('answers plain requests', async () => {
        expect(await ask(proxy, '/health')).toMatchObject({ status: 200, body: 'well' })
      })
    })
  })
})
