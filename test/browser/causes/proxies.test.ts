import { test } from 'vitest'
import { withoutLine, withValues } from '../../proxies/blocks.ts'
import { haproxy, nginx } from '../../proxies/kinds.ts'
import { type Change, ReverseProxy } from '../../proxies/proxy.ts'
import { describeBehind } from '../../proxies/suite.ts'
import { describeInChromium } from '../chromium.ts'
import { asSocket, farNames, named, pageAt, startSite, untilOpen, untilWhy } from './site.ts'

const without =
  (...starts: string[]): Change =>
  (configuration) =>
    starts.reduce(withoutLine, configuration)

const deleteUpgrade: Change = (configuration) =>
  withValues(configuration, { '  default_backend': '  http-request del-header Upgrade\n  default_backend' })

describeBehind('why no WebSocket opens behind a proxy', () => {
  describeInChromium('with a certificate that is trusted', [farNames, '--ignore-certificate-errors'], (open) => {
    test.each([
      ['nginx', nginx, without('proxy_set_header Upgrade', 'proxy_set_header Connection')],
      ['HAProxy', haproxy, deleteUpgrade],
    ] as const)('%s removes the upgrade headers', async (_, kind, change) => {
      await using site = await startSite()
      await using proxy = await ReverseProxy.start(kind, site.port, change)
      await untilWhy(
        await open(proxy.origin),
        { code: 'headers_stripped', retry: 'later', status: 426 },
        `${proxy.origin}/ws`,
        'most likely a proxy on the way removes the upgrade headers',
        'proxy_set_header Upgrade $http_upgrade;',
        'HAProxy must have no http-request rule',
      )
    })

    test('nginx does not pass Host on, so that its own pages are foreign ones', async () => {
      await using site = await startSite()
      await using proxy = await ReverseProxy.start(nginx, site.port, without('proxy_set_header Host'))
      await untilWhy(
        await open(named(proxy.origin, 'site.test')),
        { code: 'origin_refused', retry: 'never', status: 403 },
        'a proxy changes Host',
      )
    })

    test('a foreign page is told that it may not, and of no option of the server', async () => {
      await using site = await startSite()
      await using proxy = await ReverseProxy.start(nginx, site.port)
      await untilWhy(
        await open(pageAt(named(site.url, 'foreign.test'), `${asSocket(named(proxy.origin, 'api.test'))}/ws`)),
        { code: 'origin_refused', retry: 'never', status: 403 },
        'It says: "Pages of this origin may not connect here."',
      )
    })

    test('ws to nginx with TLS, which answers in plain HTTP that it wants TLS', async () => {
      await using site = await startSite()
      await using proxy = await ReverseProxy.start(nginx, site.port)
      await untilWhy(
        await open(pageAt(site.url, `ws://127.0.0.1:${proxy.port}/ws`)),
        { code: 'wrong_scheme', retry: 'later' },
        `use wss://127.0.0.1:${proxy.port}/ws.`,
      )
    })

    test('the server behind nginx is stopped', async () => {
      await using site = await startSite()
      await using proxy = await ReverseProxy.start(nginx, site.port)
      const page = await open(proxy.origin)
      await untilOpen(page)
      await site.close({ timeout: 1 })
      await untilWhy(page, { code: 'server_down', retry: 'later', status: 502 }, 'A proxy answers', 'is it stopped?')
    })
  })

  describeInChromium('with a certificate that is not trusted', [], (open) => {
    test('nginx answers in plain HTTP only: that is said, and what may be the reason', async () => {
      await using site = await startSite()
      await using proxy = await ReverseProxy.start(nginx, site.port)
      await untilWhy(
        await open(pageAt(site.url, `${asSocket(proxy.origin)}/ws`)),
        { code: 'wrong_scheme', retry: 'later' },
        'A certificate that is not trusted here looks the same.',
      )
    })
  })
})
