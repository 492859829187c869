import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { type Definition, definitionOf } from './definition.ts'
import { JackfieldError } from './errors.ts'
import type { RouteOptions } from './options.ts'
import type { Incident } from './report.ts'

/** A route of the middleware form, as the server finds it before any request. */
export interface DeclaredRoute {
  readonly options: RouteOptions
  /** What its name belongs to, unless that is the handler. */
  readonly owner?: object
}

interface RouterRoute {
  readonly path: string
  readonly method: string
  readonly handler: object
}

/** What is served: a Hono app or, with less known before the first request, anything with its `fetch`. */
export interface App {
  // biome-ignore lint/suspicious/noExplicitAny: the app's own environment and context are no concern of the core
  fetch(request: Request, env?: any, executionCtx?: any): Response | Promise<Response>
  readonly routes?: readonly RouterRoute[]
  readonly router?: { match(method: string, path: string): unknown }
  // biome-ignore lint/suspicious/noExplicitAny: as above
  getPath?(request: Request, options?: any): string
}

const brand: unique symbol = Symbol.for('jackfield.route')
// Hono wraps the handlers of a sub-app that has its own onError, and leaves the handler itself under this name.
const composed = '__COMPOSED_HANDLER'

type Branded = { [brand]?: DeclaredRoute; [composed]?: Branded }

export const brandRoute = (handler: MiddlewareHandler, declared: DeclaredRoute): MiddlewareHandler =>
  Object.assign(handler, { [brand]: declared })

const innermost = (handler: object): Branded => {
  const branded = handler as Branded
  return branded[composed] ? innermost(branded[composed]) : branded
}

const declaredBy = (handler: object): DeclaredRoute | undefined => innermost(handler)[brand]

/** Whether a handler answers, and does not pass on: it takes no `next`. */
const isFinal = (handler: object): boolean => (innermost(handler) as { length: number }).length < 2

/** The route that runs now: its path, and what its name belongs to, the handler that the app has declared it with. */
export const routeOf = (c: Context): { path: string; owner: unknown } => {
  const route = matchedRoutes(c)[c.req.routeIndex]
  return { path: route?.path ?? '', owner: innermost(route?.handler ?? c) }
}

/** Whether a handler of the app's own answers behind this one. */
export const hasFinalBehind = (c: Context, index: number): boolean =>
  matchedRoutes(c)
    .slice(index + 1)
    .some(({ handler }) => isFinal(handler))

/** The routes that are known from the beginning: those of the middleware form that an app declares, and channels'. */
export const declaredRoutes = (
  { routes = [] }: App,
  channels: readonly object[] = [],
): { name: string; owner: unknown; options: RouteOptions }[] => [
  ...channels.flatMap((route) => {
    const definition = definitionOf(route)
    return definition ? { name: definition.name, owner: definition, options: definition.options } : []
  }),
  ...routes.flatMap(({ path, handler }) => {
    const declared = declaredBy(handler)
    if (!declared) return []
    const { options, owner = innermost(handler) } = declared
    return { name: options.name ?? path, owner, options }
  }),
]

/** Whose name is whose, in one server. */
export class RouteNames {
  readonly #owners = new Map<string, unknown>()

  has(name: string): boolean {
    return this.#owners.has(name)
  }

  /** @throws {JackfieldError} `no_route` if none is known by this name. */
  definitionOf(name: string): Definition {
    const owner = this.#owners.get(name) as Definition | undefined
    if (typeof owner?.revive === 'function') return owner
    const message = `A connection of the route ${JSON.stringify(name)} is to be revived, and no such channel is known: `
    throw new JackfieldError('no_route', `${message}give the server its routes, serve(app, { routes: [chatRoute] }).`)
  }

  /** That something was meant for a name that is not known. */
  notice(name: string, what: string): Incident {
    const known = [...this.#owners.keys()].join(', ')
    const message = `${what} ${JSON.stringify(name)}, but no route is named so; known are: ${known}`
    return { kind: 'noticed', reason: 'unknown_route', message, about: name }
  }

  /** @throws {JackfieldError} `duplicate_route` if the name is another's. */
  claim(name: string, owner: unknown): void {
    if (!this.#owners.has(name)) this.#owners.set(name, owner)
    if (this.#owners.get(name) === owner) return
    throw new JackfieldError(
      'duplicate_route',
      `Two WebSocket routes have the name ${JSON.stringify(name)}, and topics are told apart by it. ` +
        "Give one of them a name of its own: upgradeWebSocket(createEvents, { name: '...' }), defineRoute(channel, { name: '...' }).",
    )
  }
}

/**
 * Whether a handler of the app, and not mere middleware, stands on a request's path. Middleware is what was declared for
 * all methods and takes `next`.
 */
export const hasHandler = ({ router, getPath }: App, method: string, request: Request): boolean => {
  const path = getPath?.(request, { env: {} }) ?? new URL(request.url).pathname
  const [matches] = (router?.match(method, path) ?? [[]]) as [[[object, RouterRoute], unknown][]]
  return matches.some(
    ([[handler, route]]) => route.method !== 'ALL' || declaredBy(handler) !== undefined || isFinal(route.handler),
  )
}
