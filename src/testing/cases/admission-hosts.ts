import { equal, freshId, match, ok, readLog } from '../expect.ts'
import { exchange, handshake, type RawHeaders, request } from '../raw.ts'
import type { ContractCase, Target } from '../target.ts'
import { codeOf, expectStatus, told, toldPlain } from './admission-probes.ts'

const Accept = 'application/json'

/** The status of a bare handshake and of a bare request, neither of which may reach the app. */
async function expectBadHost(target: Target, Host: RawHeaders[string]): Promise<void> {
  const id = freshId()
  const path = `/handshake/alone?id=${id}`
  for (const bytes of [handshake(target, path, { Host }), request(target, 'GET', path, { Host })]) {
    const { status } = await exchange(await target.raw!(), bytes)
    equal(status, 400, `the status for Host ${JSON.stringify(Host)}`)
  }
  equal(await readLog(target, id), [], `what ran of the app for Host ${JSON.stringify(Host)}`)
}

/** AD03 and AD04: whose name a request bears, and who sent it. */
export const admissionHosts: readonly ContractCase[] = [
  {
    id: 'AD03',
    level: 'MUST',
    title: 'a socket or a request for a host that is not listed gets 421, before the app',
    needs: ['guards'],
    variant: 'hosts',
    async run(target) {
      for (const Host of ['example.com', 'EXAMPLE.com', 'example.com:8080', 'sub.example.com', 'localhost:3000']) {
        await expectStatus(target, '/handshake/alone', freshId(), 101, { headers: { Host } })
        equal((await target.fetch('/handshake/plain', { headers: { Host } })).status, 203, `a request for ${Host}`)
      }
      for (const Host of [
        'foreign.example',
        'example.com.foreign.example',
        'notexample.com',
        'a.b.example.com',
        'localhost:3001',
        'localhost',
        '127.0.0.2',
        '[::1]',
      ]) {
        const id = freshId()
        const refused = await expectStatus(target, '/handshake/alone', id, 421, { headers: { Host, Accept } })
        equal(codeOf(refused), 'host_refused', `the code for ${Host}`)
        const plain = await target.fetch(`/handshake/alone?id=${id}`, { headers: { Host } })
        equal(plain.status, 421, `a request for ${Host}`)
        equal(await readLog(target, id), [], `what ran of the app for ${Host}`)
      }
    },
  },
  {
    id: 'AD03b',
    level: 'MUST',
    title: 'by default every well-formed host is served',
    needs: ['guards'],
    async run(target) {
      for (const Host of ['foreign.example', 'a.b.example.com:8080', '[::1]:3000'])
        await expectStatus(target, '/handshake/alone', freshId(), 101, { headers: { Host } })
    },
  },
  {
    id: 'AD03c',
    level: 'MUST',
    title: 'several, empty and malformed Host lines get 400, before the app',
    needs: ['guards', 'raw'],
    async run(target) {
      for (const Host of [
        ['127.0.0.1', '127.0.0.1'],
        ['127.0.0.1', 'foreign.example'],
        '',
        'a.example, b.example',
        'user@a.example',
        'a.example/path',
        'a.example:port',
        'a.example:65536',
        '::1',
      ])
        await expectBadHost(target, Host)
    },
  },
  {
    id: 'AD03d',
    level: 'MUST',
    title: 'a target in absolute form never puts a foreign host into c.req.url',
    needs: ['guards', 'raw'],
    async run(target) {
      const { host } = new URL(target.origin)
      const own = await exchange(await target.raw!(), request(target, 'GET', `http://${host}/admission/where`))
      equal(own.status, 200, "the status for the server's own host")
      const bytes = request(target, 'GET', 'http://foreign.example/admission/where')
      const { status, body } = await exchange(await target.raw!(), bytes)
      if (status !== 400)
        equal((JSON.parse(body) as { url: string }).url, `http://${host}/admission/where`, 'c.req.url')
    },
  },
  {
    id: 'AD04',
    level: 'MUST',
    title: 'forwarding headers are ignored by default',
    needs: ['guards'],
    async run(target) {
      const { host } = new URL(target.origin)
      const headers = {
        Forwarded: 'for=192.0.2.7;host=foreign.example;proto=https',
        'X-Forwarded-For': '192.0.2.7',
        'X-Forwarded-Host': 'foreign.example',
        'X-Forwarded-Proto': 'https',
        'X-Real-IP': '192.0.2.7',
      }
      const client = { address: '127.0.0.1', host, scheme: 'http' }
      const { remoteAddress, client: ofSocket } = await told(target, '/admission/open', headers)
      equal([remoteAddress, ofSocket], ['127.0.0.1', client], 'the client of a socket')
      equal((await toldPlain(target, headers)).client, client, 'the client of a request')
      const foreign = { headers: { ...headers, Origin: 'https://foreign.example' } }
      await expectStatus(target, '/admission/open', freshId(), 403, foreign)
    },
  },
  {
    id: 'AD04b',
    level: 'MUST',
    title: 'behind trusted proxies the client is the last address that none of them has',
    needs: ['guards'],
    variant: 'proxies',
    async run(target) {
      const found = [
        ['192.0.2.7', '192.0.2.7'],
        ['203.0.113.9, 192.0.2.7', '192.0.2.7'],
        ['203.0.113.9, 192.0.2.7, 10.1.2.3', '192.0.2.7'],
        ['192.0.2.7,10.1.2.3 , 127.9.9.9', '192.0.2.7'],
        ['192.0.2.7, 2001:db8::5', '192.0.2.7'],
        ['2001:DB9:0:0::0001', '2001:db9::1'],
        ['::ffff:192.0.2.7', '192.0.2.7'],
        ['10.1.2.3', '10.1.2.3'],
      ] as const
      for (const [list, address] of found) {
        const { remoteAddress, client } = await told(target, '/admission/open', { 'X-Forwarded-For': list })
        equal([remoteAddress, client.address], [address, address], `the client of ${list}`)
      }
      equal((await told(target, '/admission/open')).remoteAddress, '127.0.0.1', 'the client without a header')
    },
  },
  {
    id: 'AD04c',
    level: 'MUST',
    title: 'with so many proxies in a row the client is counted from the right, and cannot choose its address',
    needs: ['guards'],
    variant: 'hops',
    async run(target) {
      const list = '203.0.113.9, 192.0.2.7, 198.51.100.1'
      const { remoteAddress, client } = await told(target, '/admission/open', { 'X-Forwarded-For': list })
      equal([remoteAddress, client.address], ['192.0.2.7', '192.0.2.7'], 'the client of a socket')
      const plain = await toldPlain(target, { 'X-Forwarded-For': '192.0.2.7, 198.51.100.1' })
      equal(plain.client.address, '192.0.2.7', 'the client of a request')
      const none = await told(target, '/admission/open', { 'X-Forwarded-For': 'nobody, 198.51.100.1' })
      ok(none.remoteAddress !== 'nobody', 'what is no address is none')
    },
  },
  {
    id: 'AD04d',
    level: 'MUST',
    title: "behind a trusted proxy the forwarded host and scheme are the client's, and its origin is judged by them",
    needs: ['guards'],
    variant: 'proxies',
    async run(target) {
      const headers = {
        'X-Forwarded-For': '192.0.2.7',
        'X-Forwarded-Host': 'public.example',
        'X-Forwarded-Proto': 'https',
      }
      const { client } = await toldPlain(target, headers)
      equal(client, { address: '192.0.2.7', host: 'public.example', scheme: 'https' }, 'the client')
      const Origin = 'https://public.example'
      equal((await told(target, '/admission/open', { ...headers, Origin })).client.host, 'public.example', 'its host')
      const foreign = { ...headers, 'CF-Connecting-IP': '127.0.0.1', Origin: 'https://foreign.example' }
      const refused = await expectStatus(target, '/admission/open', freshId(), 403, { headers: foreign })
      match(refused.body, /origin/, 'the refusal')
    },
  },
]
