import { expect, test } from 'vitest'
import { until } from '../../src/testing/expect.ts'
import { withoutLine, withValues } from './blocks.ts'
import { ask } from './client.ts'
import { haproxy } from './kinds.ts'
import { ReverseProxy } from './proxy.ts'
import { describeBehind, patience, runtimes, serverOn } from './suite.ts'

// A check may take as long as the time between two: of these the first one counts, on however slow a machine.
const first = (configuration: string): string => withValues(configuration, { ' check\n': ' check inter 10s fall 1\n' })

describeBehind('a server that answers for its own hosts only', () => {
  const options = { hosts: ['example.com'], trustedProxies: ['127.0.0.1'] }
  const headers = { Host: 'example.com' }

  test('is well for the documented check, which names one of them', async () => {
    await using server = await serverOn('node24', options)
    await using proxy = await ReverseProxy.start(haproxy, server.port, first)
    const checked = async () => Number((await ask(proxy, '/checks', headers)).body) > 0
    await until(checked, 'a check', patience)
    expect((await ask(proxy, '/health', headers)).status).toBe(200)
    expect((await ask(proxy, '/health')).status).toBe(421)
  })

  test.each(runtimes)('is down for a check that names none: %s', async (runtime) => {
    await using server = await serverOn(runtime, options)
    const bare = (configuration: string) => first(withoutLine(configuration, 'http-check send'))
    await using proxy = await ReverseProxy.start(haproxy, server.port, bare)
    const down = /Server app\/one is DOWN.* code: 421/
    await until(
      () => down.test(proxy.log),
      () => `HAProxy to give the server up\n${proxy.log}`,
      patience,
    )
    expect((await ask(proxy, '/health', headers)).status).toBe(503)
  })
})
