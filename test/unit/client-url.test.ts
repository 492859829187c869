import { beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/client/index.ts'
import { chat } from './client-chat.ts'
import { World } from './client-world.ts'

// Loaded once, the module is there after a few turns of the microtasks: no test waits for the disk.
beforeAll(() => import('../../src/client/later.ts'))

const wordsFor = (url: unknown) => `"${url}" is no URL such as wss://host/path`

test.each(['', 'localhost:3000/ws', 'ftp://example.com/ws', 'data:,ws', 'wss://host:99999/ws'])(
  '"%s" is no URL to connect to',
  async (url) => {
    const world = new World('https://example.com/')
    const { environment } = world
    const words = wordsFor(url)
    expect(() => connect(chat, url, { environment })).toThrow(new TypeError(words))
    const socket = connect(chat, async () => url, { environment, diagnose: false })
    await world.pass()
    expect(socket.status.current).toMatchObject({
      state: 'waiting',
      why: { code: 'not_asked', message: expect.stringContaining(words), retry: 'later' },
    })
    expect(world.sockets).toEqual([])
    socket.close()
  },
)

test('a URL that is not there is told, too', () => {
  const { environment } = new World('https://example.com/')
  const nothing = undefined as unknown as string
  expect(() => connect(chat, nothing, { environment })).toThrow(new TypeError(wordsFor('undefined')))
})

test('where there is no page a URL has to be whole, and its query is not told', () => {
  const { environment } = new World()
  for (const url of ['/ws', '//host/x', 'ws://'])
    expect(() => connect(chat, `${url}?token=secret`, { environment })).toThrow(new TypeError(wordsFor(url)))
})

test('a subprotocol that none can be ends it, without a word of the token', async () => {
  const world = new World('https://example.com/')
  const options = { token: 'no token =', tokenIn: 'protocol', environment: world.environment } as const
  const socket = connect(chat, '/ws', options)
  await world.pass()
  expect(socket.status.current).toMatchObject({ state: 'closed', why: { code: 'bad_url', retry: 'never' } })
  await world.pass()
  expect(JSON.stringify(socket.status.current)).toContain('a bad URL, token or protocols')
  expect(JSON.stringify(socket.status.current)).not.toContain('no token =')
})

test('where there is no WebSocket it says so, and blames no URL', async () => {
  const world = new World('https://example.com/')
  const environment = { ...world.environment, WebSocket: undefined } as unknown as typeof world.environment
  const socket = connect(chat, '/ws', { environment })
  await world.pass()
  await world.pass()
  const { current } = socket.status
  expect(current).toMatchObject({ state: 'closed', why: { code: 'bad_url' } })
  expect(JSON.stringify(current)).toContain('there is no WebSocket here; Node has one from 22')
})

test('retry() tries at once while it waits, and at no other time', async () => {
  const world = new World()
  const socket = connect(chat, 'wss://example.com/ws', { environment: world.environment, diagnose: false })
  const retry = async () => {
    socket.retry()
    await world.pass()
    return world.sockets.length
  }
  await world.pass()
  expect(await retry()).toBe(1)
  world.socket.end()
  expect(socket.status.current.state).toBe('waiting')
  expect(await retry()).toBe(2)
  expect(await retry()).toBe(2)
  world.socket.welcome()
  expect(await retry()).toBe(2)
  socket.close()
  expect(await retry()).toBe(2)
  expect(world.timers.size).toBe(0)
})
