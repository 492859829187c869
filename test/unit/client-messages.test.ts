import { expect, test } from 'vitest'
import { z } from 'zod'
import { call, defineChannel } from '../../src/channel/index.ts'
import { ChannelError, connect } from '../../src/client/index.ts'
import { chatIn, openChatIn } from './client-chat.ts'
import { World } from './client-world.ts'

const gather = () => {
  const faults: string[] = []
  return { faults, onFault: ({ code, type }: ChannelError) => faults.push(`${type} ${code}`) }
}

test('a message goes out as its envelope, and its data as it was given', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  expect(socket.send('say', { text: 'hello' })).toBe('sent')
  expect(socket.send('leave')).toBe('sent')
  expect(world.socket.messages).toEqual([{ type: 'say', data: { text: 'hello' } }, { type: 'leave' }])
  socket.close()
})

test('what comes is given to its handlers as the schema makes it, until the undo', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  const heard: unknown[] = []
  const undo = socket.on('at', (length) => heard.push(length))
  socket.on('said', ({ text }) => heard.push(text))
  world.socket.say({ type: 'at', data: 'four' })
  world.socket.say({ type: 'said', data: { from: 'ada', text: 'hi' } })
  undo()
  world.socket.say({ type: 'at', data: 'unheard' })
  expect(heard).toEqual([4, 'hi'])
  socket.close()
})

test('who is undone by another one while a message is told does not hear it any more', async () => {
  const world = new World()
  const [socket, peer] = await openChatIn(world)
  const heard: string[] = []
  let undo = () => {}
  socket.on('said', () => {
    heard.push('first')
    undo()
    undo = socket.on('said', () => heard.push('new'))
  })
  undo = socket.on('said', () => heard.push('second'))
  const line = { from: 'ada', text: 'hi' }
  peer.say({ type: 'said', data: line })
  expect(heard).toEqual(['first'])
  peer.say({ type: 'said', data: line })
  expect(heard).toEqual(['first', 'first'])
  socket.close()
})

test('a schema that takes its time keeps the order', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  const heard: unknown[] = []
  socket.on('slow', (text) => heard.push(text))
  socket.on('at', (length) => heard.push(length))
  const reply = socket.call('history', { limit: 1 }).then(() => heard.push('reply'))
  world.socket.say({ type: 'slow', data: 'a' })
  world.socket.say({ type: 'at', data: 'four' })
  world.socket.say({ type: 'reply', id: 1, data: [] })
  world.socket.say({ type: 'slow', data: 'b' })
  expect(heard).toEqual([])
  await reply
  await world.pass()
  expect(heard).toEqual(['A', 4, 'reply', 'B'])
  world.socket.say({ type: 'slow', data: 'c' })
  socket.close()
  await world.pass()
  expect(heard.length).toBe(4)
})

test('a schema that never answers holds up nothing of the next connection', async () => {
  const never = defineChannel('never', {
    client: { ask: call(z.string(), z.string()) },
    server: { stuck: z.string().refine(() => new Promise<boolean>(() => {})) },
  })
  const world = new World()
  const socket = connect(never, 'wss://example.com/ws', { diagnose: false, environment: world.environment })
  await world.pass()
  world.socket.welcome()
  world.socket.say({ type: 'stuck', data: 'x' })
  await world.pass()
  world.socket.end()
  await world.pass(500)
  world.socket.welcome()
  const asked = socket.call('ask', 'x')
  world.socket.say({ type: 'reply', id: 1, data: 'y' })
  await expect(asked).resolves.toBe('y')
  socket.close()
})

test('a binary message has a head and a body, both ways', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  const heard: unknown[] = []
  socket.on('frame', (frame) => heard.push(frame))
  world.socket.sayBytes({ type: 'frame', data: { camera: 'door' } }, new Uint8Array([1, 2]))
  expect(heard).toEqual([{ head: { camera: 'door' }, body: new Uint8Array([1, 2]) }])
  socket.send('frame', { camera: 'hall' }, new Uint8Array([3]).buffer)
  expect(world.socket.messages).toEqual([{ type: 'frame', data: { camera: 'hall' } }])
  expect(world.socket.binaryType).toBe('arraybuffer')
  socket.close()
})

test('of any view exactly the bytes that it shows go out', async () => {
  const world = new World()
  const [socket, peer] = await openChatIn(world)
  const bytes = Uint8Array.of(9, 9, 1, 2, 3, 4)
  for (const view of [new DataView(bytes.buffer, 2), new Uint16Array(bytes.buffer, 2), bytes.subarray(2)]) {
    socket.send('frame', { camera: 'hall' }, view as Uint8Array)
    expect([...(peer.sent.at(-1) as Uint8Array).slice(-4)]).toEqual([1, 2, 3, 4])
  }
  socket.close()
})

test.each([[new Blob(['a'])], ['a'], [undefined]])('%s is no body', async (body) => {
  const world = new World()
  const [socket] = await openChatIn(world)
  const untyped = socket as unknown as { send(type: string, head: object, body: unknown): void }
  const words = 'the body of "frame" is no ArrayBuffer and no Uint8Array; of a file: await file.arrayBuffer()'
  expect(() => untyped.send('frame', { camera: 'hall' }, body)).toThrow(new TypeError(words))
  expect(world.socket.messages).toEqual([])
  socket.close()
})

test('what is wrong is dropped and told, and harms nothing', async () => {
  const world = new World()
  const { faults, onFault } = gather()
  const [socket] = await openChatIn(world, { onFault })
  world.socket.sayRaw('{')
  world.socket.sayRaw('[]')
  world.socket.sayRaw(new ArrayBuffer(2))
  world.socket.say({ type: '__proto__', data: 1 })
  world.socket.say({ type: 'said', data: { from: 'ada' } })
  world.socket.say({ type: 'frame', data: { camera: 'door' } })
  world.socket.sayBytes({ type: 'at', data: 'four' }, new Uint8Array())
  world.socket.say({ type: 'error', code: 'not_now', retryable: true, message: 'later' })
  world.socket.say({ type: 'reply', id: 99, data: 1 })
  expect(faults).toEqual([
    'undefined bad_envelope',
    'undefined bad_envelope',
    'undefined bad_envelope',
    '__proto__ unknown_type',
    'said invalid',
    'frame bad_envelope',
    'at bad_envelope',
    'undefined not_now',
  ])
  expect(socket.status.current.state).toBe('open')
  socket.close()
})

test('without a listener the first fault of each kind goes to the console', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  for (const data of [1, 2, 3]) world.socket.say({ type: 'said', data })
  world.socket.say({ type: 'sad' })
  expect(world.warned).toMatchObject(['said', 'invalid', { code: 'invalid' }, 'sad', 'unknown_type', { type: 'sad' }])
  socket.close()
})

test('what must not go out throws, with what is wrong with it', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  try {
    socket.send('say', { text: '' })
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(ChannelError)
    expect(error).toMatchObject({ code: 'invalid', type: 'say', retryable: false, issues: [{ path: ['text'] }] })
  }
  const untyped = socket as unknown as { send(type: string): void; on(type: string, handler: () => void): void }
  expect(() => untyped.send('sya')).toThrow(new TypeError('no "sya", but say,leave,frame,history'))
  expect(() => untyped.send('history')).toThrow(new TypeError('"history" is a call: call("history", data)'))
  expect(() => untyped.on('say', () => {})).toThrow(TypeError)
  expect(world.socket.messages).toEqual([])
  socket.close()
})

test('nothing is checked where that is switched off', async () => {
  const world = new World()
  const [socket] = await openChatIn(world, { validate: false })
  const heard: unknown[] = []
  socket.on('at', (length) => heard.push(length))
  world.socket.say({ type: 'at', data: 'four' })
  socket.send('say', { text: '' })
  expect(heard).toEqual(['four'])
  expect(world.socket.messages.length).toBe(1)
  socket.close()
})

test('what is sent while away waits, in its order, calls too', async () => {
  const world = new World()
  const socket = await chatIn(world)
  expect(socket.send('say', { text: '1' })).toBe('queued')
  const reply = socket.call('history', { limit: 2 })
  expect(socket.send('say', { text: '3' })).toBe('queued')
  world.socket.accept()
  expect(world.socket.messages).toEqual([])
  world.socket.say({ type: 'welcome', id: 'a', spread: 500 })
  expect(world.socket.messages.map(({ type }) => type)).toEqual(['say', 'history', 'say'])
  world.socket.say({ type: 'reply', id: 1, data: [] })
  expect(await reply).toEqual([])
  socket.close()
})

test('what is sent from a status listener goes after what waited', async () => {
  const world = new World()
  const socket = await chatIn(world)
  socket.status.subscribe(({ state }) => state === 'open' && socket.send('say', { text: 'last' }))
  socket.send('say', { text: 'first' })
  world.socket.welcome()
  expect(world.socket.messages.map(({ data }) => data)).toEqual([{ text: 'first' }, { text: 'last' }])
  socket.close()
})

test('a connection that is closing takes no more: the message waits for the next', async () => {
  const world = new World()
  const [socket] = await openChatIn(world)
  world.socket.readyState = 2
  expect(socket.send('say', { text: 'late' })).toBe('queued')
  world.socket.end(1001)
  await world.pass(500)
  world.socket.welcome()
  expect(world.socket.messages).toEqual([{ type: 'say', data: { text: 'late' } }])
  socket.close()
})

const texts = async (full: 'drop-oldest' | 'drop-newest') => {
  const world = new World()
  const { faults, onFault } = gather()
  const socket = await chatIn(world, { queue: { size: 2, full }, onFault })
  const became = ['1', '2', '3'].map((text) => socket.send('say', { text }))
  world.socket.welcome()
  const sent = world.socket.messages.map(({ data }) => (data as { text: string }).text)
  socket.close()
  return { became, sent, faults }
}

test('a full queue drops the oldest, or the newest, and tells; or throws', async () => {
  const faults = ['say queue_full']
  expect(await texts('drop-oldest')).toEqual({ became: ['queued', 'queued', 'queued'], sent: ['2', '3'], faults })
  expect(await texts('drop-newest')).toEqual({ became: ['queued', 'queued', 'dropped'], sent: ['1', '2'], faults })
  const world = new World()
  const socket = await chatIn(world, { queue: { size: 1, full: 'error' } })
  socket.send('leave')
  expect(() => socket.send('leave')).toThrow(ChannelError)
  await expect(socket.call('history', { limit: 1 })).rejects.toMatchObject({ code: 'queue_full', retryable: true })
  socket.close()
  expect(world.timers.size).toBe(0)
})

test('at the end what waits is dropped and told, and so is what comes after', async () => {
  const world = new World()
  const { faults, onFault } = gather()
  const socket = await chatIn(world, { onFault })
  socket.send('leave')
  const waiting = socket.call('history', { limit: 1 })
  socket.close(4000, 'done')
  await expect(waiting).rejects.toMatchObject({ code: 'closed' })
  expect(socket.send('say', { text: 'late' })).toBe('dropped')
  await expect(socket.call('history', { limit: 1 })).rejects.toMatchObject({ code: 'closed', retryable: false })
  expect(faults).toEqual(['leave closed', 'say closed'])
  expect(world.socket.closedWith).toEqual([4000, 'done'])
  expect(world.timers.size).toBe(0)
})

test('what no close takes throws in every state, and nothing has changed', async () => {
  const world = new World()
  const socket = await chatIn(world)
  const seen: string[] = []
  const tryAll = () => {
    const { current } = socket.status
    for (const code of [999, 1001, 1006, 2999, 5000, Number.NaN]) {
      expect(() => socket.close(code)).toThrow(new TypeError(`close(${code}): 1000 or 3000 to 4999, reason: 123 bytes`))
    }
    for (const reason of ['x'.repeat(124), '語'.repeat(42)]) expect(() => socket.close(1000, reason)).toThrow(TypeError)
    expect(socket.status.current).toBe(current)
    seen.push(current.state)
  }
  tryAll()
  world.socket.end()
  tryAll()
  await world.pass(500)
  world.socket.welcome()
  tryAll()
  expect(socket.send('leave')).toBe('sent')
  socket.close(4999, '語'.repeat(41))
  expect(world.socket.closedWith).toEqual([4999, '語'.repeat(41)])
  tryAll()
  socket.close()
  expect(seen).toEqual(['connecting', 'waiting', 'open', 'closed'])
})

test('how much the network has not taken yet can be seen', async () => {
  const world = new World()
  const socket = await chatIn(world)
  expect(socket.bufferedAmount).toBe(0)
  world.socket.bufferedAmount = 7
  expect(socket.bufferedAmount).toBe(7)
  socket.close()
  expect(socket.bufferedAmount).toBe(0)
})

test('who is told of faults may fail too', async () => {
  const world = new World()
  const onFault = () => {
    throw new Error('a bug')
  }
  const [socket] = await openChatIn(world, { onFault })
  world.socket.sayRaw('{')
  await world.pass()
  expect(world.failed.map(String)).toEqual(['Error: a bug'])
  expect(socket.status.current.state).toBe('open')
  socket.close()
})
