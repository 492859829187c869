import { describe, expect, test } from 'vitest'
import { until, within } from '../../src/testing/expect.ts'
import { connectFrom } from './client.ts'
import { type Kind, kinds } from './kinds.ts'
import { ReverseProxy } from './proxy.ts'
import { describeBehind, impatient, patience, runtimes, serverOn, workerd } from './suite.ts'

const advice: Record<Kind['name'], RegExp> = {
  nginx: /^jackfield warn .*proxy_read_timeout/m,
  haproxy: /^jackfield warn .*timeout tunnel/m,
}

// No interval of the heartbeat would help on workerd: https://github.com/cloudflare/workerd/issues/3664
const heartbeat = { interval: 500, timeout: 500 }
const cases = [
  ...runtimes.map((runtime) => ({ runtime, options: {}, other: 'heartbeat: { interval:' })),
  { runtime: workerd, options: { heartbeat }, other: 'this runtime cannot ping' },
]

describeBehind('a proxy that waits for less than the heartbeat', () => {
  describe.each(kinds)('$name', (kind) => {
    const title = 'cuts its clients without a word, and the log of $runtime says what to write'
    test.concurrent.each(cases)(title, async ({ runtime, options, other }) => {
      await using server = await serverOn(runtime, options)
      await using proxy = await ReverseProxy.start(kind, server.port, impatient(kind, 1_500))
      const peers = await Promise.all(Array.from({ length: 3 }, () => connectFrom(proxy, '/ws')))
      // There is no close frame: a client cannot be told why.
      const cut = { code: 1006, reason: '' }
      for (const peer of peers) expect(await within(peer.closed, 'the cut', patience)).toEqual(cut)
      const isTold = () => advice[kind.name].test(server.child.log) && server.child.log.includes(other)
      await until(isTold, () => `the advice in\n${server.child.log}`, patience)
    })
  })
})
