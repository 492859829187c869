import { type Context, Hono } from 'hono'
import { JackfieldError, publish, upgradeWebSocket } from 'jackfield'
import { type AnyChannel, bytes, call, defineChannel, type StandardSchemaV1 } from 'jackfield/channel'
import { type ChannelRoute, count, defineRoute, list } from 'jackfield/channels'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Clock } from '../../adapters/memory/clock.ts'
import { type MemoryServer, type Peer, serve } from '../../adapters/memory/index.ts'
import { MemoryPeer } from '../../adapters/memory/peer.ts'
import { MemoryTransport } from '../../adapters/memory/transport.ts'
import { keepData } from '../../src/channels/data.ts'
import { spreadOf } from '../../src/channels/spread.ts'
import { closeDesk, type Desk } from '../../src/intent.ts'
import type { LogEvent } from '../../src/log.ts'
import type { ServerOptions } from '../../src/options.ts'
import { createRouter } from '../../src/router.ts'
import { scopeOf } from '../../src/scope.ts'
import type { Rooms, SendResult, Upgrade } from '../../src/seam.ts'
import { handshakeHeaders } from './context.ts'
import { platformOn } from './platform.ts'
import { anything, number, object, slowly, text } from './schemas.ts'

const protocols = ['jackfield.1']
const hear = async (peer: Peer): Promise<unknown> => JSON.parse(String(await peer.next()))
const error = (code: string, more: object = {}) => ({
  type: 'error',
  code,
  retryable: expect.any(Boolean),
  message: expect.any(String),
  ...more,
})

interface Started {
  readonly server: MemoryServer
  readonly logged: LogEvent[]
  /** Connects, and reads the welcome. */
  connect(query?: string): Promise<Peer>
}

/** A server of one route, at `/ws`, with the key that its query names. */
async function start(
  route: ChannelRoute,
  { data, ...options }: ServerOptions & { readonly data?: object } = {},
): Promise<Started> {
  const upgrade = upgradeWebSocket as unknown as (c: Context, route: ChannelRoute, given: object) => Promise<Response>
  const app = new Hono().get('/ws', (c) => upgrade(c, route, { key: c.req.query('key'), data }))
  const logged: LogEvent[] = []
  const server = await serve(app, { log: (_, event) => logged.push(event), ...options })
  onTestFinished(async () => {
    const closed = server.close({ timeout: 1 })
    await server.clock.advance(2_000)
    await closed
  })
  const connect = async (query = '') => {
    const peer = await server.connect(`/ws?${query}`, { protocols })
    expect(await hear(peer)).toMatchObject({ type: 'welcome' })
    return peer
  }
  return { server, logged, connect }
}

const chat = defineChannel('chat', {
  client: { say: text, add: call(number, number) },
  server: { said: text, frame: bytes(text) },
})
const on = { say() {}, add: (_: unknown, more: number) => more + 1 }

describe('what is no route is refused at once, with what to write', () => {
  const shown = defineChannel('shown', { client: {}, server: {}, presence: text })
  test.each([
    [chat, { on: { say() {} } }, '"on" has no handler for "add": on: { add(socket, data) {} }'],
    [chat, { on: { ...on, sya() {} } }, 'has no "sya" of its client\'s; it has: say, add'],
    [chat, { on: { ...on, say: 'no' } }, '"on" has no handler for "say"'],
    [chat, { on: Object.create(on) }, '"on" has no handler for "say"'],
    [chat, { on, onopen() {} }, 'onopen is no option of defineRoute; did you mean'],
    [chat, { on, concurrency: 2 }, 'concurrency is no option of defineRoute; it is one of'],
    [chat, { on, presence: () => 'x' }, 'has no schema for presence'],
    [shown, { on: {} }, 'the route takes presence: (socket) => data'],
    [undefined, { on }, 'defineRoute takes a channel first'],
    [{ name: 'chat' }, { on }, 'defineRoute takes a channel first'],
  ])('%#', (channel, definition, words) => {
    expect(() => defineRoute(channel as AnyChannel, definition as never)).toThrow(words)
  })
})

describe('what a connection keeps', () => {
  const keep = (value: unknown) => keepData(anything, value, 'chat')

  test('is a frozen copy', () => {
    const given = { list: [{ deep: true }], none: null, left: undefined }
    const kept = keep(given) as typeof given
    expect(kept).toEqual({ list: [{ deep: true }], none: null })
    expect([kept, kept.list, kept.list[0]].every(Object.isFrozen)).toBe(true)
    expect(Object.isFrozen(given)).toBe(false)
  })

  test('has names of prototypes like all others', () => {
    expect(JSON.stringify(keep(JSON.parse('{"__proto__":{"a":1}}')))).toBe('{"__proto__":{"a":1}}')
  })

  const circle: { self?: object } = {}
  circle.self = circle
  test.each([
    [new Date(0)],
    [new Map()],
    [() => {}],
    [Symbol('x')],
    [1n],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [{ a: [new Uint8Array(1)] }],
    [[undefined]],
    [new Array(1)],
    [circle],
  ])('is no %s', (value) => {
    expect(() => keep(value)).toThrow('is no JSON')
  })

  test('has 8,192 bytes at most, as UTF-8', () => {
    expect(keep('x'.repeat(8190))).toHaveLength(8190)
    expect(() => keep('x'.repeat(8191))).toThrow(
      new RangeError('the data of route "chat" has 8193 bytes as JSON; a connection keeps at most 8192'),
    )
    expect(() => keep('\u20ac'.repeat(2731))).toThrow(RangeError)
  })

  test('fits its schema, and what does not is not shown', () => {
    expect(() => keepData(object({ user: text }), { user: 12345 }, 'chat')).toThrow(
      /^the data of route "chat" does not fit its schema at "user"$/,
    )
    expect(() => keepData(undefined, {}, 'chat')).toThrow('has no schema')
    expect(() => keepData(text, undefined, 'chat')).toThrow('is missing: upgradeWebSocket(c, route, { data })')
    expect(() =>
      keepData(
        slowly(async () => {}),
        'x',
        'chat',
      ),
    ).toThrow('the schema of "data" answers with a promise')
  })
})

test.each([
  [0, 500],
  [50, 500],
  [100, 1000],
  [1000, 10_000],
  [3000, 30_000],
  [1e6, 30_000],
])('the clients of %i connections come back within %i ms', (connections, ms) => {
  expect(spreadOf(connections)).toBe(ms)
})

describe('what the server says', () => {
  const slow = defineChannel('slow', { client: {}, server: { said: slowly(async () => {}) } })
  const thrown = async (route: ChannelRoute) => {
    const errors: unknown[] = []
    const { server } = await start(route, { onError: (failure) => errors.push(failure) })
    const peer = await server.connect('/ws', { protocols })
    expect((await peer.closed).code).toBe(4500)
    return String(errors)
  }

  test('has a schema that answers at once', async () => {
    const route = defineRoute(slow, { onOpen: (socket) => void socket.send('said', 'x'), on: {} })
    expect(await thrown(route)).toContain('the schema of "said" answers with a promise')
  })

  test('has a name that the channel knows', async () => {
    for (const name of ['siad', 'constructor', '__proto__']) {
      const route = defineRoute(chat, { onOpen: (socket) => void socket.send(name as 'said', 'x'), on })
      expect(await thrown(route)).toBe(
        `TypeError: the server's side of channel "chat" has no "${name}"; it has: said, frame`,
      )
    }
  })

  test('has a body if it is binary', async () => {
    const route = defineRoute(chat, {
      onOpen: (socket) => void socket.send('frame', 'x', 'y' as unknown as ArrayBuffer),
      on,
    })
    expect(await thrown(route)).toContain('"frame" takes a head and a body')
  })

  test('is not looked at with validate: false', async () => {
    const route = defineRoute(chat, {
      validate: false,
      onOpen: (socket) => void socket.send('said', 1 as unknown as string),
      on,
    })
    expect(await hear(await (await start(route)).connect())).toEqual({ type: 'said', data: 1 })
  })
})

test('a channel in the place of its route is told to be one', () => {
  const upgrade = upgradeWebSocket as (...args: unknown[]) => unknown
  const words = 'that is a channel; a route is made of it by defineRoute'
  expect(() => upgrade({ req: {} }, chat, { data: {} })).toThrow(new TypeError(words))
  expect(() => upgrade({ req: {} }, chat)).toThrow(new TypeError(words))
})

describe('a handler', () => {
  test('that holds messages for 10 s is logged, once', async () => {
    const gate = Promise.withResolvers<void>()
    const route = defineRoute(chat, { on: { ...on, say: () => gate.promise } })
    const { server, logged, connect } = await start(route)
    const peer = await connect()
    const slowOnes = () =>
      logged.filter(({ event }) => event === 'handler.slow').map(({ level, message }) => [level, message])
    peer.send('{"type":"say","data":"x"}')
    await server.clock.advance(20_000)
    expect(slowOnes()).toEqual([])
    for (const id of [1, 2]) peer.send(`{"type":"add","id":${id},"data":1}`)
    await server.clock.advance(9_999)
    expect(slowOnes()).toEqual([])
    await server.clock.advance(20_000)
    expect(slowOnes()).toEqual([
      ['warn', expect.stringMatching(/^chat \(connection .+\): "say" has held 2 messages for 10000 ms/)],
    ])
    gate.resolve()
    expect([await hear(peer), await hear(peer)]).toEqual([1, 2].map((id) => ({ type: 'reply', id, data: 2 })))
    await server.clock.advance(20_000)
    expect(slowOnes()).toHaveLength(1)
  })

  test('is onOpen too, which the log calls by its name', async () => {
    const gate = Promise.withResolvers<void>()
    const { server, logged, connect } = await start(defineRoute(chat, { onOpen: () => gate.promise, on }))
    const peer = await connect()
    peer.send('{"type":"say","data":"x"}')
    await server.clock.advance(20_000)
    expect(logged.filter(({ event }) => event === 'handler.slow').map(({ message }) => message)).toEqual([
      expect.stringMatching(/: onOpen has held 1 message for 10000 ms; they wait/),
    ])
    gate.resolve()
  })

  test('that is none is not logged: what waits behind onOpen waits for that', async () => {
    const gate = Promise.withResolvers<void>()
    const { server, logged, connect } = await start(defineRoute(chat, { onOpen: () => gate.promise, on }))
    const peer = await connect()
    peer.send('{"type":"say","data":"x"}')
    gate.resolve()
    await server.clock.advance(30_000)
    expect(logged.filter(({ event }) => event === 'handler.slow')).toEqual([])
  })

  test('gets what the server has at hand', async () => {
    const route = defineRoute<{ readonly db: string }>()(chat, {
      onOpen: (socket) => void socket.send('said', socket.env.db),
      on,
    })
    expect(await hear(await (await start(route, { env: { db: 'mine' } })).connect())).toEqual({
      type: 'said',
      data: 'mine',
    })
  })

  test('is not made for a call that is cancelled while its schema looks at it', async () => {
    const gate = Promise.withResolvers<void>()
    const made: string[] = []
    const channel = defineChannel('late', {
      client: {
        late: call(
          slowly(() => gate.promise),
          anything,
        ),
      },
      server: {},
    })
    const route = defineRoute(channel, { on: { late: (_, data) => made.push(data) } })
    const { server, connect } = await start(route)
    const peer = await connect()
    peer.send('{"type":"late","id":1,"data":"x"}')
    await server.clock.advance(0)
    peer.send('{"type":"cancel","id":1}')
    expect(await hear(peer)).toEqual(error('cancelled', { id: 1 }))
    gate.resolve()
    await server.clock.advance(0)
    expect(made).toEqual([])
  })
})

describe('presence', () => {
  const people = defineChannel('people', { client: { become: text }, server: {}, presence: text })
  const route = defineRoute(people, {
    data: text,
    presence: ({ data }) => data,
    on: {
      become(socket, next) {
        socket.data = next
      },
    },
  })

  const named = { data: 'x' as unknown as object }
  const idOf = async (peer: Peer): Promise<string> => {
    const { data } = (await hear(peer)) as { data: { members: { id: string }[] } }
    return data.members.at(-1)?.id ?? ''
  }
  /** Whom a connection hears of, and what; then the pong that it has asked for. */
  const heard = async (peer: Peer): Promise<unknown[]> => {
    const all: unknown[] = []
    peer.send('{"type":"ping"}')
    for (;;) {
      const told = (await hear(peer)) as { type: string }
      if (told.type === 'pong') return all
      all.push(told)
    }
  }

  test('lists a hundred, and counts the others, once a second', async () => {
    const { server, connect } = await start(route, named)
    const first = await connect()
    for (let index = 0; index < 104; index++) await connect()
    const listed = (await hear(await connect('key=last'))) as { data: { members: unknown[]; count: number } }
    expect([listed.data.members.length, listed.data.count]).toEqual([100, 106])
    await heard(first)
    await server.clock.advance(1_000)
    expect(await heard(first)).toEqual([{ type: 'presence', data: { members: expect.any(Array), count: 106 } }])
    for (let index = 0; index < 5; index++) await connect()
    expect(await heard(first)).toEqual([])
    await server.clock.advance(1_000)
    expect(await heard(first)).toEqual([{ type: 'presence', data: { count: 111 } }])
  })

  test('lists one more as soon as another one leaves', async () => {
    const { server, connect } = await start(route, named)
    const peers = [await connect(), await connect()]
    for (let index = 0; index < 100; index++) await connect()
    await server.clock.advance(1_000)
    await heard(peers[0] as Peer)
    peers[1]?.close(1000)
    await server.clock.advance(2_000 + 1_020 + 1_000)
    expect(await heard(peers[0] as Peer)).toEqual([
      { type: 'left', data: { id: expect.any(String), count: 101 } },
      { type: 'joined', data: { id: expect.any(String), data: 'x', count: 101 } },
    ])
  })

  test('of more than 1 KiB is told to onError, and not to the room', async () => {
    const { connect, logged } = await start(route, named)
    const [ada, bob] = [await connect('key=ada'), await connect('key=bob')]
    await hear(ada)
    const id = await idOf(bob)
    await hear(ada)
    bob.send(JSON.stringify({ type: 'become', data: 'y'.repeat(1100) }))
    bob.send(JSON.stringify({ type: 'become', data: 'z' }))
    for (const peer of [ada, bob])
      expect(await hear(peer)).toEqual({ type: 'joined', data: { id, data: 'z', count: 2 } })
    expect(logged.map(({ error: failure }) => String(failure))).toContain(
      'RangeError: presence() shows 1102 bytes as JSON; it takes at most 1024',
    )
  })

  test('that was too much at first is told as soon as it fits, and until then who shows nothing sees the others', async () => {
    const { connect } = await start(route, { data: 'y'.repeat(1100) as unknown as object })
    const peer = await connect()
    expect(await hear(peer)).toEqual({ type: 'presence', data: { members: [], count: 0 } })
    peer.send(JSON.stringify({ type: 'become', data: 'z' }))
    expect(await hear(peer)).toEqual({ type: 'joined', data: { id: expect.any(String), data: 'z', count: 1 } })
  })

  test('shows nobody the key or the id of another one, and a key that equals an id is nobody else', async () => {
    const { server, connect } = await start(route, named)
    const peer = await server.connect('/ws', { protocols })
    const { id } = (await hear(peer)) as { id: string }
    const first = await idOf(peer)
    const other = await connect(`key=${id}`)
    const second = await idOf(other)
    expect(new Set([id, first, second]).size).toBe(3)
    expect(await hear(peer)).toEqual({ type: 'joined', data: { id: second, data: 'x', count: 2 } })
  })

  test('who is back within two seconds and the spread was never away', async () => {
    const { server, connect } = await start(route, named)
    const ada = await connect('key=ada')
    const bob = await connect('key=bob')
    await hear(ada)
    const id = await idOf(bob)
    await hear(ada)
    bob.terminate()
    await server.clock.advance(2_499)
    const again = await connect('key=bob')
    expect(await idOf(again)).toBe(id)
    await server.clock.advance(60_000)
    expect(await heard(ada)).toEqual([])
    again.terminate()
    await server.clock.advance(2_499)
    expect(await heard(ada)).toEqual([])
    await server.clock.advance(1)
    expect(await heard(ada)).toEqual([{ type: 'left', data: { id, count: 1 } }])
  })

  test('nobody has left a room whose connections were all cut and come back, but who does not come back', async () => {
    const { server, connect } = await start(route, named)
    const cut = [await connect('key=ada'), await connect('key=bob'), await connect('key=cyd')]
    const ids = await Promise.all(cut.map(idOf))
    for (const peer of cut) peer.terminate()
    await server.clock.advance(2_000)
    const ada = await connect('key=ada')
    const list = (await hear(ada)) as { data: { members: { id: string }[]; count: number } }
    expect([list.data.members.map(({ id }) => id), list.data.count]).toEqual([ids, 3])
    expect(await hear(await connect('key=bob'))).toEqual(list)
    await server.clock.advance(499)
    expect(await heard(ada)).toEqual([])
    await server.clock.advance(1)
    expect(await heard(ada)).toEqual([{ type: 'left', data: { id: ids[2], count: 2 } }])
  })

  test('a room that is empty for long has forgotten who was there', async () => {
    const { server, connect } = await start(route, named)
    const first = await connect('key=ada')
    const id = await idOf(first)
    first.terminate()
    await server.clock.advance(2_500)
    const again = await connect('key=ada')
    const list = (await hear(again)) as { data: { members: { id: string }[]; count: number } }
    expect([list.data.count, list.data.members[0]?.id === id]).toEqual([1, false])
  })

  test('knows nobody who has left, whatever is still done with the data of that connection', async () => {
    const late = Promise.withResolvers<void>()
    const restless = defineRoute(people, {
      data: text,
      presence: ({ data }) => data,
      token: {
        from: 'protocol',
        async verify(token) {
          if (token === 'late') await late.promise
          return { data: token }
        },
      },
      onClose(socket) {
        socket.data = 'a ghost'
      },
      on: { become() {} },
    })
    const { server } = await start(restless)
    const enter = async (name: string) => {
      const peer = await server.connect('/ws', { protocols: ['jackfield.1', `bearer.${name}`] })
      await hear(peer)
      return peer
    }
    const ada = await enter('ada')
    const bob = await enter('bob')
    await heard(ada)
    bob.send('{"type":"token","id":1,"data":"late"}')
    bob.terminate()
    await server.clock.advance(2_500)
    expect(await heard(ada)).toMatchObject([{ type: 'left', data: { count: 1 } }])
    late.resolve()
    await server.clock.advance(60_000)
    expect(await heard(ada)).toEqual([])
    expect(await hear(await enter('cyd'))).toMatchObject({ data: { count: 2 } })
  })

  test('waits for nobody without a key, and not for long for who is told to stay away', async () => {
    const { server, connect } = await start(route, named)
    const [ada, nobody, bob] = [await connect(), await connect(), await connect('key=bob')]
    await heard(ada)
    nobody.terminate()
    await server.clock.advance(0)
    expect(await heard(ada)).toMatchObject([{ type: 'left', data: { count: 2 } }])
    bob.close(1000)
    await server.clock.advance(1_999)
    expect(await heard(ada)).toEqual([])
    await server.clock.advance(1)
    expect(await heard(ada)).toMatchObject([{ type: 'left', data: { count: 1 } }])
  })

  test('of one with two connections is what the one has shown that is still there', async () => {
    const { server, connect } = await start(route, named)
    const ada = await connect('key=ada')
    const [one, other] = [await connect('key=bob'), await connect('key=bob')]
    for (const [peer, data] of [
      [one, 'one'],
      [other, 'other'],
    ] as const) {
      peer.send(JSON.stringify({ type: 'become', data }))
      await heard(peer)
    }
    await heard(ada)
    other.close(1000)
    await server.clock.advance(0)
    expect(await heard(ada)).toMatchObject([{ type: 'joined', data: { data: 'one', count: 2 } }])
  })

  test('is what was checked, whatever becomes of the object that the app has answered with', async () => {
    const shown: { name: string; more?: unknown } = { name: 'ada' }
    const channel = defineChannel('changing', { client: {}, server: {}, presence: anything })
    const { connect } = await start(defineRoute(channel, { presence: () => shown, on: {} }))
    await connect()
    shown.more = 1n
    shown.name = 'x'.repeat(10_000)
    expect(await hear(await connect())).toMatchObject({ data: { members: [{ data: { name: 'ada' } }], count: 1 } })
  })

  test('is nothing of who shows nothing, from the beginning or from now on', async () => {
    const hiding = defineRoute(people, {
      data: text,
      presence: ({ data }) => (data === 'hidden' ? undefined : data),
      on: { become: (socket, next) => void (socket.data = next) },
    })
    const { connect } = await start(hiding, { data: 'hidden' as unknown as object })
    const [ada, bob] = [await connect(), await connect()]
    for (const peer of [ada, bob])
      expect(await hear(peer)).toEqual({ type: 'presence', data: { members: [], count: 0 } })
    bob.send('{"type":"become","data":"bob"}')
    bob.send('{"type":"become","data":"hidden"}')
    await heard(bob)
    const id = expect.any(String)
    expect(await heard(ada)).toEqual([
      { type: 'joined', data: { id, data: 'bob', count: 1 } },
      { type: 'left', data: { id, count: 0 } },
    ])
  })

  test('is told in at most 16 KiB, whatever it is written in', async () => {
    const { server, connect } = await start(route, { data: '語'.repeat(300) as unknown as object })
    for (let index = 0; index < 40; index++) await connect()
    await server.clock.advance(1_000)
    const told = String(await (await connect()).next())
    expect(JSON.parse(told)).toMatchObject({ type: 'presence', data: { count: 41 } })
    expect(new TextEncoder().encode(told).length).toBeLessThanOrEqual(16_384)
  })

  test('is told as the changes, or as the whole list where that is shorter', async () => {
    const { server, connect } = await start(route, named)
    const peers: Peer[] = []
    for (let index = 0; index < 101; index++) peers.push(await connect())
    await server.clock.advance(2_000)
    const [ada, ...others] = peers
    if (!ada) throw new Error('nobody is there')
    await heard(ada)
    const rename = async (many: number, data: string) => {
      for (const peer of others.slice(0, many)) peer.send(JSON.stringify({ type: 'become', data }))
      await server.clock.advance(1_000)
      return ((await heard(ada)) as { type: string }[]).map(({ type }) => type)
    }
    expect(await rename(11, 'a')).toEqual(Array(11).fill('joined'))
    expect(await rename(99, 'b')).toEqual(['presence'])
  })

  test('is told at most so often, and then all together', async () => {
    const { server, connect } = await start(route, named)
    const [ada, bob] = [await connect(), await connect()]
    for (let index = 0; index < 200; index++) bob.send(JSON.stringify({ type: 'become', data: String(index) }))
    expect((await heard(ada)).length).toBeLessThan(25)
    await server.clock.advance(1_000)
    expect(await heard(ada)).toEqual([{ type: 'joined', data: { id: expect.any(String), data: '199', count: 2 } }])
  })

  test('that a slow reader has missed is told again as a whole, and what it has asked for at once', async () => {
    const clock = new Clock()
    const wall = defineRoute(people, {
      slowReader: 'latest',
      maxBufferedBytes: 1_000,
      presence: () => 'x',
      on: { become() {} },
    })
    const app = new Hono().get('/ws', (c) => upgradeWebSocket(c, wall, { key: c.req.query('key') }))
    const router = createRouter(app, platformOn(clock), { log: () => {} })
    let waiting = 0
    class SlowTransport extends MemoryTransport {
      override get bufferedAmount(): number {
        return waiting
      }
      override send(frame: unknown): SendResult {
        super.send(frame)
        return 'queued'
      }
    }
    const connect = async (key: string, Kind: typeof MemoryTransport) => {
      const request = new Request(`http://example.com/ws?key=${key}`, {
        headers: { ...handshakeHeaders(), 'sec-websocket-protocol': 'jackfield.1' },
      })
      const intake = { request, remoteAddress: '192.0.2.7', encrypted: false }
      const { connection } = (await router.handle(intake, {})) as Upgrade
      const peer = new MemoryPeer(101, new Headers(), '', 'jackfield.1')
      const transport = new Kind(connection, peer, 'jackfield.1', true)
      peer.join(transport)
      void connection.opened(transport)
      return peer
    }
    const ada = await connect('ada', SlowTransport)
    expect([await hear(ada), await hear(ada)]).toMatchObject([{ type: 'welcome' }, { type: 'presence' }])
    waiting = 1_500
    ada.send('{"type":"ping"}')
    await connect('bob', MemoryTransport)
    await connect('cyd', MemoryTransport)
    await clock.advance(10_000)
    expect(await hear(ada)).toEqual({ type: 'pong', spread: 500 })
    waiting = 0
    await clock.advance(1_000)
    expect(await hear(ada)).toEqual({
      type: 'presence',
      data: { members: [1, 2, 3].map(() => ({ id: expect.any(String), data: 'x' })), count: 3 },
    })
    waiting = 2_000
    for (let pings = 0; pings < 2; pings++) ada.send('{"type":"ping"}')
    expect((await ada.closed).code).toBe(4431)
    closeDesk(router as unknown as Desk)
  })

  test('of who has a key or none; nobody is said to leave when the server ends', async () => {
    const { server, connect } = await start(route, named)
    const peer = await connect()
    const first = await idOf(peer)
    const other = await connect('key=ada')
    const second = await idOf(other)
    expect(await hear(peer)).toEqual({ type: 'joined', data: { id: second, data: 'x', count: 2 } })
    expect(first).not.toBe(second)
    const closed = server.close({ timeout: 100 })
    for (const one of [peer, other]) {
      expect((await one.closed).code).toBe(1001)
      await expect(one.next()).rejects.toThrow('the connection is over')
    }
    await server.clock.advance(200)
    await closed
  })

  test('as the schema makes it, and the numbers, are at hand for handlers and for the server', async () => {
    const trimmed: StandardSchemaV1<string> = {
      '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: String(value).toUpperCase() }) },
    }
    const channel = defineChannel('crowd', {
      client: { look: call(anything, anything) },
      server: {},
      presence: trimmed,
    })
    const crowd = defineRoute(channel, {
      presence: () => 'ada',
      onOpen: (socket) => socket.key && socket.subscribe('known'),
      on: {
        look: async (socket) => [
          await socket.count(),
          await socket.count('known'),
          (await socket.list('known')).map(({ presence }) => presence),
        ],
      },
    })
    const { server, connect } = await start(crowd)
    const peer = await connect('key=ada')
    await connect()
    expect(await server.count({ route: crowd })).toBe(2)
    expect((await server.list({ route: crowd })).map(({ key }) => key)).toEqual(['ada', undefined])
    await heard(peer)
    peer.send('{"type":"look","id":1,"data":1}')
    expect(await hear(peer)).toEqual({ type: 'reply', id: 1, data: [2, 1, ['ADA']] })
  })
})

describe('what goes wrong', () => {
  test.each([
    [new JackfieldError('banned', 'stay away'), 4403, 'banned'],
    [new JackfieldError('busy', 'come back', { retryable: true }), 4500, 'busy'],
    [new JackfieldError('x'.repeat(200), 'too long for a close frame'), 4500, 'internal error'],
    [new JackfieldError('\ud800', 'no text'), 4500, 'internal error'],
    [new Error('any other'), 4500, 'internal error'],
  ])('in onOpen ends the connection, with the code of the app if it has one: %s', async (failure, code, reason) => {
    const route = defineRoute(chat, {
      onOpen() {
        throw failure
      },
      on,
    })
    const { server } = await start(route)
    const peer = await server.connect('/ws', { protocols })
    expect(await peer.closed).toMatchObject({ code, reason })
  })

  test('with one message is not with a call whose id it has: that can still be cancelled', async () => {
    const [gate, ran] = [Promise.withResolvers<void>(), [] as number[]]
    const route = defineRoute(chat, {
      on: {
        async say() {
          await gate.promise
          throw new Error('it fails')
        },
        add: (_, more) => ran.push(more),
      },
    })
    const { server, connect } = await start(route)
    const peer = await connect()
    peer.send('{"type":"say","id":1,"data":"x"}')
    peer.send('{"type":"add","id":1,"data":2}')
    await server.clock.advance(0)
    gate.resolve()
    peer.send('{"type":"cancel","id":1}')
    const told = [await hear(peer), await hear(peer)]
    expect(told).toEqual(expect.arrayContaining([error('cancelled', { id: 1 }), error('internal', { id: 1 })]))
    await server.clock.advance(0)
    expect(ran).toEqual([])
  })

  test('is not that a client makes many calls: it is told of each, and may go on', async () => {
    const route = defineRoute(chat, { maxCalls: 1, maxFaults: 1, on: { ...on, add: () => new Promise(() => {}) } })
    const { connect } = await start(route)
    const peer = await connect()
    for (let id = 0; id < 10; id++) peer.send(JSON.stringify({ type: 'add', id, data: 1 }))
    for (let id = 1; id < 10; id++) expect(await hear(peer)).toEqual(error('too_many_calls', { id, retryable: true }))
    peer.send('{"type":"ping"}')
    expect(await hear(peer)).toMatchObject({ type: 'pong' })
  })

  test.each([
    ['of its connection', false],
    ['that the app has made', true],
  ])('with a schema that takes too long is not handled behind the end %s', async (_, isOurs) => {
    const gate = Promise.withResolvers<void>()
    const seen: unknown[] = []
    const channel = defineChannel('late', { client: { say: slowly(() => gate.promise) }, server: {} })
    const route = defineRoute(channel, {
      handlerTimeout: 100,
      onClose: () => void seen.push('close'),
      on: { say: (_, said) => void seen.push(said) },
    })
    const { server, connect } = await start(route)
    const peer = await connect()
    peer.send('{"type":"say","data":"x"}')
    await server.clock.advance(0)
    if (isOurs) server.disconnect({ route: 'late' })
    else peer.terminate()
    await server.clock.advance(isOurs ? 0 : 200)
    gate.resolve()
    await server.clock.advance(0)
    expect(seen).toEqual(['close'])
  })

  test('in onError is told to the server, and not to onError again', async () => {
    for (const isLate of [false, true]) {
      const told: unknown[] = []
      const route = defineRoute(chat, {
        async onError(socket, failure) {
          told.push(failure)
          if (isLate) await undefined
          socket.send('said', 1 as unknown as string)
        },
        on: { ...on, say: (socket) => void socket.send('said', 2 as unknown as string) },
      })
      const { server, connect, logged } = await start(route)
      const peer = await connect()
      peer.send('{"type":"say","data":"x"}')
      await server.clock.advance(0)
      expect(told).toHaveLength(1)
      expect(logged.filter(({ event }) => event === 'handler.failed')).toHaveLength(2)
    }
  })

  test('in the library is nothing that a client is told; of the app all that it says', async () => {
    const words = (failure: Error) => {
      throw failure
    }
    const failures: Record<string, () => unknown> = {
      ours: () => words(new JackfieldError('topics_unavailable', 'a secret')),
      later: () => words(new JackfieldError('busy', 'come back', { retryable: true })),
      never: () => words(new JackfieldError('not_yours', 'ask its owner')),
      known: () => words(new JackfieldError('overloaded', 'too much')),
    }
    const channel = defineChannel('failing', { client: { fail: call(text, anything) }, server: {} })
    const { connect } = await start(defineRoute(channel, { on: { fail: (_, how) => failures[how]?.() } }))
    const peer = await connect()
    const fail = async (how: string) => {
      peer.send(JSON.stringify({ type: 'fail', id: how, data: how }))
      return hear(peer)
    }
    expect(await fail('ours')).toEqual(error('internal', { id: 'ours', message: 'the server failed' }))
    const told = [await fail('later'), await fail('never'), await fail('known')]
    expect(told).toEqual([
      error('busy', { id: 'later', message: 'come back', retryable: true }),
      error('not_yours', { id: 'never', message: 'ask its owner', retryable: false }),
      error('overloaded', { id: 'known', message: 'too much', retryable: true }),
    ])
  })

  test.each([2, 3])('with a frame of %i bytes is answered, however little a message may have', async (size) => {
    const { connect, logged } = await start(defineRoute(chat, { maxMessage: 1, on }))
    const peer = await connect()
    peer.send(new Uint8Array(size))
    expect(await hear(peer)).toEqual(error('bad_binary', { retryable: false }))
    expect(logged.filter(({ event }) => event === 'handler.failed')).toEqual([])
  })

  test('is told by what has failed: a message, a hook, a schema', async () => {
    const boom = () => {
      throw new Error('boom')
    }
    const misfit = 7 as unknown as string
    const failing = { ...text, '~standard': { ...text['~standard'], validate: boom } }
    const channel = defineChannel('words', {
      client: { 'say/aloud': text, later: text, odd: failing, add: call(number, number) },
      server: { said: text },
      presence: text,
    })
    const route = defineRoute(channel, {
      presence: () => misfit,
      onOpen: (socket) => void socket.send('said', misfit),
      onClose: boom,
      on: {
        'say/aloud': boom,
        later: async () => boom(),
        odd() {},
        add: () => 'one' as unknown as number,
      },
    })
    const { server, connect, logged } = await start(route)
    const peer = await connect()
    for (const type of ['say/aloud', 'later', 'odd', 'add'])
      peer.send(JSON.stringify({ type, id: 1, data: type === 'add' ? 1 : 'x' }))
    await server.clock.advance(0)
    peer.close(1000)
    await server.clock.advance(0)
    const told = logged.filter(({ event }) => event === 'handler.failed').map(({ message }) => message)
    expect(told.map((message) => message.replace(/ \(connection .+\)$/, ''))).toEqual([
      'presence of words',
      'sending "said" of words',
      '"say/aloud" of words',
      '"later" of words',
      'the schema of "odd" of words',
      '"add" of words',
      'onClose of words',
    ])
  })

  test('is not that a handler stops when its peer has left', async () => {
    const stopped = Promise.withResolvers<void>()
    const route = defineRoute(chat, {
      on: {
        ...on,
        say: (socket) =>
          new Promise((_, reject) => {
            socket.signal.addEventListener('abort', () => {
              reject(socket.signal.reason)
              stopped.resolve()
            })
          }),
      },
    })
    const { server, logged, connect } = await start(route)
    const peer = await connect()
    peer.send('{"type":"say","data":"x"}')
    await server.clock.advance(0)
    peer.terminate()
    await stopped.promise
    await server.clock.advance(0)
    expect(logged.filter(({ event }) => event === 'handler.failed')).toEqual([])
  })

  test('with what a connection keeps keeps its handlers from it', async () => {
    const seen: unknown[] = []
    const route = defineRoute(chat, {
      data: object({ user: text }),
      token: { from: 'message', verify: () => ({ data: { user: 7 as unknown as string } }) },
      onOpen: () => void seen.push('open'),
      onClose: () => void seen.push('close'),
      onError: (socket) => void seen.push(socket.data),
      on,
    })
    const { server } = await start(route)
    const peer = await server.connect('/ws', { protocols })
    peer.send('{"type":"token","data":"x"}')
    expect((await peer.closed).code).toBe(4500)
    await server.clock.advance(0)
    expect(seen).toEqual([undefined])
  })
})

describe('a server that has no room', () => {
  const route = defineRoute(chat, { on })
  const ask = async (server: MemoryServer) => {
    const answer = await server.fetch('/ws?jackfield-protocols=jackfield.1', {
      headers: { accept: 'application/json' },
    })
    return [answer.status, ((await answer.json()) as { code: string }).code]
  }

  test('says so to a plain GET as it would to a handshake', async () => {
    const { server, connect } = await start(route, { maxConnections: { total: 1, perAddress: 1 } })
    expect(await ask(server)).toEqual([426, 'upgrade_required'])
    const peer = await connect()
    expect(await ask(server)).toEqual([503, 'server_full'])
    expect((await server.connect('/ws', { protocols })).status).toBe(503)
    peer.close(1000)
    await server.clock.advance(0)
    expect(await ask(server)).toEqual([426, 'upgrade_required'])
  })

  test('for one address', async () => {
    const { server, connect } = await start(route, { maxConnections: { total: 9, perAddress: 1 } })
    await connect()
    expect(await ask(server)).toEqual([429, 'too_many'])
  })

  test('as it leaves', async () => {
    const gate = Promise.withResolvers<void>()
    const { server, connect } = await start(defineRoute(chat, { on: { ...on, say: () => gate.promise } }))
    const peer = await connect()
    peer.send('{"type":"say","data":"x"}')
    await server.clock.advance(0)
    const closed = server.close({ timeout: 1_000 })
    expect(await ask(server)).toEqual([503, 'draining'])
    gate.resolve()
    await peer.closed
    await closed
  })
})

test('names that a client has chosen too long are refused, and no failure of the app', async () => {
  const route = defineRoute(chat, { on })
  const app = new Hono().get('/:room', (c) =>
    upgradeWebSocket(c, route, { room: c.req.param('room'), key: c.req.query('key') }),
  )
  const server = await serve(app, { log: () => {} })
  onTestFinished(() => server.close())
  const status = async (path: string) => (await server.connect(path, { protocols })).status
  expect([await status(`/${'r'.repeat(512)}?key=${'k'.repeat(256)}`), await status(`/${'r'.repeat(513)}`)]).toEqual([
    101, 414,
  ])
  const wide = (times: number) => status(`/${encodeURIComponent('語'.repeat(times))}`)
  expect([await wide(170), await wide(171)]).toEqual([101, 414])
  expect([await status(`/r?key=${'k'.repeat(257)}`), await status(`/r?${'q'.repeat(2048)}`)]).toEqual([414, 414])
})

test('close without a code is 1000, after which a client stays away', async () => {
  const route = defineRoute(chat, { on: { ...on, say: (socket) => socket.close() } })
  const peer = await (await start(route)).connect()
  peer.send('{"type":"say","data":"x"}')
  expect((await peer.closed).code).toBe(1000)
})

test('broadcast reaches all others of the room', async () => {
  const route = defineRoute(chat, { on: { ...on, say: (socket, line) => void socket.broadcast('said', line) } })
  const { connect } = await start(route)
  const [ada, bob] = [await connect(), await connect()]
  ada.send('{"type":"say","data":"hello"}')
  ada.send('{"type":"ping"}')
  expect(await hear(bob)).toEqual({ type: 'said', data: 'hello' })
  expect(await hear(ada)).toMatchObject({ type: 'pong' })
})

describe('a token', () => {
  const data = object({ user: text })
  const guarded = (from: 'message' | 'protocol', granted: object = { data: { user: 'ada' } }) =>
    defineRoute(chat, {
      data,
      token: {
        from,
        verify: (token, { env }) =>
          token === (env as { token: string }).token ? { key: 'ada', ...granted } : undefined,
      },
      onOpen: (socket) => void socket.send('said', `${socket.key} ${socket.data.user}`),
      on,
    })
  const env = { token: 'secret' }

  test('is asked for within 5 s', async () => {
    const { server } = await start(guarded('message'), { env })
    const peer = await server.connect('/ws', { protocols })
    await server.clock.advance(5_000)
    expect((await peer.closed).code).toBe(4401)
  })

  test('whose grant is wrong in part changes nothing', async () => {
    const route = defineRoute(chat, {
      data: text,
      token: {
        from: 'protocol',
        verify: (token) => ({ data: token, expiresAt: token === 'first' ? undefined : Number.NaN }),
      },
      on: { ...on, say: (socket) => void socket.send('said', socket.data) },
    })
    const { server } = await start(route)
    const peer = await server.connect('/ws', { protocols: ['jackfield.1', 'bearer.first'] })
    await hear(peer)
    peer.send('{"type":"token","id":1,"data":"second"}')
    expect(await hear(peer)).toEqual(error('internal', { id: 1 }))
    peer.send('{"type":"say","data":"x"}')
    expect(await hear(peer)).toEqual({ type: 'said', data: 'first' })
  })

  test('that was cancelled changes nothing', async () => {
    const gate = Promise.withResolvers<void>()
    const route = defineRoute(chat, {
      data: text,
      token: {
        from: 'protocol',
        async verify(token) {
          if (token === 'late') await gate.promise
          return { data: token }
        },
      },
      on: { ...on, say: (socket) => void socket.send('said', socket.data) },
    })
    const { server } = await start(route)
    const peer = await server.connect('/ws', { protocols: ['jackfield.1', 'bearer.first'] })
    await hear(peer)
    peer.send('{"type":"token","id":1,"data":"late"}')
    peer.send('{"type":"cancel","id":1}')
    expect(await hear(peer)).toEqual(error('cancelled', { id: 1 }))
    gate.resolve()
    await server.clock.advance(0)
    peer.send('{"type":"say","data":"x"}')
    expect(await hear(peer)).toEqual({ type: 'said', data: 'first' })
  })

  test('is renewed by one call at a time, with an id of its own, and is as short as the first', async () => {
    const gate = Promise.withResolvers<void>()
    const verified: number[] = []
    const route = defineRoute(chat, {
      token: {
        from: 'protocol',
        async verify({ length }) {
          verified.push(length)
          if (verified.length > 1) await gate.promise
          return {}
        },
      },
      on: { ...on, add: () => gate.promise.then(() => 3) },
    })
    const { server } = await start(route)
    const peer = await server.connect('/ws', { protocols: ['jackfield.1', 'bearer.first'] })
    await hear(peer)
    const show = (id: number, data: string) => peer.send(JSON.stringify({ type: 'token', id, data }))
    peer.send('{"type":"add","id":1,"data":2}')
    show(1, 'ab')
    expect(await hear(peer)).toEqual(error('duplicate_id', { id: 1 }))
    show(2, 'abc')
    show(3, 'abcd')
    expect(await hear(peer)).toEqual(error('too_many_calls', { id: 3 }))
    gate.resolve()
    const answers = [await hear(peer), await hear(peer)]
    expect(answers).toEqual(
      expect.arrayContaining([
        { type: 'reply', id: 1, data: 3 },
        { type: 'reply', id: 2 },
      ]),
    )
    show(4, 'x'.repeat(8_193))
    expect(await hear(peer)).toEqual(error('unauthorized', { id: 4 }))
    show(5, 'x'.repeat(8_192))
    expect(await hear(peer)).toEqual({ type: 'reply', id: 5 })
    expect(verified).toEqual([5, 3, 8_192])
  })

  test('is never in the log, however the app fails at it', async () => {
    const route = defineRoute(chat, {
      token: {
        from: 'message',
        verify(token) {
          if (token.startsWith('bad')) throw new Error(`cannot parse ${token}`)
          return {}
        },
      },
      on,
    })
    const { server, logged } = await start(route)
    const door = await server.connect('/ws', { protocols })
    door.send('{"type":"token","data":"bad-s3cr3t"}')
    expect((await door.closed).code).toBe(4500)
    const peer = await server.connect('/ws', { protocols })
    peer.send('{"type":"token","data":"good"}')
    await hear(peer)
    peer.send('{"type":"token","id":1,"data":"bad-s3cr3t"}')
    expect(await hear(peer)).toEqual(error('internal', { id: 1 }))
    const failures = logged
      .filter(({ event }) => event === 'handler.failed')
      .map(({ error: failure }) => String(failure))
    expect(failures).toEqual([1, 2].map(() => expect.stringContaining('cannot parse [redacted]')))
    expect(JSON.stringify(logged)).not.toContain('s3cr3t')
  })

  test('that grants no date takes back none', async () => {
    const channel = defineChannel('dated', { client: { date: call(anything, anything) }, server: {} })
    const route = defineRoute(channel, {
      token: { from: 'message', verify: (token) => (token === 'later' ? { expiresAt: 5e12 } : {}) },
      on: { date: ({ expiresAt }) => expiresAt },
    })
    const app = new Hono().get('/ws', (c) => upgradeWebSocket(c, route, { expiresAt: 4e12 }))
    const server = await serve(app, { log: () => {} })
    onTestFinished(() => server.close({ timeout: 1 }))
    const peer = await server.connect('/ws', { protocols })
    peer.send('{"type":"token","data":"first"}')
    await hear(peer)
    const dates: unknown[] = []
    for (const token of ['none', 'later', 'none']) {
      peer.send(JSON.stringify({ type: 'token', id: 1, data: token }))
      await hear(peer)
      peer.send('{"type":"date","id":2,"data":1}')
      dates.push(((await hear(peer)) as { data: unknown }).data)
    }
    expect(dates).toEqual([4e12, 5e12, 5e12])
  })

  test('among the subprotocols lets in, and is not the one that is agreed on', async () => {
    const { server } = await start(guarded('protocol'), { env })
    const peer = await server.connect('/ws', { protocols: ['bearer.secret', 'jackfield.1'] })
    expect([peer.protocol, ((await hear(peer)) as { type: string }).type]).toEqual(['jackfield.1', 'welcome'])
    expect(await hear(peer)).toEqual({ type: 'said', data: 'ada ada' })
    expect((await server.connect('/ws', { protocols: ['bearer.bad', 'jackfield.1'] })).status).toBe(401)
  })

  test('that grants a key of more than 256 bytes of JSON lets nobody in', async () => {
    const ended = async (from: 'message' | 'protocol', key: string) => {
      const { server } = await start(defineRoute(chat, { token: { from, verify: () => ({ key }) }, on }))
      const peer = await server.connect('/ws', { protocols: ['bearer.x', 'jackfield.1'] })
      if (peer.status !== 101) return peer.status
      peer.send('{"type":"token","data":"x"}')
      return peer.next().then(
        () => 'in',
        async () => (await peer.closed).reason,
      )
    }
    const keys = ['k'.repeat(256), '\u0001'.repeat(42), '\u0001'.repeat(43), '語'.repeat(85), '語'.repeat(86)]
    expect(await Promise.all(keys.map((key) => ended('protocol', key)))).toEqual(['in', 'in', 500, 'in', 500])
    expect(await Promise.all(keys.map((key) => ended('message', key)))).toEqual([
      'in',
      'in',
      'internal error',
      'in',
      'internal error',
    ])
  })

  test('that grants what does not fit, or nothing where something is needed, lets nobody in', async () => {
    for (const granted of [{ data: { user: 1 } }, {}]) {
      const { server } = await start(guarded('message', granted), { env })
      const peer = await server.connect('/ws', { protocols })
      peer.send('{"type":"token","data":"secret"}')
      expect((await peer.closed).code).toBe(4500)
      await expect(peer.next()).rejects.toThrow()
    }
  })
})

describe('publish', () => {
  const route = defineRoute(chat, { onOpen: (socket) => socket.subscribe('lines'), on })

  test('of the server, to all or to a topic', async () => {
    const { server, connect } = await start(route)
    const peer = await connect()
    expect(server.publish({ route }, 'said', 'all')).toEqual({ sent: 1, dropped: 0 })
    expect(server.publish({ route, topic: 'lines' }, 'frame', 'door', new Uint8Array([7]))).toEqual({
      sent: 1,
      dropped: 0,
    })
    expect(await hear(peer)).toEqual({ type: 'said', data: 'all' })
    expect(new Uint8Array((await peer.next()) as ArrayBuffer).at(-1)).toBe(7)
    expect(server.publish({ route, room: 'other' }, 'said', 'nobody')).toEqual({ sent: 0, dropped: 0 })
  })

  test('throws for what does not fit, and for no topic', async () => {
    const { server } = await start(route)
    expect(() => server.publish({ route }, 'said', 12345 as unknown as string)).toThrow(
      '"said" of channel "chat" does not fit',
    )
    expect(() => server.publish({ route, topic: '' }, 'said', 'x')).toThrow('a topic is')
    await expect(
      publish({ env: {}, req: { raw: new Request('http://x/') } } as Context, { route }, 'siad' as 'said', 'x'),
    ).rejects.toThrow('has no "siad"')
  })

  test('before anybody has come notices nothing', async () => {
    const { server, logged } = await start(route)
    expect(server.publish({ route }, 'said', 'nobody')).toEqual({ sent: 0, dropped: 0 })
    expect(logged).toEqual([])
  })

  test('no other route may have its name', async () => {
    const app = new Hono()
      .get('/one', (c) => upgradeWebSocket(c, route))
      .get('/two', (c) => upgradeWebSocket(c, route))
      .get('/three', (c) => upgradeWebSocket(c, {}, { name: 'chat', protocols }))
      .onError((failure, c) => c.text(failure.message, 500))
    const server = await serve(app)
    onTestFinished(() => server.close())
    const statuses = ['/one', '/two', '/three'].map(async (path) => (await server.connect(path, { protocols })).status)
    expect(await Promise.all(statuses)).toEqual([101, 101, 500])
  })
})

describe('a route in the place of a handler', () => {
  const large = defineRoute(chat, {
    name: 'large',
    maxPayload: 2_000_000,
    maxMessage: 2_000_000,
    on: { ...on, say: (socket, line) => void socket.send('said', line) },
  })
  const launch = async (app: Hono) => {
    const server = await serve(app, { log: () => {} })
    onTestFinished(() => server.close())
    return server
  }

  test('takes connections that need nothing of their requests, and is known from the beginning', async () => {
    const server = await launch(new Hono().get('/a', upgradeWebSocket(large)).get('/b', upgradeWebSocket(large)))
    const peer = await server.connect('/a', { protocols })
    await hear(peer)
    const line = 'x'.repeat(1_500_000)
    peer.send(JSON.stringify({ type: 'say', data: line }))
    expect(await hear(peer)).toEqual({ type: 'said', data: line })
    expect(await server.count({ route: large })).toBe(1)
    expect((await server.connect('/b', { protocols })).status).toBe(101)
  })

  test('answers what is no handshake as in a handler, unless another handler does', async () => {
    const app = new Hono()
      .get('/ws', upgradeWebSocket(large))
      .get('/page', upgradeWebSocket(large), (c) => c.text('a page'))
    const server = await launch(app)
    const ask = (headers: Record<string, string>) => server.fetch('/ws?jackfield-protocols=jackfield.1', { headers })
    expect((await ask({})).status).toBe(426)
    const foreign = await ask({ origin: 'http://elsewhere.example' })
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([
      403,
      'http://elsewhere.example',
    ])
    expect(await (await server.fetch('/page')).text()).toBe('a page')
    expect((await server.connect('/page', { protocols })).status).toBe(101)
    expect((await server.connect('/ws')).status).toBe(400)
  })

  test('shares its name with none', async () => {
    const other = defineRoute(chat, { name: 'large', on })
    const app = new Hono().get('/a', upgradeWebSocket(large)).get('/b', upgradeWebSocket(other))
    await expect(serve(app)).rejects.toMatchObject({ code: 'duplicate_route' })
  })

  test('that keeps data says where that is given, and what it does not take', async () => {
    const keeper = defineRoute(chat, { data: object({ user: text }), on })
    const app = new Hono().onError((failure, c) => c.text(failure.message, 500))
    const server = await launch(
      app.get('/ws', upgradeWebSocket(keeper as ChannelRoute as ChannelRoute<typeof chat, undefined>)),
    )
    expect((await server.connect('/ws', { protocols })).body).toBe(
      'the data of route "chat" is missing: upgradeWebSocket(c, route, { data }), or the token\'s grant',
    )
    const careless = upgradeWebSocket as unknown as (route: unknown, options: unknown) => unknown
    expect(() => careless(large, { room: 'x' })).toThrow(
      'in a handler: (c) => upgradeWebSocket(c, route, { room, key, data })',
    )
  })
})

describe('rooms that are kept outside of the process', () => {
  const shown = defineRoute(defineChannel('shown', { client: {}, server: {}, presence: text }), {
    presence: () => 'x',
    on: {},
  })
  const app = new Hono()
    .get('/ws', upgradeWebSocket(shown))
    .get('/list/:topic', async (c) => c.json(await list(c, { route: shown, room: 'a', ...c.req.param() })))
    .get('/count', async (c) => c.json(await count(c, { route: shown })))
    .onError((failure, c) => c.text(failure.message, 500))
  const ask = async (path: string, more: Partial<Rooms>, headers: Record<string, string> = {}) => {
    const rooms: Rooms = {
      publish: async () => ({ sent: 0, dropped: 0 }),
      disconnect: async () => 0,
      count: async () => 0,
      list: async () => [],
      assertBound() {},
      ...more,
    }
    const router = createRouter(app, { ...platformOn(new Clock()), rooms }, { log: () => {} })
    onTestFinished(() => closeDesk(router as unknown as Desk))
    const request = new Request(`http://example.com${path}`, { headers })
    return (await router.handle({ request, encrypted: false }, {})) as Response
  }

  test('tell how many are there and who, and what they show as far as it fits', async () => {
    const asked: unknown[] = []
    const there = ['"ada"', '7', '', undefined].map((text, index) => ({ id: `${index}`, key: 'k', shown: text }))
    const rooms: Partial<Rooms> = {
      async count(...place) {
        asked.push(place)
        return 3
      },
      async list(...place) {
        asked.push(place)
        return there
      },
    }
    expect(await (await ask('/count', rooms)).json()).toBe(3)
    expect(await (await ask('/list/news', rooms)).json()).toEqual([
      { id: '0', key: 'k', presence: 'ada' },
      ...['1', '2', '3'].map((id) => ({ id, key: 'k' })),
    ])
    expect(asked).toEqual([
      [scopeOf('shown', ''), ''],
      [scopeOf('shown', 'a'), 'news'],
    ])
  })

  test('that are not bound let nobody in where it is to be seen who is there', async () => {
    const assertBound = () => {
      throw new JackfieldError('topics_unavailable', 'bind one')
    }
    const headers = { ...handshakeHeaders(), 'sec-websocket-protocol': 'jackfield.1' }
    const answer = await ask('/ws', { assertBound }, headers)
    expect([answer.status, await answer.text()]).toEqual([500, 'bind one'])
  })

  test('are asked for no topic that is none, and nor are others', async () => {
    const { connect, server } = await start(shown)
    await connect()
    for (const topic of ['', '\ud800']) {
      await expect(server.count({ route: shown, topic })).rejects.toThrow('a topic is a well-formed string')
      await expect(server.list({ route: shown, topic })).rejects.toThrow('a topic is a well-formed string')
    }
  })
})
