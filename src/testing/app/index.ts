import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { LogEvent } from '../../log.ts'
import { admissionApp } from './admission.ts'
import { boundsApp } from './bounds.ts'
import { channelsApp } from './channels.ts'
import { faultsApp } from './faults.ts'
import { handshakeApp } from './handshake.ts'
import type { ContractClientOf, ContractDisconnect, ContractPublish, ContractUpgrade, Kit, LogEntry } from './kit.ts'
import { lifecycleApp } from './lifecycle.ts'
import { messagesApp } from './messages.ts'
import { topicsApp } from './topics.ts'

/** Any `upgradeWebSocket`, also one of Hono's own helpers: strangers may host this app, and see what fails. */
export type AnyUpgradeWebSocket = (...args: never[]) => unknown

const notes = new WeakMap<Hono, Kit['note']>()

/**
 * An app-wide `onError` hook that reports to the observation log of this app, as the event `app-error`.
 *
 * @example
 * ```ts
 * import { upgradeWebSocket } from 'jackfield'
 * import { contractApp, errorsInto, serve } from 'jackfield/testing'
 *
 * const app = contractApp(upgradeWebSocket)
 * const server = await serve(app, { onError: errorsInto(app) })
 * await server.close()
 * ```
 */
export function errorsInto(app: Hono): (error: unknown, ws: { readonly url: URL | null }) => void {
  return (error, ws) => {
    const id = ws.url?.searchParams.get('id') ?? 'nobody'
    notes.get(app)?.(id, 'app-error', { message: error instanceof Error ? error.message : String(error) })
  }
}

/**
 * A `log` hook that reports every refusal, close, drop and notice to the observation log of this app, under the id
 * `server`.
 *
 * @example
 * ```ts
 * import { upgradeWebSocket } from 'jackfield'
 * import { contractApp, eventsInto, serve } from 'jackfield/testing'
 *
 * const app = contractApp(upgradeWebSocket)
 * const server = await serve(app, { log: eventsInto(app) })
 * await server.close()
 * ```
 */
export function eventsInto(app: Hono): (line: string, event: LogEvent) => void {
  return (_, { event, level, reason, message }) => {
    if (reason !== undefined) notes.get(app)?.('server', event, { level, reason, message })
  }
}

/** What a library has besides `upgradeWebSocket`. */
export interface ContractAppOptions {
  /** `publish(c, target, data)`, if it has topics. */
  readonly publish?: ContractPublish
  /** `disconnect(c, target, options)`, if it can close connections from elsewhere. */
  readonly disconnect?: ContractDisconnect
  /** `clientOf(c)`, if it tells who the client is. */
  readonly clientOf?: ContractClientOf
}

/** What is called where the host has given nothing. */
const missing = (name: string) => (): never => {
  throw new Error(`the host gave contractApp no ${name}`)
}

/** How long a gate stays shut at most: a case that died must not keep a handler running. */
const gatePatience = 20_000

/**
 * The app that the contract's cases talk to.
 *
 * | path | what it does |
 * | --- | --- |
 * | `GET /log/:id` | the observation log of one case: a JSON array of `{ event, ... }`, oldest first |
 * | any other | 404, `x-app: contract`, `{ "error": "nothing here" }` |
 * | any that throws | 500, `app.onError: <message>` |
 * | `POST /gate/:id` | lets pass whoever waits for `gate(id)` |
 * | `/handshake/*`, `/lifecycle/*`, `/messages/*`, `/faults/*`, `/topics/*`, `/admission/*`, `/bounds/*`, `/channels/*` | one app an area; its file lists its routes |
 *
 * Routes that observe something append it under the id in their `?id=` query.
 *
 * @param upgradeWebSocket - of the library under test
 * @example
 * ```ts
 * import { publish, upgradeWebSocket } from 'jackfield'
 * import { contractApp, serve } from 'jackfield/testing'
 *
 * const server = await serve(contractApp(upgradeWebSocket, { publish }))
 * const peer = await server.connect('/handshake/echo')
 * peer.send('hello')
 * if ((await peer.next()) !== 'hello') throw new Error('no echo')
 * peer.close()
 * await server.close()
 * ```
 */
export function contractApp(upgradeWebSocket: AnyUpgradeWebSocket, options: ContractAppOptions = {}): Hono {
  const logs = new Map<string, LogEntry[]>()
  const opened = new Set<string>()

  const kit: Kit = {
    upgradeWebSocket: upgradeWebSocket as unknown as ContractUpgrade,
    publish: options.publish ?? missing('publish'),
    disconnect: options.disconnect ?? missing('disconnect'),
    clientOf: options.clientOf ?? missing('clientOf'),
    noteOf(c) {
      const id = c.req.query('id') ?? 'nobody'
      return (event, detail) => kit.note(id, event, detail)
    },
    note(id, event, detail) {
      const log = logs.get(id) ?? []
      logs.set(id, log)
      log.push({ ...detail, event })
    },
    async gate(id) {
      // Polled, because a Worker may not settle a promise of another request.
      for (let waited = 0; !opened.has(id) && waited < gatePatience; waited += 10) {
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
  }

  const app = new Hono()
  notes.set(app, kit.note)
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    return c.text(`app.onError: ${error.message}`, 500)
  })
  app.notFound((c) => c.json({ error: 'nothing here' }, 404, { 'x-app': 'contract' }))
  app.get('/log/:id', (c) => c.json(logs.get(c.req.param('id')) ?? []))
  app.post('/gate/:id', (c) => {
    opened.add(c.req.param('id'))
    return c.body(null, 204)
  })
  app.route('/handshake', handshakeApp(kit))
  app.route('/lifecycle', lifecycleApp(kit))
  app.route('/messages', messagesApp(kit))
  app.route('/faults', faultsApp(kit))
  app.route('/topics', topicsApp(kit))
  app.route('/admission', admissionApp(kit))
  app.route('/bounds', boundsApp(kit))
  app.route('/channels', channelsApp(kit))
  return app
}
