import { getEventListeners } from 'node:events'
import { beforeAll, expect, test } from 'vitest'
import type { Cause, ConnectOptions } from '../../src/client/index.ts'
import { connect } from '../../src/client/index.ts'
import { type Chat, chat, chatIn } from './client-chat.ts'
import { type Answering, FakeSocket, World } from './client-world.ts'

// Loaded once, the module is there after a few turns of the microtasks: no test waits for the disk.
beforeAll(() => import('../../src/client/later.ts'))

const whyOf = ({ status: { current } }: Chat): Partial<Cause> => current.why ?? {}

/** Tells until the client knows, at most the given time. */
async function untold(socket: Chat, world: World): Promise<void> {
  for (let turn = 0; turn < 100 && whyOf(socket).code === 'unknown' && world.requests.length < 4; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    await world.pass()
  }
}

/** A client whose first attempt did not get there, and what it has found out. */
async function failing(answering: Answering, options: ConnectOptions = {}): Promise<{ socket: Chat; world: World }> {
  const world = new World('https://example.com/')
  world.answering = answering
  const socket = await chatIn(world, { diagnose: true, ...options })
  world.socket.end()
  await untold(socket, world)
  return { socket, world }
}

const refusal = (status: number, code: string, message = 'In words.') => ({
  status,
  body: JSON.stringify({ code, message }),
})

const causes: [what: string, answer: { status: number; body?: string }, cause: Partial<Cause>, closed: boolean][] = [
  [
    'a proxy without the headers',
    refusal(426, 'upgrade_required'),
    { code: 'headers_stripped', message: expect.stringContaining('or the server failed at the handshake') },
    false,
  ],
  ['some other WebSocket server', { status: 426 }, { code: 'unknown', retry: 'later' }, false],
  ['nobody signed in', { status: 401 }, { code: 'unauthorized', retry: 'fresh-token' }, false],
  ['a foreign origin', refusal(403, 'origin_refused'), { code: 'origin_refused', retry: 'never' }, true],
  ['a firewall', { status: 403, body: '<html>' }, { code: 'refused', retry: 'never' }, true],
  ['a wrong path', { status: 404, body: '{"code":7}' }, { code: 'not_found', retry: 'never' }, true],
  ['a name of Object.prototype', refusal(404, 'constructor'), { code: 'not_found', retry: 'never' }, true],
  ['too many', { status: 429 }, { code: 'too_many', retry: 'later' }, false],
  ['a full server', refusal(503, 'server_full'), { code: 'server_full', retry: 'later' }, false],
  ['a route of another protocol', refusal(400, 'protocol_refused'), { code: 'protocol', retry: 'never' }, true],
  ['a proxy before nobody', { status: 502 }, { code: 'server_down', retry: 'later' }, false],
  [
    'a handler that fails',
    { status: 500 },
    { code: 'unknown', message: expect.stringContaining('its log tells') },
    false,
  ],
  ['a page', { status: 200, body: '<html>' }, { code: 'unknown', retry: 'later' }, false],
]

test.each(causes)('%s is told', async (_, answer, cause, closed) => {
  const { socket, world } = await failing(() => answer)
  expect(whyOf(socket)).toMatchObject({ ...cause, status: answer.status })
  expect(socket.status.current.state).toBe(closed ? 'closed' : 'waiting')
  if (cause.code !== 'headers_stripped' && answer.body?.includes('In words.'))
    expect(whyOf(socket).message).toContain('In words.')
  expect(world.requests.length).toBe(1)
  socket.close()
  expect(world.timers.size).toBe(0)
})

test('it asks by a GET with the offer in the query, and without the token', async () => {
  const world = new World('https://example.com/')
  world.answering = () => refusal(426, 'upgrade_required')
  const socket = connect(chat, () => 'wss://ada:secret@example.com:8443/ws?room=1#top', {
    token: 'secret',
    tokenIn: 'protocol',
    environment: world.environment,
  })
  await world.pass()
  world.socket.end()
  await untold(socket, world)
  expect(world.requests.map(({ url }) => url)).toEqual([
    'https://example.com:8443/ws?room=1&jackfield-protocols=jackfield.1',
  ])
  expect(world.requests[0]?.init).toMatchObject({ credentials: 'include', cache: 'no-store', referrerPolicy: 'origin' })
  // The token may be what was refused: that cannot be known.
  expect(whyOf(socket)).toMatchObject({ code: 'unknown', message: expect.stringContaining('token') })
  expect(JSON.stringify([world.requests, socket.status.current])).not.toContain('secret')
  socket.close()
})

test('nobody, somebody on the other scheme only, and somebody whose answer may not be read', async () => {
  const down = await failing(() => 'nobody')
  expect(whyOf(down.socket)).toMatchObject({ code: 'server_down', retry: 'later' })
  const wrong = await failing(({ url }) => (url.startsWith('http:') ? { status: 200 } : 'nobody'))
  expect(whyOf(wrong.socket)).toMatchObject({ code: 'wrong_scheme', message: expect.stringContaining('ws://') })
  const silent = await failing(({ init }) => (init.mode === 'no-cors' ? { status: 0 } : 'nobody'))
  expect(whyOf(silent.socket)).toMatchObject({ code: 'unknown', retry: 'later' })
  for (const { socket } of [down, wrong, silent]) socket.close()
})

test('a redirect is told, which plain requests follow and no WebSocket does', async () => {
  const led = async (from: string) => whyOf((await failing(() => ({ status: 426, from }))).socket)
  expect(await led('https://example.com/login?back=/ws')).toMatchObject({
    code: 'redirected',
    message: expect.stringContaining('https://example.com/ws redirects to https://example.com/login,'),
  })
  expect(await led('https://www.example.com/ws')).toMatchObject({
    code: 'redirected',
    message: expect.stringContaining('Use wss://www.example.com/ws.'),
  })
  expect(await led('http://example.com/ws')).toMatchObject({
    code: 'wrong_scheme',
    message: expect.stringContaining('Use ws://example.com/ws.'),
  })
})

test('somebody whose answer may be read on the other scheme only', async () => {
  const { socket } = await failing(({ url, init }) => {
    if (init.mode === 'no-cors' || url.startsWith('http:')) return { status: 400 }
    return 'nobody'
  })
  expect(whyOf(socket)).toMatchObject({ code: 'wrong_scheme', message: expect.stringContaining('ws://example.com/ws') })
  socket.close()
})

test.each([
  ['enforce', 'https://example.com', 'unknown', 'connect-src'],
  ['report', 'https://example.com', 'server_down', 'stopped'],
  ['enforce', 'https://other.example', 'server_down', 'stopped'],
])('a policy of the page that would %s something at %s', async (disposition, place, code, words) => {
  const world = new World('https://example.com/')
  world.answering = () => {
    const event = Object.assign(new Event('securitypolicyviolation'), { disposition, blockedURI: `${place}/ws` })
    queueMicrotask(() => world.document?.dispatchEvent(event))
    return 'nobody'
  }
  const socket = await chatIn(world, { diagnose: true })
  world.socket.end()
  await untold(socket, world)
  expect(whyOf(socket)).toMatchObject({ code, message: expect.stringContaining(words) })
  socket.close()
  expect(world.timers.size).toBe(0)
  expect(getEventListeners(world.document ?? world.page, 'securitypolicyviolation')).toEqual([])
})

test('outside of a page a request has nothing that only pages know of', async () => {
  const world = new World()
  const socket = await chatIn(world, { diagnose: true })
  world.socket.end()
  await untold(socket, world)
  expect(whyOf(socket).code).toBe('server_down')
  expect(world.requests.map(({ init }) => Object.keys(init))).toEqual([['headers', 'signal'], ['signal'], ['signal']])
  socket.close()
})

test('a device that is offline asks nobody', async () => {
  const world = new World('https://example.com/')
  const environment = { ...world.environment, navigator: { onLine: false } }
  const socket = await chatIn(world, { diagnose: true, environment })
  world.socket.end()
  await untold(socket, world)
  expect(whyOf(socket).code).toBe('offline')
  expect(world.requests).toEqual([])
  socket.close()
})

test('it asks at most once a minute, and keeps what it was told', async () => {
  const { socket, world } = await failing(() => ({ status: 503 }))
  for (let attempt = 0; attempt < 3; attempt += 1) {
    world.goOnline()
    await world.pass()
    world.socket.end()
  }
  expect(world.requests.length).toBe(1)
  expect(whyOf(socket).code).toBe('server_full')
  await world.pass(60_000)
  world.goOnline()
  await world.pass()
  world.socket.end()
  await untold(socket, world)
  await world.pass()
  expect(world.requests.length).toBe(2)
  socket.close()
})

test('a no is final only for a client that never got in', async () => {
  const world = new World()
  world.answering = () => ({ status: 404 })
  const socket = await chatIn(world, { diagnose: true })
  world.socket.welcome()
  world.socket.end()
  await world.pass(500)
  world.socket.end()
  await untold(socket, world)
  expect(socket.status.current).toMatchObject({ state: 'waiting', why: { code: 'not_found' } })
  socket.close()
})

test('a second 401 ends it', async () => {
  const { socket, world } = await failing(() => ({ status: 401 }))
  expect(socket.status.current.state).toBe('waiting')
  await world.pass(60_000)
  world.goOnline()
  await world.pass()
  world.socket.end()
  await untold(socket, world)
  for (let turn = 0; turn < 100 && world.requests.length < 2; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  await world.pass()
  expect(socket.status.current).toMatchObject({ state: 'closed', why: { code: 'unauthorized' } })
  socket.close()
})

test('a token that was not shown may be what a 401 misses', async () => {
  const options = { token: 'good', tokenIn: 'protocol' } as const
  const { socket, world } = await failing(() => ({ status: 401 }), options)
  expect(socket.status.current.state).toBe('waiting')
  expect(whyOf(socket)).toMatchObject({ code: 'unknown', status: 401, message: expect.stringContaining('token') })
  expect(world.requests.length).toBe(1)
  socket.close()
})

test('a 401 ends no client that was in', async () => {
  const world = new World()
  world.answering = () => ({ status: 401 })
  const socket = await chatIn(world, { diagnose: true, ping: false })
  world.socket.welcome()
  for (let outage = 1; outage <= 2; outage += 1) {
    world.socket.end()
    await world.pass(1000)
    world.socket.end()
    for (let turn = 0; turn < 100 && whyOf(socket).code !== 'unauthorized'; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(whyOf(socket)).toMatchObject({ code: 'unauthorized', status: 401 })
    expect(socket.status.current.state).toBe('waiting')
    await world.pass(1000)
    world.socket.welcome()
    await world.pass(60_000)
  }
  expect(world.requests.length).toBe(2)
  socket.close()
})

test('a server that hangs is not called stopped', async () => {
  const { socket, world } = await failing(() => 'never')
  await world.pass(10_000)
  // The one who was silent is not asked again, but the other scheme.
  expect(world.requests.map(({ url }) => new URL(url).protocol)).toEqual(['https:', 'http:'])
  await world.pass(10_000)
  expect(world.requests.every(({ init }) => init.signal?.aborted)).toBe(true)
  world.socket.end()
  expect(whyOf(socket)).toMatchObject({ code: 'unknown', message: expect.stringContaining('within 10 s') })
  socket.close()
  const behind = await failing(({ url }) => (url.startsWith('https:') ? 'never' : { status: 200 }))
  await behind.world.pass(10_000)
  behind.world.socket.end()
  expect(whyOf(behind.socket).code).toBe('wrong_scheme')
  behind.socket.close()
})

test('of an answer without an end its status tells', async () => {
  const { socket, world } = await failing(() => ({ ...refusal(503, 'server_full'), endless: true }))
  await world.pass(10_000)
  world.socket.end()
  expect(whyOf(socket)).toMatchObject({ code: 'server_full', status: 503 })
  socket.close()
})

test('a question ends with the client', async () => {
  const { socket, world } = await failing(() => 'never')
  socket.close()
  await world.pass()
  expect(world.timers.size).toBe(0)
  expect(world.requests.map(({ init }) => init.signal?.aborted)).toEqual([true])
})

test('an https page does not try ws, but for this machine itself', async () => {
  const page = new World('https://example.com/room/')
  const socketTo = (url: string) => connect(chat, url, { environment: page.environment })
  const mixed = socketTo('ws://example.com/ws')
  const local = ['ws://localhost/a', 'ws://127.1.2.3/a', 'ws://[::1]/a', 'ws://app.localhost/a'].map(socketTo)
  await page.pass()
  expect(whyOf(mixed)).toMatchObject({ code: 'mixed_content', retry: 'never' })
  expect(mixed.status.current.state).toBe('closed')
  expect(page.sockets.length).toBe(4)
  for (const socket of local) socket.close()
})

test('where the platform does not throw, mixed content is found without a request', async () => {
  const page = new World('https://example.com/room/')
  class Silent extends FakeSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols)
      queueMicrotask(() => this.end())
    }
  }
  const environment = { ...page.environment, WebSocket: Silent }
  const mixed = connect(chat, 'ws://example.com/ws', { environment })
  await page.pass()
  await untold(mixed, page)
  expect(mixed.status.current).toMatchObject({ state: 'closed', why: { code: 'mixed_content' } })
  expect(page.requests).toEqual([])
})

test('URLs are taken as browsers take them', async () => {
  const page = new World('https://example.com/room/')
  const sockets = ['chat', '/ws?a#b', 'http://other.example/x', new URL('https://example.com/y')].map((url) =>
    connect(chat, url, { environment: page.environment }),
  )
  await page.pass()
  expect(page.sockets.map(({ url }) => url)).toEqual([
    'wss://example.com/room/chat',
    'wss://example.com/ws?a',
    'wss://example.com/y',
  ])
  for (const socket of sockets) socket.close()
  const nowhere = new World()
  for (const url of ['/ws', '']) {
    expect(() => connect(chat, url, { environment: nowhere.environment })).toThrow(TypeError)
  }
})

test('a server that was too slow for a handshake is not called a proxy', async () => {
  const world = new World('https://example.com/')
  world.answering = () => refusal(426, 'upgrade_required')
  const socket = await chatIn(world, { diagnose: true })
  await world.pass(10_000)
  await untold(socket, world)
  for (let turn = 0; turn < 20; turn++) await world.pass()
  expect(world.requests.length).toBe(1)
  expect(whyOf(socket)).toMatchObject({ code: 'silent', retry: 'later' })
  socket.close()
})
