import type { IncomingMessage } from 'node:http'
import process from 'node:process'
import { expect, test } from 'vitest'
import { encodeFrame } from '../../adapters/node/frame.ts'
import type { NodeTransport } from '../../adapters/node/transport.ts'
import { Upgrader } from '../../adapters/node/upgrade.ts'
import { resolvePolicy } from '../../src/options.ts'
import type { Connection, SendResult, Upgrade } from '../../src/seam.ts'
import { closeFrame, opcode, textFrame, encodeFrame as wireFrame } from '../../src/testing/frames.ts'
import { handshakeHeaders } from './context.ts'
import { Network } from './network.ts'

/** The next turn of the event loop. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A connection that answers each message with the same. */
class Echo implements Connection {
  readonly told: string[] = []
  transport: NodeTransport | undefined
  opened(transport: NodeTransport): void {
    this.transport = transport
  }
  received(data: string | ArrayBuffer): void {
    this.transport?.sendMessage(data)
  }
  pinged(): boolean {
    return true
  }
  flushed(): void {
    this.told.push('flushed')
  }
  closed(code: number): void {
    this.told.push(`closed ${code}`)
  }
  failed(): void {
    this.told.push('failed')
  }
  deliver(): SendResult {
    return 'dropped'
  }
  resumed(): void {}
  pong(): void {}
  drained(): void {}
  disconnected(): void {}
  lost(): void {}
}

/** A connection over a network that takes so many bytes of what is sent once it is open. */
async function open(capacity = Number.POSITIVE_INFINITY) {
  const network = new Network()
  const connection = new Echo()
  const incoming = { method: 'GET', headers: handshakeHeaders() as NodeJS.Dict<string> } as IncomingMessage
  const upgrade: Upgrade = { connection, protocol: '', headers: new Headers(), policy: resolvePolicy({}), scope: '' }
  new Upgrader().upgrade(incoming, network, Buffer.alloc(0), upgrade)
  await turn()
  const head = network.arrived.length
  const before = network.writes.length
  network.capacity = capacity
  return {
    network,
    transport: connection.transport!,
    told: connection.told,
    /** What has arrived since the handshake, and in how many writes. */
    arrived: () => network.arrived.subarray(head),
    writes: () => network.writes.slice(before),
  }
}

const frames = (...payloads: (string | Uint8Array)[]): Buffer => Buffer.concat(payloads.map(encodeFrame))
/** A control frame of the server's. */
const control = (code: number, payload: Uint8Array | string): Buffer => {
  const bytes = Buffer.from(payload)
  return Buffer.from([0x80 | code, bytes.length, ...bytes])
}
const closing = control(opcode.close, Buffer.from([1000 >> 8, 1000 & 255, ...Buffer.from('bye')]))
const ping = wireFrame({ opcode: opcode.ping, payload: Buffer.from('p') })
const fragments = Buffer.concat([
  wireFrame({ opcode: opcode.text, payload: Buffer.from('ab'), fin: false }),
  wireFrame({ opcode: opcode.continuation, payload: Buffer.from('c') }),
])

test('the messages of one chunk are answered with one write', async () => {
  const { network, arrived, writes } = await open()
  const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`)
  network.push(Buffer.concat(texts.map(textFrame)))
  await turn()
  expect(arrived().equals(frames(...texts))).toBe(true)
  expect(writes()).toEqual([frames(...texts).length])
})

test('what is sent is held to the end of the turn, and counted as long', async () => {
  const { transport, arrived } = await open()
  expect(transport.sendMessage('a')).toBe('sent')
  expect(transport.send(encodeFrame('b'))).toBe('sent')
  expect([arrived().length, transport.bufferedAmount]).toEqual([0, 6])
  await new Promise((resolve) => process.nextTick(resolve))
  expect([arrived().length, transport.bufferedAmount]).toEqual([6, 0])
})

test('the core is told of what the network did not take, and of nothing else', async () => {
  const { network, transport, told } = await open(10)
  transport.sendMessage('12345678')
  await turn()
  expect(told).toEqual([])
  transport.sendMessage('9')
  await turn()
  expect([told, transport.bufferedAmount]).toEqual([['flushed'], 3])
  expect(transport.sendMessage('10')).toBe('queued')
  expect(transport.send(encodeFrame('11'))).toBe('queued')
  network.accept(3)
  expect(transport.sendMessage('12')).toBe('sent')
})

test('a close frame goes out behind what was sent before it, and nothing behind that', async () => {
  const { transport, arrived } = await open()
  transport.sendMessage('a')
  transport.close(1000, 'bye')
  expect([transport.send(encodeFrame('b')), transport.sendMessage('c')]).toEqual(['dropped', 'dropped'])
  await turn()
  expect(arrived()).toEqual(Buffer.concat([frames('a'), closing]))
})

test('what was sent before the connection is cut goes out', async () => {
  const { network, transport, arrived } = await open()
  transport.sendMessage('a')
  transport.terminate()
  await turn()
  expect([arrived(), network.destroyed]).toEqual([frames('a'), true])
})

test('a ping goes out behind what was sent before it', async () => {
  const { transport, arrived } = await open()
  transport.sendMessage('a')
  transport.ping()
  await turn()
  expect(arrived()).toEqual(Buffer.concat([frames('a'), control(opcode.ping, '')]))
})

test.each([
  ['whole', textFrame('abc')],
  ['fragmented', fragments],
])('what answers a message that came %s goes out before the answer to what came behind it', async (_, message) => {
  const pinged = await open()
  pinged.network.push(Buffer.concat([message, ping, textFrame('d')]))
  await turn()
  expect(pinged.arrived()).toEqual(Buffer.concat([frames('abc'), control(opcode.pong, 'p'), frames('d')]))
  const closed = await open()
  closed.network.push(Buffer.concat([message, closeFrame(1000, 'bye')]))
  await turn()
  expect(closed.arrived()).toEqual(Buffer.concat([frames('abc'), closing]))
  expect(closed.told).not.toContain('failed')
})

test.each([
  ['at once where nothing waits', Number.POSITIVE_INFINITY, true],
  ['once it has read what waits', 1, false],
])('a peer that has ended its side is left %s', async (_, capacity, atOnce) => {
  const { network, transport, told, arrived } = await open(capacity)
  transport.sendMessage('last')
  await turn()
  let isLeft: boolean | undefined
  network.once('end', () => {
    isLeft = network.destroyed
  })
  network.push(null)
  await turn()
  expect([isLeft, network.destroyed]).toEqual([atOnce, atOnce])
  network.accept(100)
  await turn()
  await turn()
  expect([network.destroyed, arrived(), told.at(-1)]).toEqual([true, frames('last'), 'closed 1006'])
})
