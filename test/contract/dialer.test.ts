import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { encodeFrame, opcode } from '../../src/testing/frames.ts'
import type { ContractCase, Target } from '../../src/testing/target.ts'
import { matches, runCase } from '../../testing/run.ts'
import { wireTarget } from '../../testing/wire.ts'

// The instruments are tried on a stock server, whose answers are known.

const server = createServer((_, response) => {
  response.write('first, ')
  response.end('second')
})
const sockets = new WebSocketServer({ noServer: true })
let pongs = 0

const behaviours: Record<string, (socket: WebSocket) => void> = {
  '/echo': (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
  '/close': (socket) => socket.close(),
  '/close-1000': (socket) => socket.close(1000, 'bye'),
  '/cut': (socket) => socket.terminate(),
  '/ping': (socket) => {
    socket.on('pong', () => pongs++)
    socket.ping()
    socket.send('after the ping')
  },
  '/fragments': (socket) => {
    socket.send('one, ', { fin: false })
    socket.send('two')
  },
}

beforeAll(async () => {
  server.on('upgrade', (request, socket, head) => {
    const behaviour = behaviours[request.url ?? '']
    if (behaviour) return sockets.handleUpgrade(request, socket, head, behaviour)
    socket.end(
      'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\nX-Why: test\r\n\r\n3\r\nnot\r\n5\r\n here\r\n0\r\n\r\n',
    )
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
})

afterAll(() => {
  for (const socket of sockets.clients) socket.terminate()
  server.close()
})

const target = () =>
  wireTarget({ runtime: 'stock', origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })

describe('the dialer', () => {
  test.each([
    ['/close', { code: 1005, reason: '' }],
    ['/close-1000', { code: 1000, reason: 'bye' }],
    ['/cut', { code: 1006, reason: '' }],
  ])('tells how %s ended the connection', async (path, close) => {
    await using wire = target()
    expect(await (await wire.connect(path)).closed).toEqual(close)
  })

  test('sees the whole of a refusal', async () => {
    await using wire = target()
    const { status, headers, body } = await wire.connect('/refused')
    expect([status, headers.get('x-why'), body]).toEqual([403, 'test', 'not here'])
  })

  test.each([0, 125, 126, 65_535, 65_536, 200_000])('sends and receives %i bytes', async (size) => {
    await using wire = target()
    const peer = await wire.connect('/echo')
    const data = new Uint8Array(size).map((_, index) => index)
    peer.send(data)
    expect(Buffer.from((await peer.next()) as ArrayBuffer).equals(data)).toBe(true)
    peer.send('x'.repeat(size))
    expect(await peer.next()).toBe('x'.repeat(size))
  })

  test('puts fragments together, and sends them', async () => {
    await using wire = target()
    expect(await (await wire.connect('/fragments')).next()).toBe('one, two')
    const peer = await wire.connect('/echo')
    const payload = new TextEncoder().encode('half ')
    peer.wire.write(encodeFrame({ opcode: opcode.text, payload, fin: false }))
    peer.wire.write(encodeFrame({ opcode: opcode.continuation, payload }))
    expect(await peer.next()).toBe('half half ')
  })

  test('answers pings, unless it is told to be mute', async () => {
    await using wire = target()
    const mute = await wire.connect('/ping', { answersPings: false })
    expect(await mute.next()).toBe('after the ping')
    expect(pongs).toBe(0)
    await (await wire.connect('/ping')).next()
    await expect.poll(() => pongs).toBe(1)
  })

  test('a plain fetch follows nothing and reads a chunked body', async () => {
    await using wire = target()
    expect(await (await wire.fetch('/plain')).text()).toBe('first, second')
  })
})

describe('the runner', () => {
  const declaration = { case: 'XX01', runtime: 'stock', observed: 'it is blue', link: 'https://example.com' }
  const colour = (seen: string): ContractCase => ({
    id: 'XX01',
    level: 'MUST',
    title: 'it is red',
    async run() {
      if (seen !== 'red') throw new Error(`it is ${seen}`)
    },
    deviations: {
      async stock() {
        if (seen !== 'blue') throw new Error(`it is not blue but ${seen}`)
      },
    },
  })
  const make = async (): Promise<Target> => target()

  test('a case passes or fails', async () => {
    await runCase(colour('red'), make)
    await expect(runCase(colour('blue'), make)).rejects.toThrow('it is blue')
  })

  test('a declared deviation passes as it is observed', () => runCase(colour('blue'), make, declaration))

  test('a declared deviation fails as soon as the runtime complies, or does something else', async () => {
    await expect(runCase(colour('red'), make, declaration)).rejects.toThrow()
    await expect(runCase(colour('green'), make, declaration)).rejects.toThrow('it is not blue but green')
    const vague = { ...colour('red'), deviations: { stock: async () => {} } }
    await expect(runCase(vague, make, declaration)).rejects.toThrow('stock complies with XX01 now')
  })

  test('a declared deviation that no check describes fails', async () => {
    await expect(runCase({ ...colour('blue'), deviations: {} }, make, declaration)).rejects.toThrow('no check')
  })

  test('a failure shows the bytes and the log', async () => {
    const wire = { ...target(), logged: () => 'a line of the log' }
    const failing: ContractCase = {
      ...colour('red'),
      async run(given) {
        await given.connect('/close-1000')
        throw new Error('first of all')
      },
    }
    const failure = runCase(failing, async () => wire)
    await expect(failure).rejects.toThrow(/^first of all\n.*> GET \/close-1000 HTTP\/1\.1.*a line of the log$/s)
  })

  test('a declaration speaks of a runtime by its name or its family', () => {
    const about = (runtime: string, name: string) => matches({ ...declaration, runtime }, name)
    expect(about('node', 'node24')).toBe(true)
    expect(about('workerd', 'workerd-2026-10-01')).toBe(true)
    expect(about('bun', 'bunny')).toBe(false)
    expect(about('node24', 'node22')).toBe(false)
  })
})
