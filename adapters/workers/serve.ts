import { type App, createRouter, type ServerOptions } from '../../src/adapter.ts'
import { webPlatform } from '../platform.ts'
import type { WorkerContext } from './runtime.ts'
import { upgrade } from './upgrade.ts'

/** What a Worker's module exports as its default. */
export interface Worker {
  fetch(request: Request, env: unknown, ctx: WorkerContext): Promise<Response>
}

const topicsUnavailable =
  'A stateless Worker isolate cannot send on the sockets of other requests, so topics need a Durable Object adapter, ' +
  'which this version of jackfield does not have yet. On Node, Bun and Deno they work.'

/**
 * Serves an app on Cloudflare Workers. The app's `c.env` has the Worker's bindings, `c.executionCtx` its context.
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
export const worker = (app: App, options: ServerOptions = {}): Worker => {
  const router = createRouter(app, webPlatform('workers', { topicsUnavailable }), options)
  return {
    async fetch(request, env, ctx) {
      const outcome = await router.handle(
        {
          request,
          remoteAddress: addressOf(request),
          encrypted: request.url.startsWith('https:'),
          signal: request.signal,
        },
        { ...(env as object) },
        ctx,
      )
      return 'connection' in outcome ? upgrade(outcome, ctx) : outcome
    },
  }
}

// Cloudflare sets this header itself, over whatever a client sends. Elsewhere (no `cf`) it would be the client's word.
const addressOf = (request: Request): string | undefined =>
  'cf' in request && request.cf ? (request.headers.get('cf-connecting-ip') ?? undefined) : undefined
