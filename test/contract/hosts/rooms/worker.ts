import { Hono } from 'hono'
import { z } from 'zod'
import { Room, type WorkerOptions, worker } from '../../../../adapters/workers/index.ts'
import type { WorkerSocket } from '../../../../adapters/workers/runtime.ts'
import { joining } from '../../../../adapters/workers/wire.ts'
import { defineChannel } from '../../../../src/channel/index.ts'
import { count, defineRoute, list } from '../../../../src/channels/index.ts'
import { publish, type Socket, upgradeWebSocket } from '../../../../src/index.ts'
import { scopeOf } from '../../../../src/scope.ts'

/** Put in by the bundler: a Worker has no arguments. */
declare const OPTIONS: WorkerOptions

// A Worker that tells what happened to its rooms' objects: they and the Worker share this module in workerd.
const counted = { requests: 0, factories: 0, objects: 0 }

type State = ConstructorParameters<typeof Room>[0] & {
  readonly id: { readonly name?: string }
  abort(why: string): void
}

class CountedRoom extends Room {
  readonly #state: State

  constructor(state: State) {
    super(state)
    this.#state = state
    counted.objects++
  }

  override async fetch(request: Request): Promise<Response> {
    if (request.method === 'DELETE') this.#state.abort('asked to')
    if (request.method === 'OPTIONS') return Response.json(this.#state.getWebSockets().length)
    if (this.#name === 'refusing') return new Response('no', { status: 500 })
    const asks = !request.headers.has('upgrade')
    if (this.#name === 'mute' && asks) await new Promise((resolve) => setTimeout(resolve, 5_000))
    return super.fetch(request)
  }

  /** The room called slow is far away, and the one called mute never answers. */
  override async webSocketMessage(...message: Parameters<Room['webSocketMessage']>): Promise<void> {
    if (this.#name === 'mute') return
    if (this.#name === 'slow') await new Promise((resolve) => setTimeout(resolve, 100))
    super.webSocketMessage(...message)
  }

  get #name(): string | undefined {
    return /(refusing|mute|slow)$/.exec(this.#state.id.name ?? '')?.[0]
  }
}

export { CountedRoom as Room }

interface Bindings {
  readonly ROOMS: {
    idFromName(name: string): object
    get(id: object): { fetch(url: string, init: RequestInit): Promise<Response & { webSocket?: WorkerSocket }> }
  }
}

/** Texts, large ones and bytes, of which each has its number in front. */
const burst = Array.from({ length: 40 }, (_, index) => {
  if (index % 7 === 6) return Uint8Array.of(index)
  return `${index} ${'x'.repeat(index % 11 === 10 ? 100_000 : 100)}`
})

const people = defineChannel('people', { client: {}, server: {}, presence: z.string() })
const peopleRoute = defineRoute(people, { presence: ({ key = 'nobody' }) => key, on: {} })

let stored: Socket | undefined

const app = new Hono<{ Bindings: Bindings }>()
  .onError((error, c) => c.text(error.message, 500))
  .post('/stored/:how{subscribe|close|terminate}', (c) => {
    if (c.req.param('how') === 'subscribe') stored?.subscribe('late')
    if (c.req.param('how') === 'close') stored?.close(4000)
    if (c.req.param('how') === 'terminate') stored?.terminate()
    return c.text('done from another request')
  })
  .get('/counted', (c) => c.json(counted))
  .use('/ws/*', async (_, next) => {
    counted.requests++
    await next()
  })
  .use('/ws/refused/*', async (c) => c.text('no', 401))
  .get(
    '/ws/:path{.+}',
    upgradeWebSocket(
      (c) => {
        counted.factories++
        let heard = 0
        return {
          async onOpen(_, ws) {
            if (c.req.query('quiet')) return
            ws.subscribe('news')
            // There is always a change that the room has not made: one takes twice as long as the next is away.
            while (c.req.query('drip') && ws.readyState === 1) {
              await new Promise((resolve) => setTimeout(resolve, 50))
              ws.subscribe('drip')
              ws.unsubscribe('drip')
            }
          },
          async onMessage({ data }, ws) {
            if (data === 'wait') return new Promise((resolve) => setTimeout(resolve, 200))
            if (data === 'join') ws.subscribe('late')
            if (data === 'burst') {
              for (const message of burst) ws.publish('news', message)
              return
            }
            if (data === 'store') stored = ws
            if (data === 'bye') {
              ws.subscribe('one')
              ws.send('in one')
              ws.subscribe('two')
              ws.send('in two')
              ws.send(String(ws.bufferedAmount))
              return ws.close(4000, 'bye')
            }
            const bytes = new TextEncoder().encode(`${data} ${++heard}`)
            ws.send(bytes)
            bytes.fill(0)
          },
          onClose: (_, ws) => void ws.publish('news', 'somebody left'),
        }
      },
      { name: 'ws', room: (c) => c.req.param('path') },
    ),
  )
  .get('/people/:room', (c) => {
    const { room } = c.req.param()
    return upgradeWebSocket(c, peopleRoute, { room, key: c.req.query('key') })
  })
  .get('/keys/:room', async (c) =>
    c.json((await list(c, { route: peopleRoute, ...c.req.param() })).map(({ key }) => key)),
  )
  .get('/count/:room', async (c) => c.json(await count(c, { route: peopleRoute, ...c.req.param() })))
  .post('/topics/:topic/:room', async (c) =>
    c.json(await publish(c, { route: 'ws', ...c.req.param() }, await c.req.text())),
  )
  .delete('/rooms/:room', async (c) =>
    c.text(await roomOf(c.env, c.req.param('room')).fetch('http://room/', { method: 'DELETE' }).then(String, String)),
  )
  .get('/links/:room', (c) => roomOf(c.env, c.req.param('room')).fetch('http://room/', { method: 'OPTIONS' }))
  // A link like that of a Worker which ends before it can say so.
  .post('/links/:room', async (c) => {
    const { webSocket: link } = await roomOf(c.env, c.req.param('room')).fetch('http://room/', {
      headers: { upgrade: 'websocket' },
    })
    if (!link) return c.text('no link', 500)
    link.accept()
    const answered = new Promise((resolve) => link.addEventListener('message', resolve))
    link.send(joining('news'))
    await answered
    link.close(1001)
    return c.body(null, 204)
  })

const roomOf = ({ ROOMS }: Bindings, room: string) => ROOMS.get(ROOMS.idFromName(scopeOf('ws', room)))

export default worker(app, { ...OPTIONS, log: (line) => console.error(line) })
