import type { IncomingMessage } from 'node:http'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { Upgrader } from '../../adapters/node/upgrade.ts'
import { resolvePolicy } from '../../src/options.ts'
import type { Connection } from '../../src/seam.ts'
import { textFrame } from '../../src/testing/frames.ts'
import { handshakeHeaders } from './context.ts'
import { Network } from './network.ts'

// What `ws` keeps for itself, and its types do not show.
const prototype = WebSocket.prototype as unknown as { setSocket(...args: unknown[]): void }
const { setSocket } = prototype

afterEach(() => {
  prototype.setSocket = setSocket
  vi.restoreAllMocks()
})

interface Handshake {
  readonly more?: Record<string, string>
  readonly headers?: [string, string][]
  readonly protocol?: string
  /** What comes right behind it. */
  readonly head?: Buffer
}

/** What a client is answered, what the core is told, and how often `ws` was asked. */
async function answerOf({ more, headers, protocol = '', head = Buffer.alloc(0) }: Handshake) {
  const asked = vi.spyOn(WebSocketServer.prototype, 'handleUpgrade')
  const network = new Network()
  const told: unknown[] = []
  const connection = {
    opened: ({ raw }: { raw: WebSocket }) => void told.push('opened', raw.readyState, raw.protocol, raw.extensions),
    received: (data: unknown) => void told.push(data),
    closed: (code: number) => void told.push(code),
    failed: (error: unknown) => void told.push(error),
  } as unknown as Connection
  const incoming = { method: 'GET', headers: { ...handshakeHeaders(), ...more } as NodeJS.Dict<string> }
  new Upgrader().upgrade(incoming as IncomingMessage, network, head, {
    connection,
    protocol,
    headers: new Headers(headers),
    policy: resolvePolicy({}),
    scope: '',
  })
  await new Promise<void>((resolve) => setImmediate(resolve))
  const found = { bytes: network.arrived.toString('latin1'), told: [...told], listeners: network.eventNames() }
  network.destroy()
  const times = asked.mock.calls.length
  asked.mockRestore()
  return { ...found, times }
}

const cookies: [string, string][] = [
  ['x-more', 'caf\u00e9'],
  ['set-cookie', 'a=1'],
  ['set-cookie', 'b=2'],
]

test.each<[string, Handshake, number]>([
  ['as it comes', {}, 0],
  ['with headers of the app', { headers: cookies }, 0],
  ['with a message right behind', { head: Buffer.from(textFrame('early')) }, 0],
  ['that offers a compression', { more: { 'sec-websocket-extensions': 'permessage-deflate' } }, 0],
  ['with a subprotocol', { more: { 'sec-websocket-protocol': 'a, b' }, protocol: 'b', headers: cookies }, 1],
  ['of which no subprotocol is taken', { more: { 'sec-websocket-protocol': 'a' } }, 1],
  ['with a key that is none', { more: { 'sec-websocket-key': 'short' } }, 1],
  ['of another version', { more: { 'sec-websocket-version': '7' } }, 1],
])('a handshake %s is answered as `ws` does', async (_, handshake, times) => {
  const ours = await answerOf(handshake)
  expect(ours.times).toBe(times)
  // Another shape than the one that is known.
  prototype.setSocket = function (...args) {
    return setSocket.apply(this, args)
  }
  expect(await answerOf(handshake)).toEqual({ ...ours, times: 1 })
  expect(ours.told.length).toBeGreaterThan(0)
})

test('the answer is that of the standard', async () => {
  const { bytes } = await answerOf({ headers: [['x-more', '1']] })
  expect(bytes.split('\r\n')).toEqual([
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    'x-more: 1',
    '',
    '',
  ])
})
