import { type App, createRouter, type ServerOptions } from '../../src/adapter.ts'
import { webPlatform } from '../platform.ts'
import { ObjectRooms } from './rooms.ts'
import type { WorkerContext } from './runtime.ts'
import { upgrade } from './upgrade.ts'

/** What a Worker's module exports as its default. */
export interface Worker {
  fetch(request: Request, env: unknown, ctx: WorkerContext): Promise<Response>
}

/** The options of a Worker. */
export interface WorkerOptions extends ServerOptions {
  /** The name of the binding to the Durable Objects that keep the rooms, of the class `Room`. Default `'ROOMS'`. */
  readonly rooms?: string
  /**
   * How long a room may take to answer, in ms: then its connection is closed with 1012, and `publish(c, ...)` answers that it
   * is `unreachable`. Default 10 s.
   */
  readonly roomTimeout?: number
}

/**
 * Serves an app on Cloudflare Workers. The app's `c.env` has the Worker's bindings, `c.executionCtx` its context. Topics
 * need the Durable Object {@link Room}, bound as `ROOMS`; all else works without.
 *
 * @throws {JackfieldError} `duplicate_route` for two routes of one name, `invalid_option` for a bad option.
 * @see {@link https://developers.cloudflare.com/workers/runtime-apis/websockets/}
 * @example
 * ```ts
 * // Workers
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { worker } from 'jackfield/workers'
 *
 * const app = new Hono().get('/ws', upgradeWebSocket(() => ({ onOpen: (event, ws) => void ws.send('hello') })))
 * export default worker(app)
 * ```
 */
export const worker = (app: App, options: WorkerOptions = {}): Worker => {
  const { rooms: binding = 'ROOMS', roomTimeout = 10_000 } = options
  const rooms = new ObjectRooms(binding, roomTimeout)
  const platform = webPlatform('workers', { rooms, pings: false, ownTimers: true, encode: (data) => data })
  const router = createRouter(app, platform, options, 'worker')
  return {
    async fetch(request, env, ctx) {
      rooms.bind(env)
      platform.env = env
      const outcome = await router.handle(
        { request, remoteAddress: addressOf(request), encrypted: request.url.startsWith('https:') },
        { ...(env as object) },
        ctx,
      )
      return 'connection' in outcome ? upgrade(outcome, rooms, ctx) : outcome
    },
  }
}

// Cloudflare sets this header itself, over whatever a client sends. Elsewhere (no `cf`) it would be the client's word.
const addressOf = (request: Request): string | undefined =>
  'cf' in request && request.cf ? (request.headers.get('cf-connecting-ip') ?? undefined) : undefined
