import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import process from 'node:process'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { Hono } from 'hono'
import { upgradeWebSocket } from 'jackfield'
import { attach, type ServerOptions, serve } from 'jackfield/node'
import { wireTarget } from 'jackfield/testing/node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../../src/testing/expect.ts'
import { readFrame } from '../../src/testing/frames.ts'
import { exchange, handshake, readBody, readHead, request } from '../../src/testing/raw.ts'
import { makeCertificate } from '../certificate.ts'
import { ownServer } from './own-server.ts'

const echo = new Hono()
  .get('/page', (c) => c.text('page'))
  .get(
    '/ws',
    upgradeWebSocket(() => ({ onOpen: (_, ws) => void ws.send('hello') })),
  )

/** An app on a server of its own, and one who dials it. */
async function served(app: Hono, options: ServerOptions = {}) {
  const handle = await serve(app, { port: 0, ...options })
  const target = wireTarget({ runtime: 'node', origin: handle.url })
  const dispose = async () => {
    await target[Symbol.asyncDispose]()
    await handle.close({ timeout: 100 })
  }
  return { handle, target, [Symbol.asyncDispose]: dispose }
}

/** The app attached to a server with an upgrade listener of somebody else's, and one who dials it. */
async function attached(theirs: (incoming: IncomingMessage, socket: Duplex) => unknown, options: ServerOptions = {}) {
  const own = await ownServer()
  own.server.on('upgrade', theirs)
  const handle = attach(own.server, echo, options)
  const target = wireTarget({ runtime: 'node', origin: own.origin })
  const dispose = async () => {
    await target[Symbol.asyncDispose]()
    await handle.close({ timeout: 100 })
    await own[Symbol.asyncDispose]()
  }
  return { target, [Symbol.asyncDispose]: dispose }
}

/** A connection as its two ends have it. */
async function bothEnds({ handle, target }: Awaited<ReturnType<typeof served>>) {
  const accepted = once(handle.server, 'connection')
  const wire = await target.raw()
  const [socket] = (await accepted) as [Socket]
  return { wire, socket }
}

/** What is not waited for is over by then, also on a machine that stalls: ms. What would be waited for takes twice as long. */
const soon = 4_000

const teapot = "HTTP/1.1 418 I'm a Teapot\r\nContent-Length: 0\r\n\r\n"

// Outside of the test runner each of them would end the process.
const uncaught: unknown[] = []
const note = (error: unknown) => void uncaught.push(error)

beforeEach(() => void process.on('uncaughtExceptionMonitor', note))

afterEach(() => {
  process.off('uncaughtExceptionMonitor', note)
  expect(uncaught.splice(0)).toEqual([])
})

describe('behind requests that are still being answered', () => {
  /** Two requests that wait for the gate. */
  const slow = () => {
    const [entered, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const app = new Hono().route('/', echo).get('/slow/:n', async (c) => {
      entered.resolve()
      await gate.promise
      return c.text(`slow ${c.req.param('n')}`)
    })
    return { app, entered: entered.promise, open: () => gate.resolve() }
  }

  test('a handshake in the same packet is answered after them', async () => {
    const { app, entered, open } = slow()
    await using server = await served(app)
    const wire = await server.target.raw()
    const [first, second] = ['/slow/1', '/slow/2'].map((path) => request(server.target, 'GET', path))
    wire.write(`${first}${second}${handshake(server.target, '/ws')}`)
    await entered
    open()
    for (const expected of ['slow 1', 'slow 2']) expect(await readBody(wire, await readHead(wire))).toBe(expected)
    expect((await readHead(wire)).status).toBe(101)
    expect(new TextDecoder().decode((await readFrame(wire)).payload)).toBe('hello')
  })

  test('a wish for another protocol in the same packet is answered after them', async () => {
    const { app, entered, open } = slow()
    await using server = await served(app)
    const wire = await server.target.raw()
    const h2c = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAoAAAAAIAAAAA' }
    wire.write(request(server.target, 'GET', '/slow/1') + request(server.target, 'GET', '/page', h2c))
    await entered
    open()
    for (const expected of ['slow 1', 'page']) expect(await readBody(wire, await readHead(wire))).toBe(expected)
    expect((await exchange(wire, request(server.target, 'GET', '/page'))).body).toBe('page')
  })

  test('a handshake whose peer leaves meanwhile is forgotten', async () => {
    const { app, entered, open } = slow()
    await using server = await served(app)
    const { wire, socket } = await bothEnds(server)
    const gone = new Promise((resolve) => socket.once('close', resolve))
    wire.write(request(server.target, 'GET', '/slow/1') + handshake(server.target, '/ws'))
    await entered
    wire.reset()
    open()
    await gone
    expect((await server.target.fetch('/page')).status).toBe(200)
  })
})

describe('attach beside another upgrade listener', () => {
  test('a method that no Request can have is left to the other one', async () => {
    await using server = await attached((_, socket) => socket.end(teapot))
    const wire = await server.target.raw()
    wire.write(handshake(server.target, '/x').replace('GET', 'TRACE'))
    expect((await readHead(wire)).status).toBe(418)
  })

  test('a peer that resets an upgrade which nobody takes harms nobody', async () => {
    const taken = Promise.withResolvers<Duplex>()
    await using server = await attached((_, socket) => taken.resolve(socket), { handshakeTimeout: 100 })
    const wire = await server.target.raw()
    wire.write(handshake(server.target, '/x'))
    const socket = await taken.promise
    // `once` of node:events would listen for the error, too.
    const gone = new Promise((resolve) => socket.once('close', resolve))
    wire.reset()
    await gone
    expect((await server.target.connect('/ws')).status).toBe(101)
  })

  test('without a handshakeTimeout the other one may take its time', async () => {
    // Longer than the millisecond that is left of Infinity in setTimeout.
    const later = async (_: IncomingMessage, socket: Duplex) => {
      await delay(10)
      socket.end(teapot)
    }
    await using server = await attached(later, { handshakeTimeout: Number.POSITIVE_INFINITY })
    const wire = await server.target.raw()
    wire.write(handshake(server.target, '/x'))
    expect((await readHead(wire)).status).toBe(418)
  })

  test('a target in absolute form is ours where its path is', async () => {
    await using server = await attached((_, socket) => socket.end(teapot))
    const wire = await server.target.raw()
    const { status } = await exchange(wire, handshake(server.target, `${server.target.origin}/ws`))
    expect(status).toBe(101)
  })
})

test('a handshake behind an answer that never comes waits no longer than a handshake may', async () => {
  const app = new Hono().route('/', echo).get('/never', () => new Promise<Response>(() => {}))
  await using server = await served(app, { handshakeTimeout: 300 })
  const { wire, socket } = await bothEnds(server)
  wire.write(request(server.target, 'GET', '/never') + handshake(server.target, '/ws'))
  expect(await wire.readToEnd()).toHaveLength(0)
  expect(socket.destroyed).toBe(true)
})

test('a connection kept alive does not hold up a close once its request is answered', async () => {
  const [entered, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const app = new Hono().get('/slow', async (c) => {
    entered.resolve()
    await gate.promise
    return c.text('done')
  })
  await using server = await served(app)
  const wire = await server.target.raw()
  wire.write(request(server.target, 'GET', '/slow'))
  await entered.promise
  const begun = performance.now()
  const closed = server.handle.close({ timeout: 2 * soon })
  gate.resolve()
  await closed
  expect(performance.now() - begun).toBeLessThan(soon)
})

describe('close waits no longer than its timeout', () => {
  /** How long `close({ timeout: 300 })` takes: milliseconds. */
  const timeToClose = async ({ handle }: Pick<Awaited<ReturnType<typeof served>>, 'handle'>) => {
    const begun = performance.now()
    await handle.close({ timeout: 300 })
    return performance.now() - begun
  }

  test('for a handshake that hangs', async () => {
    const entered = Promise.withResolvers<void>()
    const app = new Hono().get('/ws', () => {
      entered.resolve()
      return new Promise<Response>(() => {})
    })
    await using server = await served(app, { handshakeTimeout: 2 * soon, log: () => {} })
    const wire = await server.target.raw()
    wire.write(handshake(server.target, '/ws'))
    await entered.promise
    const took = await timeToClose(server)
    expect(took).toBeGreaterThan(290)
    expect(took).toBeLessThan(soon)
    expect(await wire.readToEnd()).toHaveLength(0)
  })

  test('for a peer that does not read why it was refused', async () => {
    const app = new Hono().get('/ws', (c) => c.text('no'.repeat(10_000_000), 403))
    await using server = await served(app, { handshakeTimeout: 2 * soon })
    const { wire, socket } = await bothEnds(server)
    wire.pause()
    wire.write(handshake(server.target, '/ws'))
    await until(() => socket.writableLength > 0, 'the answer on its way')
    expect(await timeToClose(server)).toBeLessThan(soon)
    expect(socket.destroyed).toBe(true)
  })

  test('for a stranger that never speaks TLS', async () => {
    const { key, cert } = await makeCertificate()
    const handle = await serve(echo, { port: 0, tls: { key, cert } })
    const accepted = once(handle.server, 'connection')
    const stranger = connect(handle.port, '127.0.0.1')
    await accepted
    expect(await timeToClose({ handle })).toBeLessThan(soon)
    stranger.destroy()
  })

  test("for a socket that somebody else's listener has upgraded", async () => {
    await using server = await served(echo)
    server.handle.server.on('upgrade', (_, socket) => void socket.write(teapot))
    const wire = await server.target.raw()
    wire.write(handshake(server.target, '/theirs'))
    await wire.read(teapot.length)
    expect(await timeToClose(server)).toBeLessThan(soon)
  })
})

test('a peer that drips bytes instead of reading its refusal is cut all the same', async () => {
  const app = new Hono().get('/ws', (c) => c.text('no'.repeat(10_000_000), 403))
  await using server = await served(app, { handshakeTimeout: 300 })
  const { wire, socket } = await bothEnds(server)
  wire.pause()
  wire.write(handshake(server.target, '/ws'))
  const drip = setInterval(() => wire.write('x'), 50)
  await until(() => socket.destroyed, 'the end of the connection')
  clearInterval(drip)
})

test('what is written over a buffer after its send does not reach the peer', async () => {
  const size = 2 ** 20
  const app = new Hono().get(
    '/ws',
    upgradeWebSocket(
      () => ({
        onOpen(_, ws) {
          const buffer = new Uint8Array(size)
          // More than the system takes at once: the rest waits in the server.
          for (let n = 0; n < 10; n++) ws.send(buffer.fill(n))
        },
      }),
      { maxBufferedBytes: 10 * size },
    ),
  )
  await using server = await served(app)
  const peer = await server.target.connect('/ws')
  for (let n = 0; n < 10; n++) {
    const message = Buffer.from((await peer.next()) as ArrayBuffer)
    expect(message.equals(Buffer.alloc(size, n)), `message ${n}`).toBe(true)
  }
})

describe('on one connection kept alive', () => {
  const h2c = 'GET /page HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'

  test('many requests for another protocol leave no listeners behind', async () => {
    await using own = await served(echo)
    const { wire, socket } = await bothEnds(own)
    const before = socket.listenerCount('error')
    for (let i = 0; i < 20; i++) {
      wire.write(h2c)
      expect((await readHead(wire)).status).toBe(200)
      await wire.read('page'.length)
    }
    expect(socket.listenerCount('error') - before).toBeLessThanOrEqual(1)
  })

  test('a POST that asks for a WebSocket keeps its body', async () => {
    const app = new Hono().post('/form', async (c) => c.text(`got ${await c.req.text()}`))
    await using own = await served(app)
    const wire = await own.target.raw()
    const head =
      'POST /form HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 3\r\n\r\n'
    wire.write(`${head}abc`)
    expect((await readHead(wire)).status).toBe(200)
    expect(Buffer.from(await wire.read('got abc'.length)).toString()).toBe('got abc')
  })
})
