import { equal, freshId, match, readLog } from '../expect.ts'
import { exchange, handshake, sampleKey } from '../raw.ts'
import type { ContractCase } from '../target.ts'
import { expectEcho, expectNoFactory } from './handshake-probes.ts'

/** Requests of a WebSocket route that are no handshake, or not any more. */
export const handshakePlain: readonly ContractCase[] = [
  {
    id: 'HS03',
    level: 'MUST',
    title: 'a plain GET on a WebSocket route gets the page behind it',
    async run(target) {
      const id = freshId()
      const page = await target.fetch(`/handshake/page?id=${id}`)
      equal([page.status, await page.text()], [200, '<h1>page</h1>'], 'the answer')
      equal(page.headers.get('x-middleware'), 'ran', "the middleware's header")
      await expectNoFactory(target, id)
      await expectEcho(target, '/handshake/page')
    },
  },
  {
    id: 'HS03b',
    level: 'MUST',
    title: 'a plain GET that no handler answers gets 426, which says what is expected',
    async run(target) {
      const id = freshId()
      const answer = await target.fetch(`/handshake/alone?id=${id}`)
      equal(answer.status, 426, 'the status')
      match(answer.headers.get('content-type'), /^text\/plain/, 'the content type')
      match(await answer.text(), /websocket/i, 'the body')
      const log = await readLog(target, id)
      equal(
        log.map(({ event }) => event),
        ['middleware'],
        'what ran',
      )
    },
  },
  {
    id: 'HS03c',
    level: 'MUST',
    title: 'the 426 is JSON for who accepts that',
    async run(target) {
      const answer = await target.fetch('/handshake/alone', { headers: { accept: 'application/json' } })
      equal(answer.status, 426, 'the status')
      match(answer.headers.get('content-type'), /^application\/json/, 'the content type')
      match(JSON.stringify(await answer.json()), /websocket/i, 'the body')
    },
  },
  {
    id: 'HS03d',
    level: 'MUST',
    title: 'the checks of origin and subprotocol come before the 426',
    async run(target) {
      const foreign = await target.fetch('/handshake/alone', { headers: { origin: 'https://foreign.example' } })
      equal(foreign.status, 403, 'with a foreign origin')
      const headers = { 'sec-websocket-protocol': 'unspoken' }
      equal((await target.fetch('/handshake/strict', { headers })).status, 400, 'with a subprotocol that is not spoken')
    },
  },
  {
    id: 'HS03e',
    level: 'MUST',
    title: 'the 426 has Upgrade: websocket',
    async run(target) {
      const answer = await target.fetch('/handshake/alone')
      equal(answer.status, 426, 'the status')
      match(answer.headers.get('upgrade'), /^websocket$/i, 'the Upgrade header')
    },
    deviations: {
      async workerd(target) {
        const answer = await target.fetch('/handshake/alone')
        equal([answer.status, answer.headers.get('upgrade')], [426, null], 'status and Upgrade header')
      },
    },
  },
  {
    id: 'HS04',
    level: 'MUST',
    title: 'a handshake that lost its Upgrade header gets 426 with the lines for nginx',
    async run(target) {
      for (const [name, value] of [
        ['sec-websocket-key', sampleKey],
        ['sec-websocket-version', '13'],
      ] as const) {
        const id = freshId()
        const headers = { [name]: value }
        const answer = await target.fetch(`/handshake/echo?id=${id}`, { headers })
        equal(answer.status, 426, 'the status')
        expectProxyAdvice(await answer.text())
        await expectNoFactory(target, id)
      }
    },
  },
  {
    id: 'HS04b',
    level: 'MUST',
    title: 'a handshake that lost only Connection: upgrade gets the same',
    needs: ['raw'],
    async run(target) {
      for (const Connection of ['close', undefined]) {
        const answer = await exchange(await target.raw!(), handshake(target, '/handshake/echo', { Connection }))
        equal(answer.status, 426, `the status with Connection: ${Connection}`)
        expectProxyAdvice(answer.body)
      }
    },
  },
  {
    id: 'HS04c',
    level: 'MUST',
    title: "what nginx's bare proxy_pass sends, HTTP/1.0 with Connection: close, gets the same",
    needs: ['raw'],
    async run(target) {
      const bytes = handshake(target, '/handshake/echo', { Upgrade: undefined, Connection: 'close' })
      const answer = await exchange(await target.raw!(), bytes.replace('HTTP/1.1', 'HTTP/1.0'))
      equal(answer.status, 426, 'the status')
      expectProxyAdvice(answer.body)
    },
  },
]

function expectProxyAdvice(body: string): void {
  match(body, /proxy/i, 'the body names the proxy')
  match(body, /proxy_http_version\s+1\.1;/, 'the body has the line for HTTP/1.1')
  match(body, /proxy_set_header\s+Upgrade\s+\$http_upgrade;/, 'the body has the line for Upgrade')
  match(body, /proxy_set_header\s+Connection\s+/, 'the body has the line for Connection')
  match(body, /proxy_set_header\s+Host\s+\$http_host;/, 'the body has the line for Host')
}
