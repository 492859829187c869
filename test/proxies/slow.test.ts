import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { withValues } from './blocks.ts'
import { dialFrom } from './client.ts'
import { type Kind, kinds } from './kinds.ts'
import { type Change, ReverseProxy } from './proxy.ts'
import { describeBehind } from './suite.ts'

/** The patience of a proxy with a request that is slow to arrive, shortened; and HAProxy asks after nobody's health. */
const hurried: Record<Kind['name'], Change> = {
  nginx: (configuration) => withValues(configuration, { 'client_header_timeout 10s': 'client_header_timeout 1s' }),
  haproxy: (configuration) =>
    withValues(configuration, { 'timeout http-request 10s': 'timeout http-request 1s', ' check\n': '\n' }),
}

const answers: Record<Kind['name'], RegExp> = { nginx: /^$/, haproxy: /^HTTP\/1\.1 408 / }

// Deno 2.9 would wait for the rest of it without a limit: case HS15c of the contract.
describeBehind('a request that is never completed', () => {
  test.each(kinds)('is cut by $name, and no server hears of it', async (kind) => {
    let connections = 0
    const server = createServer(() => {
      connections++
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    await using proxy = await ReverseProxy.start(kind, port, hurried[kind.name])
    const slow = await dialFrom(proxy)
    slow.write('GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\n')
    expect(Buffer.from(await slow.readToEnd()).toString()).toMatch(answers[kind.name])
    slow.destroy()
    server.close()
    await once(server, 'close')
    expect(connections).toBe(0)
  })
})
