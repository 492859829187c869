import { type EventEmitter, once } from 'node:events'
import { request } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { upgradeWebSocket } from '../../../src/index.ts'
import { makeCertificate } from '../../certificate.ts'
import { describeInChromium } from '../chromium.ts'
import { asSocket, farNames, named, pageAt, startSite, statusOf, untilOpen, untilWhy } from './site.ts'

const { key, cert } = await makeCertificate()
const tls = { key, cert }

/** Whatever listens, until the test is over. */
interface Listener extends EventEmitter {
  address(): unknown
  close(): unknown
}

async function portOf(server: Listener): Promise<number> {
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A connection whose other end does not even answer a close. */
async function silentPeer(port: number): Promise<Duplex> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': 'jackfield.1',
  }
  const [, socket] = await once(request({ port, path: '/ws', headers }).end(), 'upgrade')
  return socket
}

describeInChromium('why no WebSocket opens', [farNames, '--ignore-certificate-errors'], (open) => {
  test('it does open where nothing is wrong', async () => {
    await using site = await startSite()
    const page = await open(site.url)
    await untilOpen(page)
    expect(await page.locator('output').textContent()).toBe('open')
  })

  describe('the wrong scheme', () => {
    test('wss to a server without TLS', async () => {
      await using site = await startSite()
      await untilWhy(
        await open(pageAt(site.url, `wss://127.0.0.1:${site.port}/ws`)),
        { code: 'wrong_scheme', retry: 'later' },
        `use ws://127.0.0.1:${site.port}/ws.`,
      )
    })

    test('ws to a server with TLS', async () => {
      await using site = await startSite()
      await using secure = await startSite({ tls })
      await untilWhy(
        await open(pageAt(site.url, `ws://127.0.0.1:${secure.port}/ws`)),
        { code: 'wrong_scheme', retry: 'later' },
        `use wss://127.0.0.1:${secure.port}/ws.`,
      )
    })
  })

  test('a stopped server', async () => {
    await using site = await startSite()
    const { url, close } = await startSite()
    await close()
    const page = await open(pageAt(site.url, asSocket(url)))
    await untilWhy(page, { code: 'server_down', retry: 'later' }, `Nobody answers at ${url}: the server is stopped`)
  })

  test('its own server is stopped', async () => {
    const site = await startSite()
    const page = await open(site.url)
    await untilOpen(page)
    await site.close({ timeout: 1 })
    await untilWhy(page, { code: 'server_down', retry: 'later' }, site.url, 'stopped')
  })

  test('a server that is being stopped', async () => {
    await using site = await startSite()
    const draining = await startSite()
    const { url } = draining
    const peer = await silentPeer(draining.port)
    const closed = draining.close({ timeout: 60_000 })
    await untilWhy(
      await open(pageAt(site.url, `${asSocket(url)}/ws`)),
      { code: 'server_full', retry: 'later', status: 503 },
      url,
    )
    peer.destroy()
    await closed
  })

  describe('a page of another origin', () => {
    test('on the developer’s own machine it is told what to list', async () => {
      await using site = await startSite()
      const foreign = named(site.url, 'foreign.test')
      await using api = await startSite()
      const page = await open(pageAt(foreign, `${asSocket(api.url)}/ws`))
      await untilWhy(page, { code: 'origin_refused', retry: 'never', status: 403 }, api.url, `origins: ["${foreign}"]`)
      expect(await statusOf(page)).toMatchObject({ state: 'closed' })
    })

    test('once it is listed, it is in', async () => {
      await using site = await startSite()
      const foreign = named(site.url, 'foreign.test')
      await using api = await startSite({ origins: [foreign] })
      await untilOpen(await open(pageAt(foreign, `${asSocket(api.url)}/ws`)))
    })
  })

  describe('middleware in front of the route', () => {
    test.each([
      [401, { code: 'unauthorized', retry: 'fresh-token' }, 'Sign in'],
      [403, { code: 'refused', retry: 'never' }, 'may not'],
      [429, { code: 'too_many', retry: 'later' }, 'Too many'],
      [503, { code: 'server_full', retry: 'later' }, 'takes no more'],
    ] as const)('%i means itself', async (status, cause, words) => {
      await using site = await startSite({}, () => {
        throw new HTTPException(status)
      })
      await untilWhy(await open(site.url), { ...cause, status }, `answers a plain request with ${status}`, words)
    })

    const forbid = () => {
      throw new HTTPException(403)
    }

    test('what it tells a page of another origin cannot be read, and that is said', async () => {
      await using site = await startSite()
      await using api = await startSite({}, forbid)
      const page = await open(pageAt(site.url, `${asSocket(api.url)}/ws`))
      await untilWhy(page, { code: 'unknown', retry: 'later' }, `${api.url}/ws answers`, 'cors()')
    })

    test('but with cors() around it', async () => {
      await using site = await startSite()
      await using api = await startSite({}, cors({ origin: site.url, credentials: true }), forbid)
      const page = await open(pageAt(site.url, `${asSocket(api.url)}/ws`))
      await untilWhy(page, { code: 'refused', retry: 'never', status: 403 })
    })
  })

  test('a path of no route', async () => {
    await using site = await startSite()
    await untilWhy(
      await open(pageAt(site.url, '/chat')),
      { code: 'not_found', retry: 'never', status: 404 },
      `${site.url}/chat`,
      'Check the path',
    )
  })

  test.each([
    ['server_full', 503, { total: 1, perAddress: 1000 }],
    ['too_many', 429, { total: 1000, perAddress: 1 }],
  ] as const)('a full server tells pages of any origin: %s', async (code, status, maxConnections) => {
    await using site = await startSite()
    await using api = await startSite({ maxConnections })
    const to = `${asSocket(api.url)}/ws`
    await untilOpen(await open(pageAt(site.url, to)))
    await untilWhy(await open(pageAt(site.url, to)), { code, status, retry: 'later' }, 'It says: ')
  })

  test('an https page that would connect without encryption', async () => {
    await using site = await startSite({ tls })
    const page = await open(pageAt(named(site.url, 'secure.test'), 'ws://api.test/ws'))
    await untilWhy(page, { code: 'mixed_content', retry: 'never' }, 'wss')
    expect(await statusOf(page)).toMatchObject({ state: 'closed' })
  })

  describe('a redirect', () => {
    test('to where to sign in', async () => {
      await using site = await startSite({}, async (c, next) =>
        c.req.path === '/login' ? c.html('Who are you?') : c.req.path === '/ws' ? c.redirect('/login') : next(),
      )
      await untilWhy(
        await open(site.url),
        { code: 'redirected', retry: 'later' },
        `${site.url}/ws redirects to ${site.url}/login`,
        'Sign in',
      )
    })

    test('to https', async () => {
      await using secure = await startSite({ tls })
      await using site = await startSite({}, async (c, next) =>
        c.req.path === '/ws' ? c.redirect(`${secure.url}/ws`) : next(),
      )
      await untilWhy(await open(site.url), { code: 'wrong_scheme' }, `Use ${asSocket(secure.url)}/ws.`)
    })
  })

  test('a policy of the page itself', async () => {
    await using site = await startSite()
    await using api = await startSite()
    const policy = new URLSearchParams({ policy: "connect-src 'self'" })
    // Chromium neither throws nor tells of an end then.
    const to = pageAt(site.url, `${asSocket(api.url)}/ws`, { connectTimeout: 500 })
    await untilWhy(
      await open(`${to}&${policy}`),
      { code: 'unknown', retry: 'later' },
      'Content-Security-Policy',
      `list ${api.url} and ${asSocket(api.url)} in its connect-src.`,
    )
  })

  describe('a server of something else', () => {
    test('a WebSocket route of this package that is no channel’s', async () => {
      await using site = await startSite({}, async (c, next) =>
        c.req.path === '/echo' ? upgradeWebSocket(c, { onMessage: ({ data }, ws) => void ws.send(data) }) : next(),
      )
      await untilWhy(
        await open(pageAt(site.url, '/echo')),
        { code: 'protocol', retry: 'never' },
        `${site.url}/echo`,
        'jackfield.1',
      )
    })

    test('a WebSocket server that speaks no subprotocol', async () => {
      await using site = await startSite()
      const port = await portOf(new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => false }))
      await untilWhy(
        await open(pageAt(site.url, `ws://127.0.0.1:${port}`)),
        { code: 'unknown', retry: 'later' },
        'jackfield.1',
      )
    })

    test('one that takes whatever is offered', async () => {
      await using site = await startSite()
      const port = await portOf(new WebSocketServer({ port: 0, host: '127.0.0.1' }))
      await untilWhy(
        await open(pageAt(site.url, `ws://127.0.0.1:${port}`, { connectTimeout: 500 })),
        { code: 'unauthorized' },
        'No welcome came: no token was shown',
        'or it is no channel',
      )
    })
  })

  test('a server that accepts and then says nothing', async () => {
    await using site = await startSite()
    const sockets: Socket[] = []
    const hung = createServer((socket) => sockets.push(socket.on('error', () => {}))).listen(0, '127.0.0.1')
    const port = await portOf(hung)
    const page = await open('about:blank')
    await page.clock.install()
    await page.goto(pageAt(site.url, `ws://127.0.0.1:${port}`))
    await page.clock.pauseAt(Date.now() + 5_000)
    await page.clock.fastForward(10_000)
    await untilWhy(page, { code: 'silent', retry: 'later' }, 'No answer came in time')
    const forward = async () => {
      await page.clock.fastForward(10_000)
      return page.locator('output').textContent()
    }
    await expect.poll(forward, { timeout: 15_000 }).toContain(`http://127.0.0.1:${port} has not answered within 10 s`)
    for (const socket of sockets) socket.destroy()
  })
})

describeInChromium('a certificate that is not trusted', [], (open) => {
  test('looks like a server that is stopped, and that is said', async () => {
    await using site = await startSite()
    await using secure = await startSite({ tls })
    await untilWhy(
      await open(pageAt(site.url, `${asSocket(secure.url)}/ws`)),
      { code: 'server_down', retry: 'later' },
      'its certificate is not trusted here: open that address in a tab',
    )
  })
})
