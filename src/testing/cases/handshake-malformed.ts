import { equal, freshId, ok } from '../expect.ts'
import { exchange, handshake, request } from '../raw.ts'
import type { ContractCase } from '../target.ts'
import { expectNoFactory } from './handshake-probes.ts'

/** Handshakes that RFC 6455 does not let pass. */
export const handshakeMalformed: readonly ContractCase[] = [
  {
    id: 'HS05',
    level: 'MUST',
    title: 'a malformed Sec-WebSocket-Key gets 400',
    async run(target) {
      for (const key of [
        'short',
        'dGhlIHNhbXBsZSBub25jZQ',
        'dGhlIHNhbXBsZSBub25jZSBsb25n',
        '!!!!!!!!!!!!!!!!!!!!!!==',
      ]) {
        const id = freshId()
        const peer = await target.connect(`/handshake/echo?id=${id}`, { headers: { 'Sec-WebSocket-Key': key } })
        equal(peer.status, 400, `the status for the key ${key}`)
        ok(peer.body !== '', 'the refusal has a body')
        await expectNoFactory(target, id)
      }
    },
  },
  {
    id: 'HS05b',
    level: 'MUST',
    title: 'a missing Sec-WebSocket-Key gets 400',
    needs: ['raw'],
    async run(target) {
      const id = freshId()
      const bytes = handshake(target, `/handshake/echo?id=${id}`, { 'Sec-WebSocket-Key': undefined })
      equal((await exchange(await target.raw!(), bytes)).status, 400, 'the status')
      await expectNoFactory(target, id)
    },
  },
  {
    id: 'HS05c',
    level: 'MUST',
    title: 'a version other than 13 gets 426 with Sec-WebSocket-Version: 13',
    async run(target) {
      for (const version of ['8', '12', '14', 'thirteen']) {
        const id = freshId()
        const headers = { 'Sec-WebSocket-Version': version }
        const peer = await target.connect(`/handshake/echo?id=${id}`, { headers })
        equal(peer.status, 426, `the status for version ${version}`)
        equal(peer.headers.get('sec-websocket-version'), '13', 'the version that is spoken')
        await expectNoFactory(target, id)
      }
    },
  },
  {
    id: 'HS05d',
    level: 'MUST',
    title: 'a handshake by another method than GET gets 405, or the next route',
    needs: ['raw'],
    async run(target) {
      const post = (path: string) => handshake(target, path).replace('GET ', 'POST ')
      const id = freshId()
      const alone = await exchange(await target.raw!(), post(`/handshake/all?id=${id}`))
      equal(alone.status, 405, 'the status')
      await expectNoFactory(target, id)
      const next = await exchange(await target.raw!(), post('/handshake/all-or-post'))
      equal([next.status, next.body], [200, 'posted'], "the next route's answer")
    },
  },
  {
    id: 'HS05f',
    level: 'MUST',
    title: 'a handshake with a body gets 400: nobody could tell its bytes from frames',
    needs: ['raw'],
    async run(target) {
      for (const [header, value, body] of [
        ['Content-Length', '5', 'hello'],
        ['Transfer-Encoding', 'chunked', '5\r\nhello\r\n0\r\n\r\n'],
      ] as const) {
        const id = freshId()
        const bytes = handshake(target, `/handshake/echo?id=${id}`, { [header]: value }) + body
        equal((await exchange(await target.raw!(), bytes)).status, 400, `the status with ${header}`)
        await expectNoFactory(target, id)
      }
    },
  },
  {
    id: 'HS05g',
    level: 'MUST',
    title: 'a Host that is no host and port gets 400, and chooses no other route',
    needs: ['raw'],
    async run(target) {
      const hosts = ['a b', 'a, b', 'a/b', 'a?b', 'a#b', 'a\\b', 'a:b', 'a:65536', 'user@a', 'a%2fb', '[::1', '']
      for (const host of hosts) {
        for (const bytes of [
          handshake(target, '/handshake/echo', { Host: host }),
          request(target, 'GET', '/handshake/plain', { Host: host }),
          request(target, 'GET', '/nothing', { Host: `${host}/handshake/plain?` }),
        ]) {
          equal((await exchange(await target.raw!(), bytes)).status, 400, `the status for the Host ${host}`)
        }
      }
      for (const host of ['localhost', 'a_b.example:65535', '127.0.0.1:80', '[::1]:3000']) {
        const bytes = request(target, 'GET', '/handshake/plain', { Host: host })
        equal((await exchange(await target.raw!(), bytes)).status, 203, `the status for the Host ${host}`)
      }
    },
  },
  {
    id: 'HS05e',
    level: 'MUST',
    title: 'middleware runs before a bad handshake is refused',
    async run(target) {
      const headers = { 'Sec-WebSocket-Version': '8' }
      const peer = await target.connect('/handshake/page', { headers })
      equal([peer.status, peer.headers.get('x-middleware')], [426, 'ran'], 'status and header')
      equal(
        (await target.connect('/handshake/guarded/401', { headers })).status,
        401,
        'behind a middleware that answers',
      )
    },
  },
]
