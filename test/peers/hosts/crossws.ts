import type { AdapterInstance, Hooks, Peer } from 'crossws'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import type { RouteOptions } from '../../../src/options.ts'
import { contractApp } from '../../../src/testing/app/index.ts'
import type { ContractEvents, ContractPublish } from '../../../src/testing/app/kit.ts'
import { type Accepted, CrosswsSocket, dataOf, resultOf } from './crossws-socket.ts'

/**
 * The contract's app on crossws, which has no helper for Hono: its upgrade hook runs the app and answers with what the
 * app refused with; each later hook calls the route's handler of that event. What a handler throws is left to crossws.
 */
export function onCrossws<A extends Pick<AdapterInstance, 'peers' | 'publish'>>(
  adapterOf: (hooks: Partial<Hooks>) => A,
): { app: Hono; ws: A } {
  const publish: ContractPublish = async (_, { route, room, topic }, data) => {
    const namespace = namespaceOf(route, room)
    const result = resultOf(topic, ws.peers.get(namespace))
    await ws.publish(topic, data, { namespace })
    return result
  }
  const app = contractApp(upgradeWebSocket, { publish })
  const ws = adapterOf({
    async upgrade(request) {
      const env: { accepted?: Accepted } = {}
      const response = await app.fetch(request as Request, env)
      if (!env.accepted || !response.ok) return response
      const { namespace, protocol } = env.accepted
      byRequest.set(request, env.accepted)
      return { headers: response.headers, namespace, protocol, context: { accepted: env.accepted } }
    },
    open: (peer) => call(peer, 'onOpen', new Event('open')),
    message: (peer, message) => call(peer, 'onMessage', new MessageEvent('message', { data: dataOf(message) })),
    close: (peer, details) => call(peer, 'onClose', new CloseEvent('close', details)),
    error: (peer, error) => call(peer, 'onError', Object.assign(new Event('error'), { error })),
  })
  return { app, ws }
}

/** crossws hands a connection's context to its hooks, but not in a Durable Object. */
const byRequest = new WeakMap<object, Accepted>()

function call(peer: Peer, name: keyof ContractEvents, event: Event): Promise<void> | undefined {
  const accepted = (peer.context['accepted'] ?? byRequest.get(peer.request)) as Accepted
  accepted.socket ??= new CrosswsSocket(peer, accepted)
  const handler = accepted.events[name] as ((event: Event, ws: CrosswsSocket) => Promise<void> | undefined) | undefined
  return handler?.(event, accepted.socket)
}

type Factory = (c: Context) => ContractEvents | Promise<ContractEvents>

function upgradeWebSocket(factory: Factory, options?: RouteOptions): MiddlewareHandler
function upgradeWebSocket(c: Context, events: ContractEvents, options?: RouteOptions): Response
function upgradeWebSocket(first: Factory | Context, second?: object, third?: RouteOptions): unknown {
  if (typeof first !== 'function') return accept(first, second as ContractEvents, third)
  return (async (c, next) => {
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') return next()
    return accept(c, await first(c), second as RouteOptions)
  }) satisfies MiddlewareHandler
}

/** Of a route's options, crossws knows the subprotocol, and the namespace of topics. */
function accept(c: Context, events: ContractEvents, { name = c.req.path, protocols = [], room }: RouteOptions = {}) {
  const offered = (c.req.header('sec-websocket-protocol') ?? '').split(',').map((one) => one.trim())
  const protocol =
    typeof protocols === 'function' ? protocols(offered, c) : protocols.find((one) => offered.includes(one))
  c.env.accepted = {
    events,
    url: new URL(c.req.url),
    protocol: protocol ?? '',
    namespace: namespaceOf(name, typeof room === 'function' ? room(c) : room),
  } satisfies Accepted
  return c.body(null)
}

function namespaceOf(route: string, room = ''): string {
  return JSON.stringify([route, room])
}
