import { beforeAll, expect, test } from 'vitest'
import type { ConnectOptions } from '../../src/client/index.ts'
import { chatIn, openChatIn } from './client-chat.ts'
import { World } from './client-world.ts'

// Loaded once, the module is there after a few turns of the microtasks: no test waits for the disk.
beforeAll(() => import('../../src/client/later.ts'))

/** Lets what is loaded and asked come to its end. */
async function settle(world: World): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await world.pass()
}

/** Fails once more, when a plain request may ask again. */
async function failAgain(world: World): Promise<void> {
  await world.pass(60_000)
  world.goOnline()
  await world.pass()
  world.socket.end()
  await settle(world)
}

const noToken = 'no token was shown: connect(channel, url, { token })'

test('a handler that rejects is told of like one that throws, and harms nobody', async () => {
  const world = new World()
  const [socket, server] = await openChatIn(world)
  const heard: string[] = []
  socket.on('said', () => {
    throw new Error('at once')
  })
  socket.on('said', async () => {
    throw new Error('later')
  })
  socket.on('said', ({ text }) => heard.push(text))
  server.say({ type: 'said', data: { from: 'ada', text: 'hi' } })
  await world.pass()
  expect(world.failed.map(String)).toEqual(['Error: at once', 'Error: later'])
  expect(heard).toEqual(['hi'])
  socket.close()
})

test('what ends it is said on the console, where nobody else is told, and so is the first cause to wait', async () => {
  const world = new World()
  world.answering = () => ({ status: 503 })
  const socket = await chatIn(world, { diagnose: true })
  world.socket.end()
  await settle(world)
  const place = 'https://example.com/ws answers a plain request with'
  const waits = `jackfield/client: waiting (server_full): ${place} 503. The server takes no more at the moment.`
  expect(world.warned).toEqual([waits])
  world.answering = () => ({ status: 429 })
  await failAgain(world)
  expect(socket.status.current).toMatchObject({ why: { code: 'too_many' } })
  expect(world.warned).toEqual([waits])
  world.answering = () => ({ status: 404 })
  await failAgain(world)
  expect(socket.status.current.state).toBe('closed')
  expect(world.warned).toEqual([waits, expect.stringContaining(`jackfield/client: closed (not_found): ${place} 404.`)])
})

test.each([
  ['a lost connection', (world: World) => world.socket.end()],
  ['a goodbye of the server', (world: World) => world.socket.end(1000)],
  ['a close of this side', () => {}],
])('%s is no news', async (_, end) => {
  const world = new World()
  const [socket] = await openChatIn(world)
  end(world)
  await settle(world)
  socket.close()
  await settle(world)
  expect(world.warned).toEqual([])
})

test.each<[who: string, options: ConnectOptions, watches: boolean]>([
  ['onFault', { onFault: () => {} }, false],
  ['who watches the status', {}, true],
])('%s is told instead of the console', async (_, options, watches) => {
  const world = new World()
  const [socket] = await openChatIn(world, options)
  if (watches) socket.status.subscribe(() => {})
  world.socket.end(4403, 'go away')
  await settle(world)
  expect(socket.status.current.state).toBe('closed')
  expect(world.warned).toEqual([])
})

test.each([
  [4401, 'unauthorized', noToken],
  [1009, '', 'a message was larger than the server takes (its maxPayload, 1 MiB unless it says otherwise)'],
  [
    4413,
    'message too big',
    'a message was larger than the server takes (its maxPayload, 1 MiB unless it says otherwise)',
  ],
])('a close with %i says what it means', async (code, reason, meaning) => {
  const world = new World()
  const [socket] = await openChatIn(world)
  world.socket.end(code, reason)
  await settle(world)
  const message = `${`The server closed it: ${code} ${reason}`.trim()}: ${meaning}`
  expect(socket.status.current.why).toMatchObject({ close: code, message })
  expect(String(world.warned)).toContain(message)
  socket.close()
})

test('a token that was shown is not missed', async () => {
  const world = new World()
  const [socket] = await openChatIn(world, { token: 'stale' })
  world.socket.end(4401, 'unauthorized')
  await settle(world)
  expect(socket.status.current.why?.message).toBe('The server closed it: 4401 unauthorized')
  socket.close()
})

test('what comes of no welcome says that a token may be missing', async () => {
  const world = new World()
  const socket = await chatIn(world)
  world.socket.accept()
  await world.pass(10_000)
  await settle(world)
  expect(socket.status.current.why).toMatchObject({
    code: 'unauthorized',
    message: `No welcome came: ${noToken}; or it is no channel`,
  })
  socket.close()
})

test('what is dropped at the end, or lost, says why', async () => {
  const world = new World()
  const faults: string[] = []
  const [socket] = await openChatIn(world, {
    onFault: ({ code, type, message }) => faults.push(`${type} ${code} ${message}`),
  })
  const call = socket.call('history', { limit: 1 })
  world.socket.readyState = 2
  socket.send('leave')
  world.socket.end(4403, 'go away')
  await expect(call).rejects.toMatchObject({ code: 'lost', message: 'The server closed it: 4403 go away' })
  socket.send('leave')
  const told = 'leave closed The server closed it: 4403 go away'
  expect(faults).toEqual([told, told])
})

test('an option that is misspelt or wrong is told, once', async () => {
  const world = new World()
  const options: object = { tokn: 'x', diagnose: true, callTimeout: -1 }
  const [socket] = await openChatIn(world, options)
  await settle(world)
  expect(world.warned.length).toBe(2)
  world.socket.end()
  await settle(world)
  expect(world.warned).toEqual([
    expect.stringMatching(/^jackfield\/client: "tokn" is no option of connect: token tokenIn /),
    'jackfield/client: "callTimeout" takes number from 0, not this number -1',
  ])
  socket.close()
})

test('without a diagnosis nothing is loaded before something has ended', async () => {
  const world = new World()
  const options: object = { tokn: 'x', diagnose: false }
  const [socket] = await openChatIn(world, options)
  await settle(world)
  expect(world.warned).toEqual([])
  world.socket.end()
  await settle(world)
  expect(world.warned.length).toBe(1)
  socket.close()
})

test.each([
  ['what a close means', false],
  ['what a plain request tells', true],
])('%s comes too late for one that was closed meanwhile', async (_, asks) => {
  const world = new World()
  world.answering = () => 'never'
  const socket = await chatIn(world, { diagnose: true })
  if (!asks) world.socket.accept()
  world.socket.end(4401)
  if (asks) await settle(world)
  expect(world.requests.length).toBe(asks ? 1 : 0)
  socket.close()
  await settle(world)
  expect(socket.status.current).toMatchObject({ state: 'closed', why: { message: 'Closed here.' } })
  expect(world.warned).toEqual([])
})

test('what a plain request has told is over with the next connection', async () => {
  const world = new World()
  world.answering = () => ({ status: 503 })
  const socket = await chatIn(world, { diagnose: true })
  const failsWith = async () => {
    world.socket.end()
    await settle(world)
    const { why } = socket.status.current
    world.goOnline()
    await world.pass()
    return why?.code
  }
  expect([await failsWith(), await failsWith()]).toEqual(['server_full', 'server_full'])
  world.socket.welcome()
  expect([await failsWith(), await failsWith()]).toEqual(['lost', 'unknown'])
  socket.close()
})

test('a device that was offline asks as soon as it is not', async () => {
  const world = new World('https://example.com/')
  const navigator = { onLine: false }
  const socket = await chatIn(world, { diagnose: true, environment: { ...world.environment, navigator } })
  world.socket.end()
  await settle(world)
  expect(socket.status.current.why?.code).toBe('offline')
  navigator.onLine = true
  world.answering = () => ({ status: 503 })
  world.goOnline()
  await world.pass()
  world.socket.end()
  await settle(world)
  expect(socket.status.current.why?.code).toBe('server_full')
  socket.close()
})
