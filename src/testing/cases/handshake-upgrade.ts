import { equal, open } from '../expect.ts'
import { exchange, handshake, request } from '../raw.ts'
import type { ContractCase } from '../target.ts'
import { expectEcho } from './handshake-probes.ts'

const h2c = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQCAAAAAAIAAAAA' }

/** What the Upgrade and Connection headers may say. */
export const handshakeUpgrade: readonly ContractCase[] = [
  {
    id: 'HS01',
    level: 'MUST',
    title: 'Upgrade: WebSocket in any letter case upgrades',
    async run(target) {
      for (const Upgrade of ['WebSocket', 'WEBSOCKET', 'webSocket']) {
        await expectEcho(target, '/handshake/echo', { Upgrade })
      }
    },
  },
  {
    id: 'HS01b',
    level: 'MUST',
    title: 'Connection with several tokens, in any letter case, upgrades',
    async run(target) {
      for (const Connection of ['keep-alive, Upgrade', 'upgrade,keep-alive', 'UPGRADE']) {
        await expectEcho(target, '/handshake/echo', { Connection })
      }
    },
  },
  {
    id: 'HS01c',
    level: 'MUST',
    title: 'Connection in two lines upgrades',
    needs: ['raw'],
    async run(target) {
      const raw = await target.raw!()
      const { status } = await exchange(
        raw,
        handshake(target, '/handshake/echo', { Connection: ['keep-alive', 'Upgrade'] }),
      )
      equal(status, 101, 'the status')
    },
  },
  {
    id: 'HS02',
    level: 'MUST',
    title: 'Upgrade: h2c is served as a plain request',
    needs: ['raw'],
    async run(target) {
      for (const path of ['/handshake/plain?h2c', '/handshake/plain']) {
        const raw = await target.raw!()
        const answer = await exchange(raw, request(target, 'GET', path, h2c))
        equal([answer.status, answer.body], [203, 'a plain answer'], `GET ${path}`)
      }
    },
  },
  {
    id: 'HS02b',
    level: 'MUST',
    title: 'Upgrade: h2c with a body, in one packet and in two, gets its body through',
    needs: ['raw'],
    async run(target) {
      const bytes = request(target, 'POST', '/handshake/body', h2c, 'one and two')
      const whole = await exchange(await target.raw!(), bytes)
      equal([whole.status, whole.body], [200, 'got one and two'], 'in one packet')

      const raw = await target.raw!()
      raw.write(bytes.slice(0, -4))
      // A round trip on another connection: the first part has arrived before the second one leaves.
      await target.fetch('/handshake/plain')
      const parts = await exchange(raw, bytes.slice(-4))
      equal([parts.status, parts.body], [200, 'got one and two'], 'in two packets')
    },
    deviations: {
      async deno(target) {
        const bytes = request(target, 'POST', '/handshake/body', h2c, 'one and two')
        equal((await exchange(await target.raw!(), bytes)).status, 400, 'the status')
      },
    },
  },
  {
    id: 'HS02c',
    level: 'MUST',
    title: 'Upgrade: h2c on a WebSocket route is a plain GET of it',
    needs: ['raw'],
    async run(target) {
      const page = await exchange(await target.raw!(), request(target, 'GET', '/handshake/page', h2c))
      equal([page.status, page.body], [200, '<h1>page</h1>'], 'the page')
      const alone = await exchange(await target.raw!(), request(target, 'GET', '/handshake/alone', h2c))
      equal(alone.status, 426, 'the status without a page')
    },
  },
  {
    id: 'HS02d',
    level: 'MUST',
    title: 'a reset in the middle of an Upgrade: h2c request harms nobody',
    needs: ['raw'],
    async run(target) {
      const witness = await open(target, '/handshake/echo')
      const bytes = request(target, 'POST', '/handshake/body', h2c, 'never finished')
      for (let round = 0; round < 10; round++) {
        const raw = await target.raw!()
        raw.write(round % 2 === 0 ? bytes : bytes.slice(0, -5))
        raw.reset()
      }
      witness.send('alive')
      equal(await witness.next(), 'alive', 'another connection')
      equal((await target.fetch('/handshake/plain')).status, 203, 'another request')
    },
  },
]
