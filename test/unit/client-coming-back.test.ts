import { beforeAll, expect, test } from 'vitest'
import type { Status } from '../../src/client/index.ts'
import { type Chat, chatIn, openChatIn } from './client-chat.ts'
import { World } from './client-world.ts'

// Loaded once, the module is there after a few turns of the microtasks: no test waits for the disk.
beforeAll(() => import('../../src/client/later.ts'))

const minute = 60_000

const waitedFor = ({ status }: Chat, world: World): number =>
  status.current.state === 'waiting' ? status.current.until - world.clock.now() : Number.NaN

test.each([
  [1, [500, 1000, 2000]],
  [12_500, [12_500, 25_000, 30_000, 30_000]],
  [99_999, [30_000, 30_000]],
  ['soon', [500, 1000]],
])('of a spread of %s ms the first range is %j, and the ranges double to 30 s', async (told, ranges) => {
  for (const part of [0, 0.25, 0.999]) {
    const world = new World()
    world.random = () => part
    const socket = await chatIn(world, { ping: false })
    world.socket.accept()
    world.socket.say({ type: 'welcome', id: 'a', spread: told })
    for (const range of ranges) {
      world.socket.end()
      expect(waitedFor(socket, world)).toBe(Math.floor(part * range))
      await world.pass(waitedFor(socket, world))
    }
    socket.close()
  }
})

test('a client tells how it stands: connecting, open, waiting until when and why, open', async () => {
  const world = new World()
  const socket = await chatIn(world)
  const seen: Status[] = [socket.status.current]
  const undo = socket.status.subscribe((status) => seen.push(status))
  world.socket.welcome(4000, 'first')
  await world.pass(1000)
  world.socket.end()
  await world.pass(1999)
  expect(world.sockets.length).toBe(1)
  await world.pass(1)
  expect(world.sockets.length).toBe(2)
  world.socket.welcome(4000, 'second')
  expect(seen).toEqual([
    { state: 'connecting', attempt: 1 },
    { state: 'open', id: 'first' },
    {
      state: 'waiting',
      until: 3000,
      attempt: 1,
      why: { code: 'lost', message: 'The connection was lost.', retry: 'later' },
    },
    { state: 'connecting', attempt: 1 },
    { state: 'open', id: 'second' },
  ])
  undo()
  socket.close()
  expect(seen.length).toBe(5)
  expect(socket.status.current).toMatchObject({ state: 'closed', why: { code: 'closed', retry: 'never' } })
})

test('what a listener brings about is the last that those behind it hear', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  const seen: string[] = []
  socket.status.subscribe(({ state }) => {
    if (state === 'waiting') socket.close()
  })
  socket.status.subscribe(({ state }) => seen.push(state))
  world.socket.end()
  expect(seen).toEqual(['closed'])
  expect(socket.status.current.state).toBe('closed')
})

test('delays start anew only after a minute of being open', async () => {
  const world = new World()
  const [socket] = await openChatIn(world, { ping: false })
  world.socket.end()
  expect(waitedFor(socket, world)).toBe(250)
  await world.pass(250)
  world.socket.welcome()
  await world.pass(minute - 1)
  world.socket.end()
  expect(waitedFor(socket, world)).toBe(500)
  await world.pass(500)
  world.socket.welcome()
  await world.pass(minute)
  world.socket.end()
  expect(waitedFor(socket, world)).toBe(250)
  socket.close()
})

test('a pong tells the spread anew', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  world.socket.say({ type: 'pong', spread: 20_000 })
  world.socket.end()
  expect(waitedFor(socket, world)).toBe(10_000)
  socket.close()
})

test('it comes back at once when the network is there again, and when somebody looks at the page', async () => {
  const world = new World('https://example.com/')
  const [socket] = await openChatIn(world)
  world.socket.end()
  world.goOnline()
  await world.pass()
  expect(world.sockets.length).toBe(2)
  // Never two at once.
  world.goOnline()
  world.look('visible')
  await world.pass()
  expect(world.sockets.length).toBe(2)
  world.socket.end()
  world.look('hidden')
  await world.pass()
  expect(world.sockets.length).toBe(2)
  world.look('visible')
  await world.pass()
  expect(world.sockets.length).toBe(3)
  socket.close()
  world.goOnline()
  world.look('visible')
  await world.pass(minute)
  expect(world.sockets.length).toBe(3)
  expect(world.timers.size).toBe(0)
})

test.each([1000, 1002, 1003, 1005, 1007, 1008, 1009, 1010, 4400, 4403, 4409, 4413])(
  '%i is final, and says why',
  async (code) => {
    const world = new World()
    const [socket] = await openChatIn(world)
    world.socket.end(code, 'because')
    expect(socket.status.current).toMatchObject({
      state: 'closed',
      why: { code: 'closed', retry: 'never', close: code, message: expect.stringContaining('because') },
    })
    await world.pass(minute)
    expect(world.sockets.length).toBe(1)
    expect(world.timers.size).toBe(0)
  },
)

test.each([1001, 1006, 1011, 1012, 1013, 4429, 4430, 4431, 4500, 4503, 4512, 4999])(
  'after %i it comes back',
  async (code) => {
    const world = new World()
    const [socket] = await openChatIn(world)
    world.socket.end(code)
    await world.pass(500)
    expect(world.sockets.length).toBe(2)
    socket.close()
  },
)

test('4401 is worth one fresh token, and another one after a minute of being open', async () => {
  const world = new World()
  let asked = 0
  const socket = await chatIn(world, { ping: false, token: async () => `token-${++asked}` })
  world.socket.accept()
  world.socket.end(4401)
  await world.pass(500)
  world.socket.welcome()
  expect(world.socket.messages).toEqual([{ type: 'token', data: 'token-2' }])
  await world.pass(minute)
  world.socket.end(4401)
  await world.pass(1000)
  expect(asked).toBe(3)
  world.socket.welcome()
  await world.pass(minute - 1)
  world.socket.end(4401)
  expect(socket.status.current).toMatchObject({ state: 'closed', why: { code: 'unauthorized', close: 4401 } })
  await world.pass(minute)
  expect(asked).toBe(3)
})

test('url, token and protocols are asked at each attempt, and a failure of theirs is waited out', async () => {
  const world = new World()
  let fails = true
  const socket = await chatIn(world, {
    token: () => {
      if (fails) throw new Error('the login is away')
      return 'a.b-c'
    },
    tokenIn: 'protocol',
    protocols: async () => ['app.2'],
  })
  expect(world.sockets.length).toBe(0)
  expect(socket.status.current).toMatchObject({
    state: 'waiting',
    why: { code: 'not_asked', message: expect.stringContaining('the login is away') },
  })
  fails = false
  await world.pass(500)
  expect(world.socket.protocols).toEqual(['jackfield.1', 'app.2', 'bearer.a.b-c'])
  world.socket.welcome()
  expect(world.socket.messages).toEqual([])
  socket.close()
})

test('questions that are never answered, handshakes too, and a missing welcome are given up', async () => {
  const world = new World()
  let answers = false
  const socket = await chatIn(world, {
    connectTimeout: 2000,
    token: () => (answers ? 'good' : new Promise<string>(() => {})),
  })
  await world.pass(2000)
  expect(socket.status.current).toMatchObject({ state: 'waiting', why: { code: 'silent' } })
  answers = true
  await world.pass(250)
  await world.pass(2000)
  expect(socket.status.current).toMatchObject({ state: 'waiting', why: { code: 'silent' } })
  expect(world.alive).toEqual([])
  await world.pass(500)
  world.socket.accept()
  await world.pass(2000)
  expect(socket.status.current).toMatchObject({ why: { code: 'silent', message: 'No answer came in time.' } })
  socket.close()
  expect(world.timers.size).toBe(0)
})

test('a server that waits for a token is told of where there is none', async () => {
  const world = new World()
  const socket = await chatIn(world)
  world.socket.accept()
  await world.pass(9_999)
  expect(socket.status.current.state).toBe('connecting')
  await world.pass(1)
  expect(socket.status.current).toMatchObject({
    state: 'waiting',
    why: { code: 'unauthorized', retry: 'later', message: expect.stringContaining('token') },
  })
  socket.close()
})

test('a fresh token is shown while the connection is open', async () => {
  const world = new World()
  let asked = 0
  const socket = await chatIn(world, { token: async () => `token-${++asked}` })
  // Each attempt asks by itself.
  await socket.refresh()
  world.socket.welcome()
  const refreshed = socket.refresh()
  await world.pass()
  expect(world.socket.messages.at(-1)).toEqual({ type: 'token', id: 1, data: 'token-3' })
  world.socket.say({ type: 'reply', id: 1 })
  expect(await refreshed).toBeUndefined()
  const refused = expect(socket.refresh()).rejects.toMatchObject({ code: 'unauthorized', type: 'token' })
  await world.pass()
  world.socket.say({ type: 'error', id: 2, code: 'unauthorized', retryable: false })
  await refused
  socket.close()
})

test('a server that does not agree on the subprotocol is not asked again', async () => {
  const world = new World()
  const socket = await chatIn(world)
  world.socket.accept('other')
  expect(socket.status.current).toMatchObject({ state: 'closed', why: { code: 'protocol', retry: 'never' } })
  expect(world.alive).toEqual([])
})

test('where a failed handshake is told by an error alone, it is told', async () => {
  const world = new World()
  const socket = await chatIn(world)
  world.socket.fail()
  expect(socket.status.current).toMatchObject({ state: 'waiting', attempt: 2, why: { code: 'unknown' } })
  await world.pass(500)
  world.socket.welcome()
  expect(socket.status.current.state).toBe('open')
  socket.close()
})

test('where no close frame came, some platforms say 0', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  world.socket.end(0)
  expect(socket.status.current).toMatchObject({ state: 'waiting', why: { code: 'lost' } })
  await world.pass(500)
  world.socket.end(0)
  expect(socket.status.current).toMatchObject({ state: 'waiting', why: { code: 'unknown' } })
  socket.close()
})

test('a token that no header takes is not told', async () => {
  const world = new World()
  const socket = await chatIn(world, { token: 'secret=', tokenIn: 'protocol' })
  expect(socket.status.current).toMatchObject({ state: 'closed', why: { code: 'bad_url', retry: 'never' } })
  expect(JSON.stringify(socket.status.current)).not.toContain('secret')
})

test('a listener that throws harms nobody', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  const heard: string[] = []
  socket.status.subscribe(() => {
    throw new Error('a bug')
  })
  socket.status.subscribe(({ state }) => heard.push(state))
  world.socket.end()
  await world.pass(500)
  expect(heard).toEqual(['waiting', 'connecting'])
  expect(world.failed.map(String)).toEqual(['Error: a bug', 'Error: a bug'])
  socket.close()
})
