import type { ServerType } from '@hono/node-server'
import type { WebSocket } from 'ws'
import type { App, ServerOptions } from '../../src/adapter.ts'
import { upgradeWebSocket } from '../../src/index.ts'
import { type AttachedHandle, attach } from './attach.ts'

/** What `createNodeWebSocket` takes first. */
export interface NodeWebSocketInit {
  readonly app: App
}

/** What `createNodeWebSocket` answers with. */
export interface NodeWebSocket {
  /** The one of `jackfield`; `ws.raw` is a socket of `ws`. */
  readonly upgradeWebSocket: typeof upgradeWebSocket<WebSocket>
  /** Puts the app's WebSocket routes on a server, as {@link attach} does. */
  injectWebSocket(server: ServerType): AttachedHandle
}

/**
 * The helper of `@hono/node-ws`, for apps that come from there: the import is all that changes. Plain requests stay
 * with the `serve` of `@hono/node-server`.
 *
 * It is `upgradeWebSocket` and {@link attach} under the old names. A new app has no use for it: `serve(app)` is enough.
 *
 * @param options What `attach` takes.
 * @see {@link https://github.com/honojs/middleware/tree/main/packages/node-ws}
 * @throws {JackfieldError} From `injectWebSocket`: `duplicate_route` for two routes of one name, `invalid_option` for a
 * bad option.
 * @example
 * ```ts
 * import { serve } from '@hono/node-server'
 * import { Hono } from 'hono'
 * import { createNodeWebSocket } from 'jackfield/node'
 *
 * const app = new Hono()
 * const { injectWebSocket, upgradeWebSocket } = createNodeWebSocket({ app })
 * app.get('/ws', upgradeWebSocket(() => ({ onOpen: (event, ws) => void ws.send('hello') })))
 * const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
 * const handle = injectWebSocket(server)
 * await handle.close()
 * server.close()
 * ```
 */
export const createNodeWebSocket = ({ app }: NodeWebSocketInit, options: ServerOptions = {}): NodeWebSocket => ({
  upgradeWebSocket,
  injectWebSocket: (server) => attach(server, app, options),
})
