// The real client against the real server: in memory, and over Node's own sockets.
import { Hono } from 'hono'
import { upgradeWebSocket } from 'jackfield'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { serve } from '../../adapters/node/index.ts'
import { bytes, call, defineChannel } from '../../src/channel/index.ts'
import { type ChannelToken, defineRoute } from '../../src/channels/index.ts'
import { type ClientSocket, type ConnectOptions, connect, type Status } from '../../src/client/index.ts'
import type { ServerOptions } from '../../src/options.ts'
import { until } from '../../src/testing/expect.ts'
import { testClient } from '../../testing/client.ts'
import { restoreGlobals } from './node-globals.ts'

restoreGlobals()

const Line = z.object({ from: z.string(), text: z.string() })
const chat = defineChannel('chat', {
  client: {
    say: z.object({ text: z.string().trim().min(1) }),
    rename: z.string(),
    leave: z.undefined(),
    frame: bytes(z.object({ camera: z.string() })),
    history: call(z.object({ limit: z.number() }), z.array(Line)),
  },
  server: { said: Line, frame: bytes(z.object({ camera: z.string() })) },
  presence: z.object({ name: z.string() }),
})
type Chat = ClientSocket<typeof chat>

const Data = z.object({ name: z.string() })

/** An app with two routes of the channel: one for everybody, and one that asks for a token. */
function makeApp(): Hono {
  const lines: z.infer<typeof Line>[] = []
  const routeOf = (name: string, token?: ChannelToken) =>
    defineRoute(chat, {
      name,
      token,
      data: Data,
      presence: ({ data }) => data,
      on: {
        say(socket, { text }) {
          const line = { from: socket.data.name, text }
          lines.push(line)
          socket.send('said', line)
          socket.broadcast('said', line)
        },
        rename(socket, name) {
          socket.data = { name }
        },
        leave: (socket) => socket.close(),
        frame: (socket, { head, body }) => void socket.broadcast('frame', head, body),
        history: (_, { limit }) => lines.slice(-limit),
      },
    })
  const open = routeOf('open')
  const closed = routeOf('closed', {
    from: 'message',
    timeout: 200,
    verify: (token) => (token.startsWith('good') ? { key: 'ada', data: { name: token } } : undefined),
  })
  return new Hono()
    .get('/open', (c) => upgradeWebSocket(c, open, { data: { name: c.req.query('name') ?? 'nobody' } }))
    .get('/closed', (c) => upgradeWebSocket(c, closed))
}

/** A server, its clients, and a way to wait for what they do. */
interface Stage {
  connect(path: string, options?: ConnectOptions): Chat
  until(look: () => boolean, what: string): Promise<unknown>
  /** Ends the server alone. */
  stop(): void
}

const stages: Record<string, (options?: ServerOptions) => Promise<Stage>> = {
  async memory(options) {
    const client = testClient(makeApp(), { log: () => {}, ...options })
    onTestFinished(() => client.close())
    return {
      connect: (path, given) => client.connect(chat, path, given),
      until: async (look, what) => {
        for (let turn = 0; turn < 400 && !look(); turn += 1) await client.pass(100)
        expect(look(), what).toBe(true)
      },
      stop: () => void client.server.close({ timeout: 1 }),
    }
  },
  async node(options) {
    const server = await serve(makeApp(), { port: 0, log: () => {}, ...options })
    const clients: Chat[] = []
    const stop = () => server.close({ timeout: 500 })
    onTestFinished(async () => {
      for (const client of clients) client.close()
      await stop()
    })
    return {
      connect(path, given) {
        const client = connect(chat, server.url + path, given)
        clients.push(client)
        return client
      },
      until,
      stop: () => void stop(),
    }
  },
}

const stateOf = ({ status }: Chat): Status['state'] => status.current.state
const whyOf = ({ status: { current } }: Chat): string => current.why?.code ?? ''
const namesOf = ({ members }: Chat): string => members.current.list.map(({ data }) => data.name).join()

describe.each(Object.entries(stages))('%s', (_, start) => {
  test('a chat: messages, calls, bytes, and who is there', async () => {
    const stage = await start()
    const [ada, bob] = [stage.connect('/open?name=ada'), stage.connect('/open?name=bob')]
    const heard: unknown[] = []
    for (const client of [ada, bob]) client.on('said', ({ from, text }) => heard.push(`${from}: ${text}`))
    bob.on('frame', ({ head, body }) => heard.push([head.camera, ...body]))
    await stage.until(() => ada.members.current.count === 2 && bob.members.current.count === 2, 'both see both')
    ada.send('say', { text: ' hello ' })
    await stage.until(() => heard.length === 2, 'both hear it')
    expect(heard).toEqual(['ada: hello', 'ada: hello'])
    ada.send('frame', { camera: 'door' }, new Uint8Array([1, 2]))
    await stage.until(() => heard.length === 3, 'bob gets the frame')
    expect(heard[2]).toEqual(['door', 1, 2])
    let replied: unknown
    void bob.call('history', { limit: 5 }).then((lines) => (replied = lines))
    await stage.until(() => replied !== undefined, 'the reply')
    expect(replied).toEqual([{ from: 'ada', text: 'hello' }])
    ada.send('rename', 'Ada')
    await stage.until(() => /Ada/.test(namesOf(ada)) && /Ada/.test(namesOf(bob)), 'all see the new name')
    expect(ada.members.current.list.length).toBe(2)
  })

  test('who is sent away stays away', async () => {
    const stage = await start()
    const client = stage.connect('/open')
    client.send('leave')
    await stage.until(() => stateOf(client) === 'closed', 'it does not come back')
    expect(client.status.current).toMatchObject({ why: { code: 'closed', close: 1000, retry: 'never' } })
  })

  test('a token is shown, renewed, refused, and missed', async () => {
    const stage = await start()
    let asked = 0
    const good = stage.connect('/closed', { token: () => `good ${++asked}` })
    await stage.until(() => namesOf(good) === 'good 1', 'its token lets it in')
    let refreshed = false
    void good.refresh().then(() => (refreshed = true))
    await stage.until(() => refreshed && namesOf(good) === 'good 2', 'the fresh one is taken')
    for (const options of [{ token: 'bad' }, {}]) {
      const client = stage.connect('/closed', options)
      await stage.until(() => stateOf(client) === 'closed', 'it gives up')
      expect(client.status.current).toMatchObject({ why: { code: 'unauthorized', close: 4401 } })
    }
    expect(stateOf(good)).toBe('open')
  })

  test('a full server says so, and not that a proxy is to blame', async () => {
    const stage = await start({ maxConnections: { total: 1, perAddress: 1 } })
    const first = stage.connect('/open')
    await stage.until(() => stateOf(first) === 'open', 'the first is in')
    const second = stage.connect('/open')
    await stage.until(() => whyOf(second) === 'server_full', 'the second is told')
    expect(stateOf(second)).toBe('waiting')
    first.close()
    await stage.until(() => stateOf(second) === 'open', 'it comes in when there is room')
  })

  test('a wrong path is told', async () => {
    const stage = await start()
    const client = stage.connect('/nowhere')
    await stage.until(() => stateOf(client) === 'closed', 'it gives up')
    expect(whyOf(client)).toBe('not_found')
  })

  test('a server that goes away is waited for', async () => {
    const stage = await start()
    const client = stage.connect('/open')
    const seen: Status[] = []
    client.status.subscribe((status) => seen.push(status))
    await stage.until(() => stateOf(client) === 'open', 'it is in')
    stage.stop()
    await stage.until(() => stateOf(client) !== 'open', 'it is out')
    expect(seen).toContainEqual(
      expect.objectContaining({ state: 'waiting', why: expect.objectContaining({ retry: 'later' }) }),
    )
  })
})

test('a chat of two goes on after the network was away', async () => {
  const client = testClient(makeApp())
  const [bob, ada] = [client.connect(chat, '/open?name=bob'), client.connect(chat, '/open?name=ada')]
  const heard: string[] = []
  bob.on('said', ({ text }) => heard.push(text))
  await client.pass()
  ada.send('say', { text: 'hello' })
  await client.pass()
  client.cut(5_000)
  expect(ada.send('say', { text: 'still there?' })).toBe('queued')
  await client.pass(1_000)
  expect(ada.status.current.state).toBe('waiting')
  await client.pass(30_000)
  expect(heard).toEqual(['hello', 'still there?'])
  expect(namesOf(ada)).toBe('bob,ada')
  bob.close()
  await client.pass(10_000)
  expect(namesOf(ada)).toBe('ada')
  await client.close()
})
