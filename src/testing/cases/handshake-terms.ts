import { equal, freshId, match, ok, open, readLog, until } from '../expect.ts'
import type { ContractCase, Target } from '../target.ts'
import { ofLoopback } from './admission-probes.ts'

async function expectProtocol(target: Target, route: string, offered: string, agreed: string | null): Promise<void> {
  const headers = { 'Sec-WebSocket-Protocol': offered }
  const peer = await open(target, `/handshake/protocol/${route}`, { headers })
  equal(peer.headers.get('sec-websocket-protocol'), agreed, `the 101 to ${offered}`)
  equal(await peer.next(), `<${agreed ?? ''}>`, `ws.protocol after ${offered}`)
}

async function statusFrom(target: Target, Origin: string, Host: string, route = 'echo'): Promise<number> {
  const id = freshId()
  const peer = await target.connect(`/handshake/${route}?id=${id}`, { headers: { Origin, Host } })
  const factories = (await readLog(target, id)).filter(({ event }) => event === 'factory')
  equal(factories.length, peer.status === 101 ? 1 : 0, `calls of the factory for Origin ${Origin} and Host ${Host}`)
  return peer.status
}

/** Subprotocols and origins. */
export const handshakeTerms: readonly ContractCase[] = [
  {
    id: 'HS11',
    level: 'MUST',
    title: "a subprotocol is picked by name from the client's list, with and without spaces",
    async run(target) {
      await expectProtocol(target, 'named', 'chat.v1', 'chat.v1')
      await expectProtocol(target, 'named', 'other, chat.v1', 'chat.v1')
      await expectProtocol(target, 'named', 'other,chat.v1', 'chat.v1')
      await expectProtocol(target, 'named', 'chat.v1,chat.v2', 'chat.v2')
    },
  },
  {
    id: 'HS11b',
    level: 'MUST',
    title: 'a subprotocol is picked by a function',
    async run(target) {
      await expectProtocol(target, 'function', 'a,x-b, x-c', 'x-b')
    },
  },
  {
    id: 'HS11c',
    level: 'MUST',
    title: 'no acceptable subprotocol gets 400',
    async run(target) {
      for (const route of ['named', 'function']) {
        for (const protocols of [['unknown', 'chat'], []]) {
          const peer = await target.connect(`/handshake/protocol/${route}`, { protocols })
          equal(peer.status, 400, `the status for ${JSON.stringify(protocols)} on ${route}`)
          ok(peer.body !== '', 'the refusal has a body')
        }
      }
    },
  },
  {
    id: 'HS11d',
    level: 'MUST',
    title: 'without a subprotocol in common a route that says so connects, if the client offered none',
    async run(target) {
      const peer = await open(target, '/handshake/protocol/optional')
      equal(peer.headers.get('sec-websocket-protocol'), null, 'the 101')
      equal(await peer.next(), '<>', 'ws.protocol')
      await expectProtocol(target, 'optional', 'chat.v1', 'chat.v1')
    },
  },
  {
    id: 'HS11e',
    level: 'MUST',
    title: 'a client offers, the route takes none: nothing is echoed',
    async run(target) {
      await expectProtocol(target, 'optional', 'unknown', null)
      await expectProtocol(target, 'none', 'unknown, other', null)
    },
    deviations: {
      // https://github.com/oven-sh/bun/issues/18243
      async bun(target) {
        const peer = await open(target, '/handshake/protocol/none', { protocols: ['unknown', 'other'] })
        equal(peer.headers.get('sec-websocket-protocol'), 'unknown', 'the 101')
      },
    },
  },
  {
    id: 'HS16',
    level: 'MUST',
    title: "an Origin of Host's own host and port passes, whatever the scheme",
    async run(target) {
      const pairs = [
        ['http://example.com', 'example.com'],
        ['https://example.com', 'example.com'],
        ['http://example.com', 'example.com:80'],
        ['https://example.com', 'example.com:443'],
        ['http://example.com:8080', 'example.com:8080'],
        ['https://example.com', 'EXAMPLE.com'],
      ] as const
      for (const [origin, host] of pairs)
        equal(await statusFrom(target, origin, host), 101, `Origin ${origin} to ${host}`)
    },
  },
  {
    id: 'HS16b',
    level: 'MUST',
    title: 'a foreign Origin gets 403 before the factory',
    async run(target) {
      const pairs = [
        ['http://example.com:8080', 'example.com'],
        ['http://example.com', 'example.com:8080'],
        ['https://example.com.evil.example', 'example.com'],
        ['https://sub.example.com', 'example.com'],
        ['http://localhost', 'example.com'],
        ['http://example.com', 'localhost'],
        ['null', 'example.com'],
        ['chrome-extension://example.com', 'example.com'],
        ['not an origin', 'example.com'],
        // No browser would spell it so.
        ['https://EXAMPLE.com', 'example.com'],
        ['https://example.com:443', 'example.com'],
        ['https://example.com.', 'example.com'],
      ] as const
      for (const [origin, host] of pairs)
        equal(await statusFrom(target, origin, host), 403, `Origin ${origin} to ${host}`)
    },
  },
  {
    id: 'HS16c',
    level: 'MUST',
    title: 'loopback names are one, on any port',
    async run(target) {
      const pairs = [
        ['http://localhost:5173', '127.0.0.1:3000'],
        ['http://127.0.0.1:5173', 'localhost:3000'],
        ['http://[::1]:5173', 'localhost'],
      ] as const
      for (const [origin, host] of pairs)
        equal(await statusFrom(target, origin, host), 101, `Origin ${origin} to ${host}`)
    },
  },
  {
    id: 'HS16d',
    level: 'MUST',
    title: 'a listed Origin passes, and no other; without Origin it passes',
    async run(target) {
      equal(await statusFrom(target, 'https://listed.example', 'example.com', 'listed'), 101, 'the listed origin')
      equal(await statusFrom(target, 'https://listed.example', 'example.com'), 403, 'on a route that lists none')
      equal(await statusFrom(target, 'https://listed.example:444', 'example.com', 'listed'), 403, 'on another port')
      equal(await statusFrom(target, 'http://listed.example', 'example.com', 'listed'), 403, 'by another scheme')
      const peer = await target.connect('/handshake/listed', { headers: { Host: 'example.com' } })
      equal(peer.status, 101, 'without Origin')
    },
  },
  {
    id: 'HS16e',
    level: 'MUST',
    title: 'a refused Origin is a warning once, with both values, the option and the line for nginx',
    async run(target) {
      const origin = (name: string) => `https://${name}-${freshId()}.example`
      const [first, marker] = [origin('first'), origin('marker')]
      for (const one of [first, first, first, marker])
        equal(await statusFrom(target, one, 'rewritten.example'), 403, one)
      ok(target.logged, 'the log of the server can be seen')
      const log = await until(() => target.logged!().includes(marker) && target.logged!(), 'the marker in the log')
      const lines = log.split('\n').filter((line) => line.startsWith('jackfield warn ') && line.includes(first))
      equal(lines.length, 1, `warnings about ${first}`)
      match(lines[0], /rewritten\.example/, 'the line names the Host')
      match(lines[0], /origins/, 'the line names the option')
      match(lines[0], /proxy_set_header Host \$http_host;/, 'the line says what nginx needs')
    },
  },
  {
    id: 'HS16f',
    level: 'MUST',
    title: 'the refusal tells the origin and the option to a client on this machine, and to none behind a proxy',
    needs: ['guards'],
    async run(target) {
      const refusal = async (headers: Record<string, string> = {}) => {
        const Origin = 'https://foreign.example'
        const all = { Host: 'example.com', Origin, ...ofLoopback, ...headers }
        return (await target.connect('/handshake/echo', { headers: all })).body
      }
      match(await refusal(), /foreign\.example.*origins/s, 'what is told on this machine')
      const body = await refusal({ 'X-Forwarded-For': '192.0.2.7' })
      ok(body !== '' && !/foreign\.example|origins/.test(body), `what is told behind a proxy: ${body}`)
    },
  },
]
