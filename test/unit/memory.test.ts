import { Hono } from 'hono'
import { upgradeWebSocket } from 'jackfield'
import { serve } from 'jackfield/testing'
import { afterEach, describe, expect, test } from 'vitest'

const app = new Hono()
  .get(
    '/echo',
    upgradeWebSocket(() => ({ onMessage: ({ data }, ws) => void ws.send(data) }), {
      protocols: ['v1'],
      protocolOptional: true,
    }),
  )
  .get(
    '/bye',
    upgradeWebSocket(() => ({ onOpen: (_, ws) => ws.close(4001, 'bye') })),
  )
  .get('/headers', (c) => c.json(Object.fromEntries(c.req.raw.headers)))
  .get('/addr', (c) => c.json({ url: c.req.url }))

const servers: { close(): Promise<void> }[] = []
const start = async (options?: Parameters<typeof serve>[1]) => {
  const server = await serve(app, options)
  servers.push(server)
  return server
}
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

describe('a peer', () => {
  test('gets back what it sent, of the same kind, and keeps what is its own', async () => {
    const peer = await (await start()).connect('/echo')
    const bytes = Uint8Array.of(1, 2, 3)
    peer.send('text')
    peer.send(bytes.subarray(1))
    bytes.fill(9)
    expect(await peer.next()).toBe('text')
    const back = await peer.next()
    expect(back).toBeInstanceOf(ArrayBuffer)
  })

  test('owns its copy of the bytes', async () => {
    const peer = await (await start()).connect('/echo')
    const bytes = Uint8Array.of(1, 2, 3)
    peer.send(bytes.subarray(1))
    bytes.fill(9)
    expect([...new Uint8Array((await peer.next()) as ArrayBuffer)]).toEqual([2, 3])
  })

  test('waits for a message that comes later', async () => {
    const peer = await (await start()).connect('/echo')
    const [first, second] = [peer.next(), peer.next()]
    peer.send('a')
    peer.send('b')
    expect([await first, await second]).toEqual(['a', 'b'])
  })

  test('sees how the server closes, and reads no more', async () => {
    const peer = await (await start()).connect('/bye')
    const reading = peer.next()
    await expect(reading).rejects.toThrow('the connection is over: 4001 bye')
    expect(await peer.closed).toEqual({ code: 4001, reason: 'bye' })
    await expect(peer.next()).rejects.toThrow('the connection is over: 4001 bye')
  })

  test('sees its own end', async () => {
    const server = await start()
    const [polite, gone] = [await server.connect('/echo'), await server.connect('/echo')]
    polite.close()
    gone.terminate()
    expect(await polite.closed).toEqual({ code: 1005, reason: '' })
    expect(await gone.closed).toEqual({ code: 1006, reason: '' })
  })

  test('of a subprotocol has it on the 101', async () => {
    const peer = await (await start()).connect('/echo', { protocols: ['v2', 'v1'] })
    expect([peer.status, peer.protocol, peer.headers.get('sec-websocket-protocol')]).toEqual([101, 'v1', 'v1'])
  })

  test('that is refused has the answer', async () => {
    const peer = await (await start()).connect('/nowhere')
    expect([peer.status, peer.body]).toEqual([404, '404 Not Found'])
  })

  test('sends the headers that it is given in place of its own', async () => {
    const server = await start()
    const answer = await server.connect('/headers', {
      headers: { HOST: 'example.com', Upgrade: 'WebSocket', 'X-A': '1' },
    })
    expect(JSON.parse(answer.body)).toMatchObject({ host: 'example.com', upgrade: 'WebSocket', 'x-a': '1' })
  })

  test('that answers no ping is given up', async () => {
    const server = await start({ heartbeat: { interval: 100, timeout: 50 } })
    const [mute, alive] = [await server.connect('/echo', { answersPings: false }), await server.connect('/echo')]
    await server.clock.advance(150)
    expect(await mute.closed).toEqual({ code: 1006, reason: '' })
    alive.send('still here')
    expect(await alive.next()).toBe('still here')
  })
})

test('fetch is for plain requests', async () => {
  const server = await start()
  expect(await (await server.fetch('/addr')).json()).toEqual({ url: 'http://memory/addr' })
  await expect(
    server.fetch('/echo', {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    }),
  ).rejects.toThrow('fetch("/echo") was a WebSocket handshake: use connect')
})
