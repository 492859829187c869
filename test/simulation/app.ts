import { type Context, Hono } from 'hono'
import type {
  DisconnectTarget,
  Grant,
  PublishResult,
  PublishTarget,
  RouteOptions,
  SendData,
  ServerOptions,
  WSEvents,
} from '../../src/index.ts'
import { disconnect, publish, upgradeWebSocket } from '../../src/index.ts'

/** What is asked of one request: made by the simulation, and handed to the app in its env. */
export interface Visit {
  /** Runs before the route decides; an answer is the request's. */
  before?(): Promise<Response | undefined>
  /** Makes the handlers. */
  handlers?(): WSEvents | Promise<WSEvents>
  /** Runs after the route has decided; an answer replaces the route's. */
  after?(): Promise<Response | undefined>
  /** Who the connection belongs to, and when what lets it in runs out. */
  readonly key?: string | undefined
  readonly expiresAt?: number | undefined
  /** Looks at a token. */
  verify?(token: string): Promise<Grant | undefined>
  /** Whom to disconnect, and who wants to know how many that were. */
  disconnected?(disconnect: (target: DisconnectTarget) => Promise<number>): Promise<void>
  /** What to publish, and who wants to know what became of it. */
  readonly target?: PublishTarget
  published?(publish: (data: SendData) => Promise<PublishResult>): Promise<void>
}

export type Limits = Required<
  Pick<RouteOptions, 'concurrency' | 'maxPending' | 'heartbeat' | 'maxRate' | 'maxBufferedBytes' | 'slowReader'>
>

/** Milliseconds and bytes; small, so that a run meets all of them. */
export const limits = {
  maxPayload: 64,
  closeTimeout: 1500,
  handlerTimeout: 2500,
  handshakeTimeout: 3000,
  expiryGrace: 200,
  maxConnections: { total: 6, perAddress: 4 },
  maxHandshakes: { total: 5, perAddress: 3 },
  maxPendingBytes: 2 ** 20,
  maxUnsentBytes: { total: 40, perRoom: 25 },
} satisfies ServerOptions

/** How much time may pass while promises settle that are under way. */
export const haste = 50

export interface Route {
  readonly path: string
  readonly name: string
  readonly limits: Limits
  /** The first message is a token, and may take so long. */
  readonly token?: { readonly timeout: number }
}

const roomy = { messages: 50, bytes: 2000 }
const narrow = { messages: 3, bytes: 120 }

// The names, rooms and topics are such that they differ only by where one ends and the next begins.
export const rooms = ['', 'b', 'bc'] as const
export const keys = ['ada', 'bob', undefined] as const
/** All but the first count as one: they share their /64. */
export const addresses = ['192.0.2.1', '2001:db8::1', '2001:db8::2', '2001:db8::3'] as const
export const topics = ['t', 'bt', 'ct'] as const

export const routes: readonly Route[] = [
  {
    path: '/free',
    name: 'a',
    limits: {
      concurrency: Number.POSITIVE_INFINITY,
      maxPending: roomy,
      heartbeat: { interval: 2000, timeout: 1000 },
      maxRate: false,
      maxBufferedBytes: 10,
      slowReader: 'drop',
    },
  },
  {
    path: '/serial',
    name: 'ab',
    limits: {
      concurrency: 1,
      maxPending: roomy,
      heartbeat: { interval: 3000, timeout: 1500 },
      maxRate: { perSecond: 8, burst: 4 },
      maxBufferedBytes: 10,
      slowReader: 'latest',
    },
  },
  {
    path: '/narrow',
    name: 'abc',
    limits: {
      concurrency: Number.POSITIVE_INFINITY,
      maxPending: narrow,
      heartbeat: { interval: 2500, timeout: 500 },
      maxRate: false,
      maxBufferedBytes: 1000,
      slowReader: 'latest',
    },
  },
  {
    path: '/inside',
    name: 'inside',
    limits: {
      concurrency: 2,
      maxPending: narrow,
      heartbeat: false,
      maxRate: { perSecond: 2, burst: 3 },
      maxBufferedBytes: 20,
      slowReader: 'close',
    },
  },
  {
    path: '/guarded',
    name: 'guarded',
    limits: {
      concurrency: Number.POSITIVE_INFINITY,
      maxPending: narrow,
      heartbeat: { interval: 2500, timeout: 500 },
      maxRate: false,
      maxBufferedBytes: 10,
      slowReader: 'drop',
    },
    token: { timeout: 1000 },
  },
]

type Env = { Bindings: { visit: Visit } }

const room = (c: Context<Env>) => c.req.query('room')
const handlers = async (c: Context<Env>) => (await c.env.visit.handlers?.())!
const key = (c: Context<Env>) => c.env.visit.key
const expiresAt = (c: Context<Env>) => c.env.visit.expiresAt
const verify = (token: string, c: Context<Env>) => c.env.visit.verify!(token)
const optionsOf = ({ name, limits: own, token }: Route): RouteOptions => ({
  name,
  room,
  key,
  expiresAt,
  ...own,
  ...(token && { token: { from: 'message', verify, ...token } }),
})

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

app.post('/disconnect', async (c) => {
  await c.env.visit.disconnected?.((target) => disconnect(c, target))
  return c.body(null, 204)
})

app.onError((_, c) => c.text('failed', 500))
