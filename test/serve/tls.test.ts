import { connect, plainFetch } from 'jackfield/testing/node'
import { describe, expect, test } from 'vitest'
import { makeCertificate } from '../certificate.ts'
import { installed, startHost } from './runtimes.ts'

const { ca, key, cert } = await makeCertificate()
const tls = { key, cert }

describe.each(installed)('with a certificate, on $name', (runtime) => {
  test('pages are https, sockets are wss, and the url says so', async () => {
    await using host = await startHost(runtime, { tls })
    expect(host.url).toBe(`https://127.0.0.1:${host.port}`)

    expect(await (await plainFetch(`${host.url}/page`, { ca })).text()).toBe('page')

    const peer = await connect({ origin: host.url, ca }, '/ws', { protocols: ['echo'] })
    expect([peer.status, peer.protocol, peer.headers.get('x-app')]).toEqual([101, 'echo', 'mine'])
    expect(JSON.parse((await peer.next()) as string)).toEqual({
      url: `${host.url}/ws`,
      ws: `${host.url}/ws`,
      remoteAddress: '127.0.0.1',
    })
    const bytes = crypto.getRandomValues(new Uint8Array(65_536))
    peer.send('text')
    peer.send(bytes)
    expect(await peer.next()).toBe('text')
    expect(Buffer.from((await peer.next()) as ArrayBuffer).equals(bytes)).toBe(true)
    peer.close(4001, 'bye')
    expect(await peer.closed).toEqual({ code: 4001, reason: 'bye' })
  })

  test('a page of the same https origin may connect, one of another host may not', async () => {
    await using host = await startHost(runtime, { tls })
    const from = (origin: string) => connect({ origin: host.url, ca }, '/ws', { headers: { Origin: origin } })
    const [own, foreign] = [await from(host.url), await from('https://evil.example')]
    expect([own.status, foreign.status]).toEqual([101, 403])
    own.terminate()
  })
})
