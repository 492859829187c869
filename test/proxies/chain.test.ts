import { expect, test } from 'vitest'
import { ask, clientAddress } from './client.ts'
import { innerHaproxy, nginx } from './kinds.ts'
import { ReverseProxy } from './proxy.ts'
import { describeBehind, serverOn } from './suite.ts'

const forged = { 'X-Forwarded-For': '203.0.113.7', 'X-Forwarded-Proto': 'http', 'X-Forwarded-Host': 'forged.example' }

describeBehind('behind nginx, and HAProxy behind that', () => {
  test.each([
    ['both are trusted, by their range', ['127.0.0.0/16'], clientAddress],
    ['both are trusted, by their number', 2, clientAddress],
    ['only one is trusted, and the address is that of the other', 1, '127.0.0.1'],
  ])('%s', async (_, trustedProxies, address) => {
    await using server = await serverOn('node24', { trustedProxies })
    await using inner = await ReverseProxy.start(innerHaproxy, server.port)
    await using outer = await ReverseProxy.start(nginx, inner.port)
    const { body } = await ask(outer, '/client', forged)
    expect(JSON.parse(body)).toEqual({ address, host: `127.0.0.1:${outer.port}`, scheme: 'https' })
  })
})
