import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { Upgrader } from '../../adapters/node/upgrade.ts'
import { resolvePolicy } from '../../src/options.ts'
import type { Connection } from '../../src/seam.ts'
import { closeFrame, encodeFrame, opcode } from '../../src/testing/frames.ts'
import { handshakeHeaders } from './context.ts'
import { Network } from './network.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** What the core and an app that listens to `ws.raw` are told of a peer that sends this, in order. */
async function toldOf(bytes: Uint8Array, listen: (raw: WebSocket, tell: (what: string) => void) => void) {
  const network = new Network()
  const told: string[] = []
  const tell = (what: string) => void told.push(what)
  const connection: Partial<Connection> = {
    opened: ({ raw }) => listen(raw as WebSocket, tell),
    received: (data) => tell(`received ${data}`),
    pinged: () => {
      tell('pinged')
      return false
    },
    pong: () => tell('pong'),
    failed: (_, reason) => tell(`failed: ${reason}`),
    closed: (code, reason, wasClean) => tell(`closed ${code} ${reason} ${wasClean}`),
  }
  const incoming = { method: 'GET', headers: handshakeHeaders() as NodeJS.Dict<string> } as IncomingMessage
  new Upgrader().upgrade(incoming, network, Buffer.alloc(0), {
    connection: connection as Connection,
    protocol: '',
    headers: new Headers(),
    policy: resolvePolicy({}),
    scope: '',
  })
  network.push(Buffer.from(bytes))
  await turn()
  network.destroy()
  await turn()
  return told
}

const control = (code: number) => encodeFrame({ opcode: code, payload: Buffer.from('p') })
const fragments = [
  encodeFrame({ opcode: opcode.text, payload: Buffer.from('ab'), fin: false }),
  encodeFrame({ opcode: opcode.continuation, payload: Buffer.from('c') }),
]
const wrong = encodeFrame({ opcode: 3, payload: Buffer.alloc(0) })

test('what ws tells reaches the core first, and then who listens to the raw socket', async () => {
  const all = Buffer.concat([...fragments, control(opcode.ping), control(opcode.pong), closeFrame(4000, 'bye')])
  const told = await toldOf(all, (raw, tell) => {
    raw.on('message', (data) => tell(`message ${data}`))
    raw.on('ping', (data) => tell(`ping ${data}`))
    raw.on('pong', (data) => tell(`raw pong ${data}`))
    raw.on('close', (code) => tell(`close ${code}`))
  })
  expect(told).toEqual([
    ...['received abc', 'message abc', 'pinged', 'ping p', 'pong', 'raw pong p'],
    ...['closed 4000 bye true', 'close 4000'],
  ])
})

test('an error reaches the core, and who listens to the raw socket if anybody does', async () => {
  const heard = ['failed: protocol_error', 'closed 1006  false']
  expect(await toldOf(wrong, () => {})).toEqual(heard)
  const told = await toldOf(wrong, (raw, tell) => raw.on('error', () => tell('error')))
  expect(told).toEqual([heard[0], 'error', heard[1]])
})
