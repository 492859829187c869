import { describe, expect, test } from 'vitest'
import { until, within } from '../../src/testing/expect.ts'
import { withValues } from './blocks.ts'
import { ask, connectFrom } from './client.ts'
import { type Kind, kinds } from './kinds.ts'
import { type Change, ReverseProxy } from './proxy.ts'
import { describeBehind, patience, serverOn } from './suite.ts'

/** Says on every answer that the configuration is the second one. */
const second: Record<Kind['name'], Change> = {
  nginx: (configuration) =>
    withValues(configuration, { '  location / {': '  location / {\n    add_header Read again;' }),
  haproxy: (configuration) =>
    withValues(configuration, { '  default_backend': '  http-response set-header Read again\n  default_backend' }),
}

/** Gives old connections less time. */
const hasty: Record<Kind['name'], Change> = {
  nginx: (configuration) => withValues(configuration, { 'worker_shutdown_timeout 10m': 'worker_shutdown_timeout 1s' }),
  haproxy: (configuration) => withValues(configuration, { 'hard-stop-after 10m': 'hard-stop-after 1s' }),
}

const isReadAgain = async (proxy: ReverseProxy): Promise<boolean> =>
  (await ask(proxy, '/health')).headers.get('read') === 'again'

describeBehind('when the proxy reads its configuration again', () => {
  describe.each(kinds)('$name', (kind) => {
    test('open connections go on, and new ones have the new configuration', async () => {
      await using server = await serverOn('node24')
      await using proxy = await ReverseProxy.start(kind, server.port)
      const old = await connectFrom(proxy, '/ws')
      await old.next()
      await proxy.reload(second[kind.name])
      await until(() => isReadAgain(proxy), 'the second configuration', patience)

      const young = await connectFrom(proxy, '/ws')
      await young.next()
      for (const peer of [old, young]) {
        peer.send('here')
        expect(await peer.next()).toBe('here')
        peer.close(1000)
        expect((await within(peer.closed, 'the close', patience)).code).toBe(1000)
      }
    })

    test('those that are still open at its limit are cut: 1006, with no close frame', async () => {
      await using server = await serverOn('node24')
      await using proxy = await ReverseProxy.start(kind, server.port, hasty[kind.name])
      const old = await connectFrom(proxy, '/ws')
      await old.next()
      await proxy.reload((configuration) => second[kind.name](hasty[kind.name](configuration)))
      expect(await within(old.closed, 'the cut', patience)).toEqual({ code: 1006, reason: '' })
      await until(() => isReadAgain(proxy), 'the second configuration', patience)
    })
  })
})
