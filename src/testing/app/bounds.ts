import { type Context, Hono } from 'hono'
import type { RouteOptions, SlowReader } from '../../options.ts'
import type { ContractEvents, ContractSocket, Kit } from './kit.ts'

/** How large the messages are with which these routes fill a connection. */
const chunkSize = 2 ** 18

const encoder = new TextEncoder()

/** More than any network's buffers hold, in bytes. */
const network = 24 * 2 ** 20

/** A message of that size, or another, that begins with its topic and its number. */
const chunk = (topic: string, index: number, bytes = chunkSize): string => `${topic} ${index} `.padEnd(bytes, '.')

/**
 * Routes of the bounds cases, below `/bounds`. Each socket notes `open` and `close`.
 *
 * | route | what it does |
 * | --- | --- |
 * | `GET /rate`, `/flooded`, `/free` | socket that echoes: 20 messages a second after 5; one a second after 5 and 300 ms of patience; as many as come |
 * | `GET /default`, `GET /slow/:policy`, `GET /wide` | sockets that bound what waits: by default, by 1 MiB, hardly. A number has so many chunks sent, of so many bytes if a second one says so, or as many as are accepted, and notes `sent`; `fill <bytes>` sends until so much waits, `whole <bytes>` one message; what else comes is echoed. In the room and the topics that the query names |
 * | `GET /thrower` | socket that throws what it is sent |
 * | `GET /leaking/:where` | socket whose factory, `onOpen` or `onMessage` throws all that the client has shown |
 * | `GET /mistaken/:which` | an option of the route that cannot be meant |
 * | `POST /publish` | the body is `{ route, topics, count, size }`: publishes so many chunks, or messages of that size, to each by turns; answers the sum of the results |
 */
export function boundsApp(kit: Kit): Hono {
  const { upgradeWebSocket } = kit

  const record = (c: Context): ContractEvents => {
    const note = kit.noteOf(c)
    return {
      onOpen(_, ws) {
        note('open')
        for (const topic of c.req.queries('topic') ?? []) ws.subscribe(topic)
      },
      onMessage: (event, ws) => void ws.send(event.data),
      onClose: ({ code }) => note('close', { code }),
    }
  }
  /** Until so much waits, whatever the network takes meanwhile. */
  const fill = async (ws: ContractSocket, bytes: number): Promise<void> => {
    const most = (bytes + network) / chunkSize
    for (let index = 0; index < most && ws.readyState === 1; index++) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (ws.bufferedAmount >= bytes) return
      ws.send(chunk('fill', index))
    }
  }
  const sending = (c: Context): ContractEvents => ({
    ...record(c),
    async onMessage({ data }, ws) {
      const [word, bytes] = String(data).split(' ')
      if (word === 'fill') {
        await fill(ws, Number(bytes))
        kit.noteOf(c)('filled', { bufferedAmount: ws.bufferedAmount })
      } else if (word === 'whole') {
        ws.send('whole 0 '.padEnd(Number(bytes), '.'))
      } else if (Number(word) > 0) {
        const indices = Array.from({ length: Number(word) }, (_, index) => index)
        const accepted = indices.filter((index) => ws.send(chunk('sent', index, Number(bytes || chunkSize))))
        kit.noteOf(c)('sent', { accepted, readyState: ws.readyState })
      } else {
        ws.send(data)
      }
    },
  })

  const app = new Hono()
  const rates: Readonly<Record<string, RouteOptions>> = {
    '/rate': { maxRate: { perSecond: 20, burst: 5 } },
    '/flooded': { maxRate: { perSecond: 1, burst: 5 }, handlerTimeout: 300 },
    '/free': { maxRate: false },
  }
  for (const [path, options] of Object.entries(rates)) {
    app.get(
      path,
      upgradeWebSocket((c) => record(c), options),
    )
  }

  const room = (c: Context) => c.req.query('room')
  app.get('/default', upgradeWebSocket(sending))
  app.get(
    '/wide',
    upgradeWebSocket((c) => sending(c), { maxBufferedBytes: 2 ** 30, room }),
  )
  for (const slowReader of ['close', 'drop', 'latest'] satisfies SlowReader[]) {
    app.get(
      `/slow/${slowReader}`,
      upgradeWebSocket((c) => sending(c), { name: `slow-${slowReader}`, slowReader, maxBufferedBytes: 2 ** 20 }),
    )
  }
  app.get(
    '/thrower',
    upgradeWebSocket(() => ({
      onMessage({ data }) {
        throw new Error(String(data))
      },
    })),
  )
  app.get(
    '/leaking/:where',
    upgradeWebSocket((c) => {
      const leak = (where: string) => {
        if (where === c.req.param('where')) throw new Error(`${c.req.url} ${JSON.stringify(c.req.header())}`)
      }
      leak('factory')
      return { onOpen: () => leak('open'), onMessage: () => leak('message') }
    }),
  )
  app.get('/mistaken/:which', (c) => upgradeWebSocket(c, record(c), mistakes[c.req.param('which')] as RouteOptions))
  app.post('/publish', async (c) => {
    const {
      route,
      topics,
      count,
      size = chunkSize,
    } = (await c.req.json()) as {
      readonly route: string
      readonly topics: string[]
      readonly count: number
      readonly size?: number
    }
    const sum = { sent: 0, dropped: 0 }
    // One buffer for all, as a camera has it: what waits must not change with it.
    const bytes = new Uint8Array(size)
    for (let index = 0; index < count; index++) {
      for (const topic of topics) {
        encoder.encodeInto(chunk(topic, index, size), bytes)
        const { sent, dropped } = await kit.publish(c, { route, topic }, bytes.buffer)
        sum.sent += sent
        sum.dropped += dropped
      }
    }
    return c.json(sum)
  })
  return app
}

const mistakes: Readonly<Record<string, object>> = {
  misspelt: { maxBufferdBytes: 1 },
  text: { maxBufferedBytes: '1 MiB' },
  policy: { slowReader: 'wait' },
  rate: { maxRate: { perSecond: 10 } },
  listed: { origins: 'https://listed.example' },
}
