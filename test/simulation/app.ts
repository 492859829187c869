import { type Context, Hono } from 'hono'
import type { PublishResult, PublishTarget, RouteOptions, SendData, ServerOptions, WSEvents } from '../../src/index.ts'
import { publish, upgradeWebSocket } from '../../src/index.ts'

/** What is asked of one request: made by the simulation, and handed to the app in its env. */
export interface Visit {
  /** Runs before the route decides; an answer is the request's. */
  before?(): Promise<Response | undefined>
  /** Makes the handlers. */
  handlers?(): WSEvents | Promise<WSEvents>
  /** Runs after the route has decided; an answer replaces the route's. */
  after?(): Promise<Response | undefined>
  /** What to publish, and who wants to know what became of it. */
  readonly target?: PublishTarget
  published?(publish: (data: SendData) => Promise<PublishResult>): Promise<void>
}

export type Limits = Required<Pick<RouteOptions, 'concurrency' | 'maxPending' | 'heartbeat'>>

/** Milliseconds and bytes; small, so that a run meets all of them. */
export const limits = {
  maxPayload: 64,
  closeTimeout: 1500,
  handlerTimeout: 2500,
  handshakeTimeout: 3000,
} satisfies ServerOptions

/** How much time may pass while promises settle that are under way. */
export const haste = 50

export interface Route {
  readonly path: string
  readonly name: string
  readonly limits: Limits
}

const roomy = { messages: 50, bytes: 2000 }
const narrow = { messages: 3, bytes: 120 }

// The names, rooms and topics are such that they differ only by where one ends and the next begins.
export const rooms = ['', 'b', 'bc'] as const
export const topics = ['t', 'bt', 'ct'] as const

export const routes: readonly Route[] = [
  {
    path: '/free',
    name: 'a',
    limits: { concurrency: Number.POSITIVE_INFINITY, maxPending: roomy, heartbeat: { interval: 2000, timeout: 1000 } },
  },
  {
    path: '/serial',
    name: 'ab',
    limits: { concurrency: 1, maxPending: roomy, heartbeat: { interval: 3000, timeout: 1500 } },
  },
  {
    path: '/narrow',
    name: 'abc',
    limits: { concurrency: Number.POSITIVE_INFINITY, maxPending: narrow, heartbeat: { interval: 2500, timeout: 500 } },
  },
  { path: '/inside', name: 'inside', limits: { concurrency: 2, maxPending: narrow, heartbeat: false } },
]

type Env = { Bindings: { visit: Visit } }

const room = (c: Context<Env>) => c.req.query('room')
const handlers = async (c: Context<Env>) => (await c.env.visit.handlers?.())!
const optionsOf = ({ name, limits: own }: Route): RouteOptions => ({ name, room, ...own })

/** The app of all runs: it knows nothing of a run but the visit in its env. */
export const app = new Hono<Env>()

app.use(async (c, next) => {
  const answer = await c.env.visit.before?.()
  if (answer) return answer
  await next()
  const replacement = await c.env.visit.after?.()
  if (replacement) c.res = replacement
})

for (const route of routes) {
  if (route.path === '/inside') {
    app.get(route.path, async (c) => upgradeWebSocket(c, await handlers(c), optionsOf(route)))
  } else {
    // A function that is not async, for handlers that are there at once.
    app.get(
      route.path,
      upgradeWebSocket((c: Context<Env>) => c.env.visit.handlers!(), optionsOf(route)),
    )
  }
}

app.post('/publish', async (c) => {
  const { target, published } = c.env.visit
  await published?.((data) => publish(c, target!, data))
  return c.body(null, 204)
})

app.onError((_, c) => c.text('failed', 500))
