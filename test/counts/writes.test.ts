import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { serve } from '../../adapters/node/serve.ts'
import { textFrame } from '../../src/testing/frames.ts'
import type { Dialed } from '../../testing/dial.ts'
import { burst, countedApp, options } from './app.ts'
import { open } from './clients.ts'
import { Writes } from './writes.ts'

// What a server on Node asks of the operating system: a call of it costs more than all the rest of a message.

const text = 'hello'
/** A server's frame has two bytes before a payload of less than 126. */
const frame = 2 + text.length
const pipelined = Buffer.concat(Array.from({ length: 1000 }, () => textFrame(text)))
const topic = { route: 'member', topic: 'all' }

const start = async () => {
  const handle = await serve(countedApp().app, { ...options, port: 0 })
  onTestFinished(() => handle.close({ timeout: 1 }))
  return { handle, ...counting(handle.server) }
}

const startRaw = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (raw) => raw.on('message', (data) => raw.send(String(data))))
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return counting(server)
}

const counting = (server: Server) => {
  const writes = new Writes(server)
  const connect = async (path: string, count: number) => {
    const wires = await open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, path, count)
    onTestFinished(() => {
      for (const wire of wires) wire.destroy()
    })
    writes.reset()
    return wires as [Dialed, ...Dialed[]]
  }
  return { writes, connect }
}

const arrived = (wires: readonly Dialed[], messages: number) =>
  Promise.all(wires.map((wire) => wire.read(messages * frame)))

test.each([
  ['at once', '/echo', 20],
  ['after a promise', '/later', 50],
])('1,000 pipelined echoes %s leave in a few writes', async (when, path, most) => {
  const { writes, connect } = await start()
  const [wire] = await connect(path, 1)
  wire.write(pipelined)
  await arrived([wire], 1000)
  const { written, chunks } = writes
  console.log(`1,000 pipelined echoes ${when}: ${written.length} writes, of what came in ${chunks} chunks`)
  expect(written.length).toBeLessThanOrEqual(most)
})

test('of a server that gathers nothing the same is seen as 1,000 writes', async () => {
  const { writes, connect } = await startRaw()
  const [wire] = await connect('/', 1)
  wire.write(pipelined)
  await arrived([wire], 1000)
  expect(writes.written.length).toBe(1000)
})

test('an echo that is alone is one write of one buffer', async () => {
  const { writes, connect } = await start()
  const [wire] = await connect('/echo', 1)
  for (let count = 0; count < 100; count++) {
    wire.write(textFrame(text))
    await arrived([wire], 1)
  }
  expect(writes.written.map((buffers) => buffers.length)).toEqual(new Array(100).fill(1))
})

test('a message to 1,000 subscribers is one buffer, and one write to each', async () => {
  const { handle, writes, connect } = await start()
  const members = await connect('/member', 1000)
  expect(handle.publish(topic, text)).toEqual({ sent: 1000, dropped: 0 })
  await arrived(members, 1)
  expect(writes.written.length).toBe(1000)
  expect(new Set(writes.written.flat()).size).toBe(1)
})

test('1,000 messages of one turn to 100 subscribers are one write to each', async () => {
  const { handle, writes, connect } = await start()
  const members = await connect('/member', 100)
  for (let count = 0; count < burst; count++) handle.publish(topic, text)
  await arrived(members, burst)
  expect(writes.written.length).toBe(100)
})

test('1,000 messages that a handler publishes to 100 others are one write to each', async () => {
  const { writes, connect } = await start()
  const [publisher, ...others] = await connect('/member', 101)
  publisher.write(textFrame(text))
  await arrived(others, burst)
  expect(writes.written.length).toBe(100)
})

test('a message to a topic without subscribers is no write', async () => {
  const { handle, writes, connect } = await start()
  const members = await connect('/member', 10)
  expect(handle.publish({ ...topic, topic: 'none' }, text)).toEqual({ sent: 0, dropped: 0 })
  handle.publish(topic, text)
  await arrived(members, 1)
  expect(writes.written.length).toBe(10)
})
