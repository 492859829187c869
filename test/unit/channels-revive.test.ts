import fc from 'fast-check'
import { Hono } from 'hono'
import { upgradeWebSocket } from 'jackfield'
import { bytes, call, defineChannel } from 'jackfield/channel'
import { type ChannelRoute, defineRoute } from 'jackfield/channels'
import { describe, expect, test } from 'vitest'
import { Clock, settle } from '../../adapters/memory/clock.ts'
import { MemoryPeer } from '../../adapters/memory/peer.ts'
import { MemoryTransport } from '../../adapters/memory/transport.ts'
import { writeBytes } from '../../src/channel/binary.ts'
import { closeDesk, type Desk } from '../../src/intent.ts'
import { createRouter } from '../../src/router.ts'
import type { Connection, Router, Upgrade } from '../../src/seam.ts'
import { handshakeHeaders } from './context.ts'
import { platformOn } from './platform.ts'
import { number, object, text } from './schemas.ts'

const chat = defineChannel('chat', {
  client: {
    say: text,
    join: text,
    leave: text,
    count: call(number, object({ count: number })),
    rename: text,
    about: call(number, text),
    frame: bytes(text),
  },
  server: { said: text, frame: bytes(text) },
  presence: object({ name: text }),
})

interface Talker {
  readonly name: string
  readonly count: number
}

const chatRoute = defineRoute(chat, {
  data: object<Talker & Record<string, unknown>>({ name: text, count: number }),
  presence: ({ data }) => ({ name: data.name }),
  onOpen: (socket) => socket.subscribe('all'),
  onClose: (socket, { code }) => void socket.publish('all', 'said', `${socket.data.name} has gone with ${code}`),
  on: {
    say: (socket, line) => void socket.publish('all', 'said', line),
    join: (socket, topic) => socket.subscribe(topic),
    leave: (socket, topic) => socket.unsubscribe(topic),
    count(socket, more) {
      socket.data = { ...socket.data, count: socket.data.count + more }
      return { count: socket.data.count }
    },
    rename(socket, name) {
      socket.data = { ...socket.data, name }
    },
    about: ({ id, key, room, url, protocol, remoteAddress, expiresAt, data }) =>
      JSON.stringify({ id, key, room, url, protocol, remoteAddress, expiresAt, data }),
    frame: (socket, { head, body }) => void socket.send('frame', head, body),
  },
})

const app = new Hono().get('/:room', (c) =>
  upgradeWebSocket(c, chatRoute, {
    room: c.req.param('room'),
    key: c.req.query('key'),
    expiresAt: 4e12,
    data: { name: c.req.query('key') ?? '', count: 0 },
  }),
)

/** One connection, whatever process it is in. */
interface Link {
  readonly peer: MemoryPeer
  connection: Connection
}

/** A server that can be put to sleep: all that it holds in memory is lost. */
class World {
  readonly #clock = new Clock()
  #date = 0
  #ids = 0
  #router: Router
  readonly links = new Map<string, Link>()
  told: [name: string, ...seen: unknown[]][] = []

  constructor() {
    this.#router = this.#start(this.#clock)
  }

  #start(clock: Clock): Router {
    const platform = { ...platformOn(clock), date: () => this.#date, id: () => `id-${++this.#ids}` }
    return createRouter(app, platform, { routes: [chatRoute], log: () => {} })
  }

  async connect(name: string, room: string): Promise<void> {
    const request = new Request(`http://example.com/${room}?key=${name}`, {
      headers: { ...handshakeHeaders(), 'sec-websocket-protocol': 'jackfield.1' },
    })
    const intake = { request, remoteAddress: '192.0.2.7', encrypted: false }
    const { connection, headers, protocol } = (await this.#router.handle(intake, {})) as Upgrade
    const peer = new MemoryPeer(101, headers, '', protocol)
    const transport = new MemoryTransport(connection, peer, protocol, true)
    peer.join(transport)
    this.links.set(name, { peer, connection })
    void connection.opened(transport)
    void peer.closed.then(({ code }) => {
      this.links.delete(name)
      this.told.push([name, 'closed', code])
    })
    void this.#listen(name, peer)
  }

  async #listen(name: string, peer: MemoryPeer): Promise<void> {
    for (;;) {
      const message = await peer.next().catch(() => undefined)
      if (message === undefined) return
      this.told.push([name, typeof message === 'string' ? message : [...new Uint8Array(message)].join()])
    }
  }

  advance(ms: number): Promise<void> {
    return this.#clock.advance(ms)
  }

  publish(room: string, line: string): void {
    this.#router.publish({ route: 'chat', room, topic: 'all' }, `{"type":"said","data":"${line}"}`)
  }

  /** Puts the server to sleep if all of its connections are idle, and wakes another one up around them. */
  sleep(): boolean {
    const kept = [...this.links.values()].map((link) => [link, this.#router.keep(link.connection)] as const)
    // A timer of who has left last would keep it awake, and there is nobody to ask for it.
    if (kept.length === 0 || kept.some(([, one]) => one === undefined)) return false
    closeDesk(this.#router as unknown as Desk)
    this.#clock.forget()
    this.#router = this.#start(this.#clock)
    for (const [link, one] of kept) {
      const plain = JSON.stringify(one)
      expect(plain.length).toBeLessThan(16_384)
      // The transport comes first, and its events go to whoever is there then.
      const connection = new Proxy({} as Connection, {
        get: (_, name: keyof Connection) => link.connection[name].bind(link.connection),
      })
      const transport = new MemoryTransport(connection, link.peer, 'jackfield.1', true)
      link.connection = this.#router.revive(JSON.parse(plain), transport)
      link.peer.join(transport)
    }
    return true
  }

  async end(): Promise<void> {
    const drained = this.#router.drain({ timeout: 1 })
    await this.#clock.advance(2_000)
    await drained
  }
}

const names = ['ada', 'bob', 'cyd'] as const
const name = fc.constantFrom(...names)
const room = fc.constantFrom('garden', 'cellar')
const topic = fc.constantFrom('all', 'news', 'sports')
const words = fc.string({ maxLength: 5 })

type Act = (world: World) => void | Promise<void>

/** Something that happens, as it is shown when a run fails. */
const act = (shown: string, fn: Act) => Object.assign(fn, { [fc.toStringMethod]: () => shown, toString: () => shown })
const say = (who: string, told: object): Act =>
  act(`${who}: ${JSON.stringify(told)}`, (world) => world.links.get(who)?.peer.send(JSON.stringify(told)))

const enter = (who: string, where = 'garden'): Act =>
  act(`${who} enters ${where}`, (world) => (world.links.has(who) ? undefined : world.connect(who, where)))

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(name, room).map(([who, where]) => enter(who, where)),
  fc.tuple(name, words).map(([who, data]) => say(who, { type: 'say', data })),
  fc.tuple(name, topic).map(([who, data]) => say(who, { type: 'join', data })),
  fc.tuple(name, topic).map(([who, data]) => say(who, { type: 'leave', data })),
  fc.tuple(name, fc.nat(9)).map(([who, data]) => say(who, { type: 'count', id: data, data })),
  fc.tuple(name, words).map(([who, data]) => say(who, { type: 'rename', data })),
  name.map((who) => say(who, { type: 'about', id: 'x', data: 1 })),
  name.map((who) => say(who, { type: 'nonsense', id: 'x' })),
  name.map((who) => say(who, { type: 'ping' })),
  name.map((who) =>
    act(`${who} sends a frame`, (world) =>
      world.links.get(who)?.peer.send(writeBytes({ type: 'frame', data: 'door' }, new Uint8Array([1, 2]))),
    ),
  ),
  name.map((who) => act(`${who} closes`, (world) => world.links.get(who)?.peer.close(1000))),
  name.map((who) => act(`${who} drops`, (world) => world.links.get(who)?.peer.terminate())),
  room.map((where) => act(`publish to ${where}`, (world) => world.publish(where, 'news'))),
  fc.constantFrom(100, 3_000).map((ms) => act(`${ms} ms pass`, (world) => world.advance(ms))),
)

/** All that the peers see of a life: with a sleep before those acts, if it may be. */
const live = async (life: readonly Act[], sleeps: readonly boolean[]) => {
  const world = new World()
  const told: string[] = []
  let slept = 0
  for (const [index, step] of life.entries()) {
    if (sleeps[index] && world.sleep()) slept++
    world.told = []
    await step(world)
    await settle()
    // What one peer sees is in order; which of them is served first is not kept.
    const seen = names.flatMap((one) => world.told.filter(([who]) => who === one))
    told.push(String(step), ...seen.map((entry) => JSON.stringify(entry)))
  }
  await world.end()
  return { told: aliased(told).map(sorted), slept }
}

/** Who has been in a room for longest is not kept. */
const sorted = (told: string): string => (told.includes('presence') ? [...told].sort().join('') : told)

/** What a server draws at random, as numbers in the order in which they are seen. */
const aliased = (told: readonly string[]): string[] => {
  const seen = new Map<string, string>()
  const aliasOf = (id: string) => seen.get(id) ?? seen.set(id, `#${seen.size}`).get(id) ?? ''
  return told.map((line) => line.replace(/id-\d+/g, aliasOf))
}

describe('a connection that is taken apart between two events goes on as if nothing had been', () => {
  test('whatever happens, and wherever it sleeps', async () => {
    let slept = 0
    const life = fc.array(acts, { minLength: 20, maxLength: 40 }).map((some) => [enter('ada'), enter('bob'), ...some])
    await fc.assert(
      fc.asyncProperty(life, fc.array(fc.boolean(), { minLength: 42, maxLength: 42 }), async (some, sleeps) => {
        const [awake, asleep] = [await live(some, []), await live(some, sleeps)]
        expect(asleep.told).toEqual(awake.told)
        slept += asleep.slept
      }),
      { numRuns: 200, seed: 6 },
    )
    expect(slept).toBeGreaterThan(500)
  })

  test('between any two of a conversation', async () => {
    const [ada, bob] = ['ada', 'bob']
    const life: Act[] = [
      enter(ada),
      enter(bob),
      say(ada, { type: 'count', id: 1, data: 2 }),
      say(bob, { type: 'rename', data: 'rob' }),
      say(ada, { type: 'count', id: 2, data: 3 }),
      say(ada, { type: 'about', id: 3, data: 1 }),
      say(bob, { type: 'leave', data: 'all' }),
      say(ada, { type: 'say', data: 'to nobody' }),
      say(bob, { type: 'say', data: 'to ada' }),
      act('news', (world) => world.publish('garden', 'news')),
      act('bob goes', (world) => world.links.get(bob)?.peer.close(1000)),
      act('time', (world) => world.advance(3_000)),
      say(ada, { type: 'ping' }),
    ]
    const awake = await live(life, [])
    for (let gap = 1; gap < life.length; gap++) {
      const asleep = await live(
        life,
        life.map((_, index) => index === gap),
      )
      expect([gap, asleep.told]).toEqual([gap, awake.told])
      // But where it waits whether bob comes back.
      expect([gap, asleep.slept]).toEqual([gap, life[gap]?.toString() === 'time' ? 0 : 1])
    }
    expect(awake.told.join('\n')).toContain('\\"count\\":5')
  })
})

test('of a route that is not known nothing is revived, and it says what to write', () => {
  const clock = new Clock()
  const router = createRouter(new Hono(), platformOn(clock))
  const kept = { id: 'x', route: 'chat', room: '', url: 'http://example.com/', protocol: '', topics: [] }
  const transport = new MemoryTransport({} as Connection, new MemoryPeer(101, new Headers(), '', ''), '', true)
  expect(() => router.revive(kept, transport)).toThrow('serve(app, { routes: [chatRoute] })')
  closeDesk(router as unknown as Desk)
})

test.each([
  ['letters', 't'],
  ['characters of three bytes', '\u8a9e'],
  ['characters that JSON escapes', '\u0001'],
])('what is kept of the largest connection has 16 KiB at most, of names of %s', async (_, character) => {
  const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length
  const named = (name: string, bytes: number) =>
    name + character.repeat(Math.floor((bytes - name.length) / (bytesOf(character) - 2)))
  const large = defineChannel('large', { client: {}, server: {} })
  const route = defineRoute(large, {
    data: text,
    onOpen(socket) {
      const fill = () => {
        for (let index = 0; ; index++) socket.subscribe(`${index}`.padEnd(32, character))
      }
      expect(fill).toThrow('4096 bytes of names')
    },
    on: {},
  })
  const given = {
    data: 'd'.repeat(8190),
    key: named('k', 256),
    room: named('r', 512),
    expiresAt: Number.MAX_SAFE_INTEGER,
  }
  const router = createRouter(
    new Hono().get('*', (c) => upgradeWebSocket(c, route, given)),
    platformOn(new Clock()),
  )
  const headers = { ...handshakeHeaders(), 'sec-websocket-protocol': 'jackfield.1' }
  const request = new Request(`http://example.com/${'p'.repeat(2048 - 'http://example.com/'.length)}`, { headers })
  const intake = { request, remoteAddress: '2001:db8::ffff:ffff:ffff', encrypted: false }
  const { connection } = (await router.handle(intake, {})) as Upgrade
  void connection.opened(
    new MemoryTransport(connection, new MemoryPeer(101, new Headers(), '', ''), 'jackfield.1', true),
  )
  const kept = router.keep(connection)
  expect(kept?.url).toHaveLength(2048)
  expect(kept?.topics.length).toBeGreaterThan(20)
  expect(bytesOf(kept)).toBeLessThanOrEqual(16_384)
  closeDesk(router as unknown as Desk)
})

test('a route is one by any server that knows it', () => {
  expect((chatRoute as ChannelRoute).name).toBe('chat')
  expect(Object.isFrozen(chatRoute)).toBe(true)
})

test('nothing is kept while a fresh token is looked at', async () => {
  const gate = Promise.withResolvers<void>()
  const guarded = defineRoute(defineChannel('guarded', { client: {}, server: {} }), {
    token: {
      from: 'protocol',
      async verify(token) {
        if (token === 'later') await gate.promise
        return {}
      },
    },
    on: {},
  })
  const router = createRouter(
    new Hono().get('*', (c) => upgradeWebSocket(c, guarded)),
    platformOn(new Clock()),
  )
  const headers = { ...handshakeHeaders(), 'sec-websocket-protocol': 'jackfield.1, bearer.now' }
  const request = new Request('http://example.com/', { headers })
  const { connection } = (await router.handle({ request, encrypted: false }, {})) as Upgrade
  void connection.opened(
    new MemoryTransport(connection, new MemoryPeer(101, new Headers(), '', ''), 'jackfield.1', true),
  )
  expect(router.keep(connection)).toBeDefined()
  void connection.received('{"type":"token","id":1,"data":"later"}')
  await settle()
  expect(router.keep(connection)).toBeUndefined()
  gate.resolve()
  await settle()
  expect(router.keep(connection)).toBeDefined()
  closeDesk(router as unknown as Desk)
})

test('nothing is kept while somebody may come back to a room that is empty', async () => {
  const clock = new Clock()
  const router = createRouter(app, platformOn(clock))
  const enter = async (room: string, key = '&key=ada') => {
    const headers = { ...handshakeHeaders(), 'sec-websocket-protocol': 'jackfield.1' }
    const request = new Request(`http://example.com/${room}?name=ada${key}`, { headers })
    const { connection } = (await router.handle({ request, encrypted: false }, {})) as Upgrade
    const peer = new MemoryPeer(101, new Headers(), '', 'jackfield.1')
    const transport = new MemoryTransport(connection, peer, 'jackfield.1', true)
    peer.join(transport)
    void connection.opened(transport)
    return { connection, peer }
  }
  const stays = await enter('garden')
  ;(await enter('attic', '')).peer.terminate()
  await settle()
  expect(router.keep(stays.connection)).toBeDefined()
  for (const room of ['kitchen', 'cellar']) (await enter(room)).peer.terminate()
  await clock.advance(2_499)
  expect(router.keep(stays.connection)).toBeUndefined()
  await clock.advance(1)
  expect(router.keep(stays.connection)).toBeDefined()
  closeDesk(router as unknown as Desk)
})

test('nothing is kept while onError looks at what was wrong', async () => {
  const gate = Promise.withResolvers<void>()
  const channel = defineChannel('careful', { client: { fail: text }, server: { said: text } })
  const route = defineRoute(channel, {
    onError: () => gate.promise,
    on: { fail: (socket) => void socket.send('said', 7 as unknown as string) },
  })
  const router = createRouter(
    new Hono().get('*', (c) => upgradeWebSocket(c, route)),
    platformOn(new Clock()),
    { log: () => {} },
  )
  const headers = { ...handshakeHeaders(), 'sec-websocket-protocol': 'jackfield.1' }
  const request = new Request('http://example.com/', { headers })
  const { connection } = (await router.handle({ request, encrypted: false }, {})) as Upgrade
  void connection.opened(
    new MemoryTransport(connection, new MemoryPeer(101, new Headers(), '', ''), 'jackfield.1', true),
  )
  void connection.received('{"type":"fail","data":"x"}')
  await settle()
  expect(router.keep(connection)).toBeUndefined()
  gate.resolve()
  await settle()
  expect(router.keep(connection)).toBeDefined()
  closeDesk(router as unknown as Desk)
})
