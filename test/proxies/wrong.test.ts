import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../../src/testing/expect.ts'
import { withoutLine, withValues } from './blocks.ts'
import { ask, connectFrom } from './client.ts'
import { haproxy, type Kind, nginx } from './kinds.ts'
import { type Change, ReverseProxy } from './proxy.ts'
import { describeBehind, patience, runtimes, serverOn, workerd } from './suite.ts'

interface Mistake {
  readonly title: string
  readonly kind: Kind
  readonly change: Change
  /** The lines that mend it, as both ends are told. */
  readonly lines: readonly string[]
}

const without =
  (...starts: string[]): Change =>
  (configuration) =>
    starts.reduce(withoutLine, configuration)

const withRule =
  (rule: string): Change =>
  (configuration) =>
    withValues(configuration, { '  default_backend': `  http-request ${rule}\n  default_backend` })

const upgrade = 'proxy_set_header Upgrade $http_upgrade;'
const connection = 'proxy_set_header Connection "upgrade";'
const version = 'proxy_http_version 1.1;'
const host = 'proxy_set_header Host $http_host;'
const rule = 'With HAProxy: remove the http-request rule that deletes or sets Upgrade or Connection.'

const stripped: readonly Mistake[] = [
  { title: 'nginx does not pass Upgrade on', kind: nginx, change: without(upgrade), lines: [upgrade] },
  { title: 'nginx does not pass Connection on', kind: nginx, change: without(connection), lines: [connection] },
  {
    title: 'nginx has nothing but proxy_pass',
    kind: nginx,
    change: without(version, upgrade, connection, host),
    lines: [version, upgrade, connection, host],
  },
  { title: 'HAProxy deletes Upgrade', kind: haproxy, change: withRule('del-header Upgrade'), lines: [rule] },
  { title: 'HAProxy sets Connection', kind: haproxy, change: withRule('set-header Connection close'), lines: [rule] },
]

const dropPort: Change = (configuration) => withValues(configuration, { [host]: 'proxy_set_header Host $host;' })

describeBehind('a proxy with a mistake in its configuration', () => {
  describe.each([...runtimes, workerd])('in front of %s', (runtime) => {
    let server: Awaited<ReturnType<typeof serverOn>>
    beforeAll(async () => {
      server = await serverOn(runtime)
    })
    afterAll(() => server?.child.end())

    let before = 0
    beforeEach(() => {
      before = server.child.log.length
    })

    /** Waits for an entry of the log with these lines, and for a warning of its kind, which one in a minute is. */
    const told = async (code: string, lines: readonly string[]): Promise<void> => {
      const entries = (from: number) => server.child.log.slice(from).split('\n').filter(isOf)
      const isOf = (entry: string) => entry.includes(` refused ${code}: `)
      const isTold = () =>
        entries(before).some((entry) => lines.every((line) => entry.includes(line))) &&
        entries(0).some((entry) => entry.startsWith('jackfield warn '))
      await until(isTold, () => `${code} with ${lines.join(' ')} in\n${server.child.log}`, patience)
    }

    test.each(stripped)('$title: 426, and both ends are told the line to write', async ({ kind, change, lines }) => {
      await using proxy = await ReverseProxy.start(kind, server.port, change)
      const peer = await connectFrom(proxy, '/ws')
      expect(peer.status).toBe(426)
      for (const line of lines) expect(peer.body).toContain(line)
      await told('headers_stripped', lines)
    })

    test.each([
      ['has its own Host', 'https://one.example:8443', without(host)],
      ['drops the port of Host', 'https://two.example:8443', dropPort],
    ])('nginx %s: 403 for pages of the site, and the log has the line to write', async (_, page, change) => {
      await using proxy = await ReverseProxy.start(nginx, server.port, change)
      const peer = await connectFrom(proxy, '/ws', { Host: new URL(page).host, Origin: page })
      expect(peer.status).toBe(403)
      await told('origin_refused', [page, host])
    })

    if (runtime === workerd) return
    // Neither Bun 1.4 nor Deno 2.9 tells the version of a request, and nginx 1.22 takes their 101 for what it is.
    const title = runtime === 'node24' ? '505, and both ends are told the line to write' : 'it passes'
    test(`nginx speaks HTTP/1.0: ${title}`, async () => {
      await using proxy = await ReverseProxy.start(nginx, server.port, without(version))
      const peer = await connectFrom(proxy, '/ws')
      if (runtime === 'node24') {
        expect(peer.status).toBe(505)
        expect(peer.body).toContain(version)
        await told('http_version', [version])
        return
      }
      expect(peer.status).toBe(101)
      await peer.next()
      peer.send('as if nothing were')
      expect(await peer.next()).toBe('as if nothing were')
      peer.terminate()
    })
  })

  test('a forwarding header that nginx does not set is the one of its client', async () => {
    await using server = await serverOn('node24', { trustedProxies: ['127.0.0.1'] })
    await using proxy = await ReverseProxy.start(nginx, server.port, without('proxy_set_header X-Forwarded-Host'))
    const { body } = await ask(proxy, '/client', { 'X-Forwarded-Host': 'forged.example' })
    expect(JSON.parse(body)).toMatchObject({ host: 'forged.example' })
  })
})
