import { expect, test } from 'vitest'
import { chatIn, openChatIn } from './client-chat.ts'
import { World } from './client-world.ts'

test('a call resolves with its own reply', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  const [first, second] = [socket.call('history', { limit: 1 }), socket.call('history', { limit: 2 })]
  expect(world.socket.messages).toEqual([
    { type: 'history', id: 1, data: { limit: 1 } },
    { type: 'history', id: 2, data: { limit: 2 } },
  ])
  const line = { from: 'ada', text: 'hi' }
  world.socket.say({ type: 'reply', id: 2, data: [line] })
  world.socket.say({ type: 'reply', id: 1, data: [] })
  expect([await first, await second]).toEqual([[], [line]])
  socket.close()
  expect(world.timers.size).toBe(0)
})

test('a call rejects with what the server tells, or with what is wrong with the reply', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  const [refused, wrong, odd] = [1, 2, 3].map((limit) => socket.call('history', { limit }))
  world.socket.say({
    type: 'error',
    id: 1,
    code: 'not_yet',
    retryable: true,
    message: 'wait',
    issues: [{ path: ['a'] }],
  })
  world.socket.say({ type: 'reply', id: 2, data: 'none' })
  world.socket.say({ type: 'error', id: 3, code: 7, retryable: 'yes', issues: 'many' })
  await expect(refused).rejects.toMatchObject({
    code: 'not_yet',
    type: 'history',
    retryable: true,
    issues: [{ path: ['a'] }],
    message: 'wait',
  })
  await expect(wrong).rejects.toMatchObject({
    code: 'invalid',
    message: 'Invalid input: expected array, received string',
  })
  await expect(odd).rejects.toMatchObject({ code: '7', retryable: false, issues: [], message: '7' })
  socket.close()
})

test('a call that takes too long rejects, and is cancelled at the server', async () => {
  const world = new World()
  const [socket] = await openChatIn(world, { callTimeout: 5000, ping: false })
  const slow = socket.call('history', { limit: 1 })
  const slower = socket.call('history', { limit: 2 }, { timeout: 6000 })
  const errors = [slow, slower].map((call) => call.catch(({ code, message }) => [code, message]))
  await world.pass(5999)
  expect(world.socket.messages.slice(2)).toEqual([{ type: 'cancel', id: 1 }])
  await world.pass(1)
  expect(await Promise.all(errors)).toEqual([
    ['timeout', 'timeout after 5000 ms'],
    ['timeout', 'timeout after 6000 ms'],
  ])
  // Too late for anybody, and what the server says of a cancelled call is no news.
  world.socket.say({ type: 'reply', id: 1, data: [] })
  world.socket.say({ type: 'error', id: 2, code: 'cancelled', retryable: false })
  expect(world.warned).toEqual([])
  socket.close()
})

test('what answers a call that is over is no fault, whatever it says', async () => {
  const world = new World()
  const faults: unknown[] = []
  const [socket, peer] = await openChatIn(world, { onFault: (fault) => faults.push(fault) })
  const late = socket.call('history', { limit: 1 }, { timeout: 5 })
  const ended = expect(late).rejects.toMatchObject({ code: 'timeout' })
  await world.pass(5)
  await ended
  peer.say({ type: 'error', id: 1, code: 'internal', retryable: true, message: 'the server failed' })
  peer.say({ type: 'reply', id: 1, data: [] })
  expect(faults).toEqual([])
  peer.say({ type: 'error', code: 'internal', retryable: true, message: 'the server failed' })
  expect(faults).toMatchObject([{ code: 'internal' }])
  socket.close()
})

test.each([Number.POSITIVE_INFINITY, 2 ** 31])('a call may take as long as it likes: %d', async (callTimeout) => {
  const world = new World()
  const [socket] = await openChatIn(world, { callTimeout, ping: false })
  const call = socket.call('history', { limit: 1 })
  expect(world.timers.size).toBe(0)
  world.socket.say({ type: 'reply', id: 1, data: [] })
  expect(await call).toEqual([])
  socket.close()
})

test('a call is cancelled by its signal: before, while it waits, and on its way', async () => {
  const world = new World()
  const socket = await chatIn(world)
  const control = new AbortController()
  const { signal } = control
  await expect(socket.call('history', { limit: 1 }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  })
  const waits = socket.call('history', { limit: 2 }, { signal })
  control.abort('changed my mind')
  await expect(waits).rejects.toMatchObject({ code: 'cancelled', cause: 'changed my mind', retryable: false })
  world.socket.welcome()
  expect(world.socket.messages).toEqual([])
  const next = new AbortController()
  const onItsWay = socket.call('history', { limit: 3 }, { signal: next.signal })
  next.abort()
  await expect(onItsWay).rejects.toMatchObject({ code: 'cancelled' })
  expect(world.socket.messages.map(({ type, id }) => [type, id])).toEqual([
    ['history', 3],
    ['cancel', 3],
  ])
  next.abort()
  socket.close()
  expect(world.timers.size).toBe(0)
})

test('what is on its way when the connection is lost rejects and is never repeated; what waits goes on waiting', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  const lost = socket.call('history', { limit: 1 })
  world.socket.end()
  await expect(lost).rejects.toMatchObject({ code: 'lost', retryable: true })
  const waits = socket.call('history', { limit: 2 })
  world.goOnline()
  await world.pass()
  world.socket.end()
  await world.pass(1000)
  world.socket.welcome()
  expect(world.socket.messages).toEqual([{ type: 'history', id: 2, data: { limit: 2 } }])
  world.socket.say({ type: 'reply', id: 2, data: [] })
  expect(await waits).toEqual([])
  socket.close()
})

test('calls reject while away, where that is asked for', async () => {
  const world = new World()
  const socket = await chatIn(world, { calls: 'reject' })
  await expect(socket.call('history', { limit: 1 })).rejects.toMatchObject({ code: 'away', retryable: true })
  world.socket.welcome()
  void socket.call('history', { limit: 2 }).catch(() => {})
  expect(world.socket.messages.length).toBe(1)
  socket.close()
  expect(world.timers.size).toBe(0)
})

test('a call with wrong data rejects at once', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  await expect(socket.call('history', { limit: 0.5 })).rejects.toMatchObject({ code: 'invalid' })
  await expect((socket.call as (type: string) => Promise<unknown>)('say')).rejects.toThrow(
    new TypeError('"say" is a message: send("say", data)'),
  )
  expect(world.socket.messages).toEqual([])
  socket.close()
})

test('no more calls are under way than a server takes: the others wait, in their order', async () => {
  const world = new World()
  const [socket, server] = await openChatIn(world, { calls: 'reject', queue: { size: 1 } })
  const failed: string[] = []
  const calls = Array.from({ length: 200 }, (_, limit) =>
    socket.call('history', { limit }, { timeout: limit < 100 ? 30_000 : 1_000 }).then(
      () => limit,
      ({ code }) => failed.push(code),
    ),
  )
  await world.pass()
  const limits = () => server.messages.map(({ data }) => Object(data).limit)
  expect(limits()).toEqual(Array.from({ length: 64 }, (_, limit) => limit))
  expect(socket.send('say', { text: 'hello' })).toBe('sent')
  server.say({ type: 'reply', id: server.messages[7]?.id, data: [] })
  expect(await calls[7]).toBe(7)
  expect(limits().slice(64)).toEqual([undefined, 64])
  // Their time runs, and nothing is cancelled that was never sent.
  await world.pass(1_000)
  expect(failed).toEqual(Array(100).fill('timeout'))
  expect(server.messages.length).toBe(66)
  socket.close()
})

test('of the calls that waited for a connection only so many go out at once', async () => {
  const world = new World()
  const socket = await chatIn(world)
  const calls = Array.from({ length: 90 }, (_, limit) => socket.call('history', { limit }))
  const lost = Promise.allSettled(calls)
  await world.pass()
  socket.send('say', { text: 'hello' })
  world.socket.welcome()
  expect(world.socket.messages.map(({ type }) => type)).toEqual([...Array(64).fill('history'), 'say'])
  // What was not sent waits for the next connection.
  world.socket.end()
  await world.pass(500)
  world.socket.welcome()
  expect(world.socket.messages.length).toBe(26)
  for (const { id } of world.socket.messages) world.socket.say({ type: 'reply', id, data: [] })
  const ends = (await lost).map((end) => (end.status === 'rejected' ? end.reason.code : 'done'))
  expect(ends).toEqual([...Array(64).fill('lost'), ...Array(26).fill('done')])
  socket.close()
  expect(world.timers.size).toBe(0)
})
