import { type Context, Hono } from 'hono'
import type { ContractEvents, ContractSocket, Kit } from './kit.ts'

/** A message to a topics route. `data` after the prefix `bytes:` is published as binary. */
export type TopicsCommand =
  | readonly ['subscribe' | 'unsubscribe', topic: string]
  | readonly ['publish', topic: string, data: string]
  | readonly ['publish-many', topic: string, count: number]
  /** `subscribe` on the last socket that opened under this id, whatever became of it. */
  | readonly ['subscribe-stored', id: string, topic: string]
  | readonly ['echo', data: string]

/**
 * Routes of the topics cases, below `/topics`.
 *
 * | route | what it does |
 * | --- | --- |
 * | `GET /a`, `GET /b` | sockets of the routes named `topics-a` and `topics-b`, in the room of the `room` query; each message is a `TopicsCommand` in JSON, and is answered |
 * | `GET /twice/one`, `GET /twice/two` | sockets of two routes with one name |
 * | `GET /eager` | socket of the route named `topics-eager` that joins the topic of the `topic` query when it opens |
 * | `GET /careless` | socket that subscribes when it opens, and catches nothing |
 * | `POST /publish` | publishes by `publish(c, target, data)`: the body is `{ target, data }`, the answer its result, or 500 with the error's words |
 */
export function topicsApp(kit: Kit): Hono {
  const { upgradeWebSocket } = kit
  const stored = new Map<string, ContractSocket>()

  const run = (ws: ContractSocket, command: TopicsCommand): unknown => {
    const [, first] = command
    switch (command[0]) {
      case 'subscribe':
      case 'unsubscribe':
        return ws[command[0]](first) ?? 'done'
      case 'subscribe-stored':
        return stored.get(first)?.subscribe(command[2]) ?? 'done'
      case 'publish':
        return ws.publish(first, payload(command[2]))
      case 'publish-many': {
        const results = Array.from({ length: command[2] }, (_, index) => ws.publish(first, numbered(index)))
        return { sent: sum(results.map(({ sent }) => sent)), dropped: sum(results.map(({ dropped }) => dropped)) }
      }
      default:
        return first
    }
  }
  const events = (c: Context): ContractEvents => ({
    onOpen: (_, ws) => void stored.set(c.req.query('id') ?? '', ws),
    onMessage(event, ws) {
      try {
        ws.send(JSON.stringify(run(ws, JSON.parse(String(event.data)))))
      } catch (error) {
        ws.send(`error: ${wordsOf(error)}`)
      }
    },
    onClose: () => kit.noteOf(c)('close'),
  })
  const room = (c: Context) => c.req.query('room') ?? ''

  const app = new Hono()
  app.onError((error, c) => c.text(`error: ${error.message}`, 500))
  app.get('/a', upgradeWebSocket(events, { name: 'topics-a', room }))
  app.get(
    '/b',
    upgradeWebSocket((c) => events(c), { name: 'topics-b', room }),
  )
  app.get(
    '/eager',
    upgradeWebSocket((c) => ({ onOpen: (_, ws) => ws.subscribe(c.req.query('topic') ?? '') }), {
      name: 'topics-eager',
    }),
  )
  app.get(
    '/careless',
    upgradeWebSocket((c) => ({
      onOpen: (_, ws) => ws.subscribe('anything'),
      onError: ({ error }) => kit.noteOf(c)('error', { message: wordsOf(error) }),
    })),
  )
  for (const path of ['/twice/one', '/twice/two']) {
    app.get(path, (c) => upgradeWebSocket(c, {}, { name: 'topics-twice' }))
  }
  app.post('/publish', async (c) => {
    const { target, data } = await c.req.json()
    return c.json(await kit.publish(c, target, payload(data)))
  })
  return app
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Some in between are long, and bytes: a runtime may send those in another way. */
function numbered(index: number): string | ArrayBuffer {
  return payload(index % 30 === 20 ? `bytes:${String(index).padEnd(20_000)}` : String(index))
}

function payload(data: string): string | ArrayBuffer {
  return data.startsWith('bytes:') ? new TextEncoder().encode(data.slice(6)).buffer : data
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
