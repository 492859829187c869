import { once } from 'node:events'
import { connect } from 'node:http2'
import { expect, test } from 'vitest'
import { until } from '../../src/testing/expect.ts'
import { textFrame } from '../../src/testing/frames.ts'
import { haproxy } from './kinds.ts'
import { ca, ReverseProxy } from './proxy.ts'
import { describeBehind, runtimes, serverOn } from './suite.ts'

describeBehind('a WebSocket within HTTP/2, as browsers open it where they may', () => {
  test.each(runtimes)('HAProxy makes an ordinary handshake of it for %s', async (runtime) => {
    await using server = await serverOn(runtime, { trustedProxies: ['127.0.0.1'] })
    await using proxy = await ReverseProxy.start(haproxy, server.port)
    const session = connect(proxy.origin, { ca })
    await once(session, 'remoteSettings')
    expect(session.remoteSettings).toMatchObject({ enableConnectProtocol: true })
    const stream = session.request({
      ':method': 'CONNECT',
      ':protocol': 'websocket',
      ':scheme': 'https',
      ':path': '/ws',
      ':authority': `127.0.0.1:${proxy.port}`,
      'sec-websocket-version': '13',
      origin: proxy.origin,
    })
    let heard = ''
    stream.setEncoding('latin1').on('data', (text: string) => {
      heard += text
    })
    const [headers] = await once(stream, 'response')
    expect(headers[':status']).toBe(200)
    stream.write(textFrame('over HTTP/2'))
    await until(
      () => heard.includes('over HTTP/2'),
      () => `the echo; heard was ${JSON.stringify(heard)}`,
    )
    expect(heard).toContain(`"url":"${proxy.origin}/ws"`)
    session.destroy()
  })
})
