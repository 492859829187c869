import { expect, test } from 'vitest'
import { until } from '../../src/testing/expect.ts'
import { connectFrom } from './client.ts'
import { kinds } from './kinds.ts'
import { ReverseProxy } from './proxy.ts'
import { describeBehind, serverOn } from './suite.ts'

const maxConnections = { total: 100, perAddress: 2 }
const addresses = ['127.1.0.1', '127.1.0.2', '127.1.0.3']

const advice =
  /^jackfield warn .*127\.0\.0\.1 has all 2 of maxConnections\.perAddress.*trustedProxies: \['127\.0\.0\.1'\]/m

const connectAll = async (origin: string, from: readonly string[]): Promise<number[]> => {
  const statuses: number[] = []
  for (const address of from) statuses.push((await connectFrom({ origin, from: address }, '/ws')).status)
  return statuses
}

describeBehind('connections of one address are counted', () => {
  test.each(kinds)('as those of $name unless it is trusted, and the log says what to write', async (kind) => {
    await using server = await serverOn('node24', { maxConnections })
    await using proxy = await ReverseProxy.start(kind, server.port)
    expect(await connectAll(proxy.origin, addresses)).toEqual([101, 101, 429])
    await until(() => advice.test(server.child.log), 'the warning')
  })

  test.each(kinds)('as those of the clients of $name if it is', async (kind) => {
    await using server = await serverOn('node24', { maxConnections, trustedProxies: ['127.0.0.1'] })
    await using proxy = await ReverseProxy.start(kind, server.port)
    expect(await connectAll(proxy.origin, addresses)).toEqual([101, 101, 101])
    expect(
      await connectAll(
        proxy.origin,
        addresses.map(() => '127.1.0.4'),
      ),
    ).toEqual([101, 101, 429])
  })
})
