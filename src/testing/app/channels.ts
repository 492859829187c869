import { type Context, Hono } from 'hono'
import { bytes, call, defineChannel, type StandardSchemaV1 } from '../../channel/index.ts'
import { count, list } from '../../channels/room.ts'
import { defineRoute } from '../../channels/route.ts'
import type { ChannelRoute, ChannelSocket } from '../../channels/types.ts'
import { JackfieldError } from '../../errors.ts'
import type { Kit } from './kit.ts'
import { anything, broken, members, nothing, slowCapitals } from './schemas.ts'

const text: StandardSchemaV1<{ text: string }> = members<{ text: string }>({ text: 'string' })

const talk = defineChannel('contract-talk', {
  client: {
    say: text,
    shout: slowCapitals,
    odd: broken,
    constructor: text,
    add: call(members<{ a: number; b: number }>({ a: 'number', b: 'number' }), anything),
    wait: call(members<{ gate: string }>({ gate: 'string' }), anything),
    fail: call(members<{ how: string }>({ how: 'string' }), members<{ fits: string }>({ fits: 'string' })),
    keep: call(anything, anything),
    spoil: call(nothing, anything),
    join: call(text, anything),
    leave: call(text, anything),
    look: call(text, anything),
    tell: call(members<{ topic: string; text: string }>({ topic: 'string', text: 'string' }), anything),
    misfit: call(anything, anything),
    about: call(nothing, anything),
    frame: bytes(members<{ camera: string }>({ camera: 'string' })),
  },
  server: { said: text, opened: nothing, frame: bytes(members<{ camera: string }>({ camera: 'string' })) },
})

const people = defineChannel('contract-people', {
  client: { rename: call(text, anything) },
  server: {},
  presence: members<{ name: string }>({ name: 'string' }),
})

const tokens = defineChannel('contract-tokens', { client: { about: call(nothing, anything) }, server: {} })

/** What the contract's handlers throw. */
const failures: Readonly<Record<string, () => unknown>> = {
  own: () => {
    throw new JackfieldError('unauthorized', 'leave it')
  },
  app: () => {
    throw new JackfieldError('not_yours', 'ask its owner')
  },
  other: () => {
    throw new Error('the password is 12345')
  },
  later: async () => {
    throw new TypeError('the password is 12345')
  },
  reply: () => ({ fits: 'not', secret: 12345 }),
  misfit: () => ({ fits: 12345 }),
}

const wordsOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))

/** Its note takers, by the `id` of the URL. */
const idOf = (socket: { readonly url: URL }): string => socket.url.searchParams.get('id') ?? 'nobody'

function talkRoute(kit: Kit) {
  return defineRoute(talk, {
    data: members<{ user: string; more?: unknown }>({ user: 'string' }),
    maxFaults: 20,
    maxCalls: 3,
    maxMessage: 10_000,
    onOpen(socket) {
      socket.send('opened')
      if (socket.data.user === 'nobody') throw new Error('who are you')
    },
    onClose: (socket, close) => kit.note(idOf(socket), 'close', { ...close }),
    onError: (socket, error) => kit.note(idOf(socket), 'error', { message: wordsOf(error) }),
    on: {
      say: (socket, said) => void socket.send('said', said),
      shout: (socket, said) => void socket.send('said', { text: said }),
      odd() {},
      constructor: (socket: ChannelSocket<typeof talk>, said: { text: string }) => void socket.send('said', said),
      add: (_, { a, b }) => a + b,
      async wait(socket, { gate }, { signal }) {
        const note = (event: string) => kit.note(idOf(socket), event, { gate })
        note('waiting')
        signal.addEventListener('abort', () => note('aborted'))
        await kit.gate(gate)
        return gate
      },
      fail: (_, { how }) => failures[how]?.() as { fits: string },
      keep(socket, more) {
        socket.data = { user: socket.data.user, more }
        return socket.data
      },
      spoil(socket) {
        Object.assign(socket.data, { user: 'eve' })
        return 'spoilt'
      },
      join(socket, { text: topic }) {
        socket.subscribe(topic)
        return 'done'
      },
      leave(socket, { text: topic }) {
        socket.unsubscribe(topic)
        return 'done'
      },
      async look(socket, { text: topic }) {
        socket.subscribe(topic)
        const keys = (await socket.list(topic)).map(({ key }) => key)
        return { room: await socket.count(), topic: await socket.count(topic), keys }
      },
      tell: (socket, { topic, text: told }) => socket.publish(topic, 'said', { text: told }),
      misfit(socket, data) {
        const sent = socket.send('said', data as { text: string })
        return { sent, published: socket.publish('anything', 'said', data as { text: string }) }
      },
      about: ({ id, data, key, room, protocol, url, expiresAt }) => ({
        ...{ id, data, key, room, protocol, expiresAt },
        path: url.pathname,
      }),
      frame: (socket, { head, body }) => void socket.send('frame', head, body),
    },
  })
}

const peopleRoute = defineRoute(people, {
  data: members<{ name: string }>({ name: 'string' }),
  presence: (socket) => ({ name: socket.data.name }),
  onClose(socket) {
    socket.data = { name: 'a ghost' }
  },
  on: {
    rename(socket, { text: name }) {
      socket.data = { name }
      return 'done'
    },
  },
})

const tokensRoute = defineRoute(tokens, {
  data: members<{ user: string }>({ user: 'string' }),
  token: {
    from: 'message',
    verify(token) {
      const [, user, hours] = /^good-(\w+)-(\d+)$/.exec(token) ?? []
      return user === undefined
        ? undefined
        : { key: user, expiresAt: Date.now() + Number(hours) * 3_600_000, data: { user } }
    },
  },
  on: {
    about: ({ key, data, expiresAt }) => ({
      key,
      data,
      hours: Math.round(((expiresAt ?? 0) - Date.now()) / 3_600_000),
    }),
  },
})

/**
 * Routes of the channels cases, below `/channels`.
 *
 * | route | what it does |
 * | --- | --- |
 * | `GET /talk/:room` | a connection of the channel above, with the `user` and the `key` of the query; notes `error`, `close`, and what a waiting call sees |
 * | `GET /people/:room` | a connection that shows its `name` to the room, by its `key` |
 * | `GET /tokens` | one that must show a token first, `good-<user>-<hours>` |
 * | `POST /publish/:room` | publishes `said` with the text of the body to the room, or to the `topic` of the query, and answers the result |
 * | `GET /members/:room` | how many are in the room of `talk` or, with `people`, in that of the other one, and who |
 */
export function channelsApp(kit: Kit): Hono {
  const route = talkRoute(kit)
  const upgradeWebSocket = kit.upgradeWebSocket as unknown as (
    c: Context,
    route: ChannelRoute,
    options: object,
  ) => Promise<Response>
  const publish = kit.publish as unknown as (
    c: Context,
    target: object,
    type: string,
    data: unknown,
  ) => Promise<{ sent: number; dropped: number }>

  const app = new Hono()
  app.onError((error, c) => c.text(`error: ${error.message}`, 500))
  app.get('/talk/:room', (c) => {
    const { user = 'ada', key } = c.req.query()
    return upgradeWebSocket(c, route, { room: c.req.param('room'), key, data: { user } })
  })
  app.get('/wrong', (c) => upgradeWebSocket(c, route, { data: { user: 12345 } }))
  app.get('/people/:room', (c) => {
    const { name = '', key } = c.req.query()
    return upgradeWebSocket(c, peopleRoute, { room: c.req.param('room'), key, data: { name } })
  })
  app.get('/tokens', (c) => upgradeWebSocket(c, tokensRoute, {}))
  app.post('/publish/:room', async (c) => {
    const target = { route, room: c.req.param('room'), topic: c.req.query('topic') }
    return c.json(await publish(c, target, 'said', await c.req.json()))
  })
  app.get('/members/:room', async (c) => {
    const isPeople = c.req.query('people') !== undefined
    const target = {
      route: (isPeople ? peopleRoute : route) as ChannelRoute,
      room: c.req.param('room'),
      topic: c.req.query('topic'),
    }
    return c.json({ count: await count(c, target), list: await list(c, target) })
  })
  return app
}
