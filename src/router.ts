import { asAnswer, headersFor101 } from './answer.ts'
import { type SendData, toMessage } from './data.ts'
import { JackfieldError } from './errors.ts'
import { isHost, readHandshake } from './handshake.ts'
import type { Hub, Member } from './hub.ts'
import {
  closeDesk,
  type Desk,
  markHeader,
  markStatus,
  openDesk,
  type PublishTarget,
  placeSlot,
  type Slot,
} from './intent.ts'
import { consoleLog, formatLine, type LogEvent } from './log.ts'
import {
  type Policy,
  type RouteOptions,
  resolvePolicy,
  resolveSettings,
  type ServerOptions,
  type ServerSettings,
} from './options.ts'
import { refuse } from './refuse.ts'
import { type App, declaredRoutes, hasHandler, RouteNames } from './routes.ts'
import { scopeOf } from './scope.ts'
import type { Intake, Platform, Upgrade } from './seam.ts'
import { Session } from './session.ts'
import type { PublishResult } from './socket.ts'
import { assertTopic, Topics } from './topics.ts'
import { within } from './within.ts'

// What is logged once is remembered, up to so many.
const maxRemembered = 1000

/** Bun, Deno and workerd spell the Host into the request's URL, where it could choose another route. */
const refuseHost = (request: Request): Response | undefined => {
  const host = request.headers.get('host')
  if (host === null || isHost(host)) return undefined
  return refuse(
    request,
    new JackfieldError('bad_host', `The Host header is ${quote(host)}; send a host and port, as in example.com:8080.`),
  )
}

/** A header of a stranger's, cut to what an operator needs of it. */
const quote = (text: string | null): string => JSON.stringify(text?.slice(0, 300) ?? null)

/** How long a drain may take unless it is said, in ms. */
export const drainTimeout = 10_000

/** How a server ends. */
export interface CloseOptions {
  /** How long handlers and close replies are waited for, in ms. Default 10 s. */
  readonly timeout?: number
}

/** What an adapter needs of the core, once a server. */
export interface Router {
  /** The largest `maxPayload` of the server and the routes known at start, for runtimes that take one for all. */
  readonly maxPayload: number
  readonly settings: ServerSettings
  /** Answers a handshake before the app runs, if it is refused; `handle` asks this itself. */
  admit(intake: Intake): Response | undefined
  /** Takes a request through the app. Never rejects. `env` is the app's `c.env`, made for this request alone. */
  handle(intake: Intake, env: object, executionCtx?: unknown): Promise<Response | Upgrade>
  /** Whether a handler of the app, and not mere middleware, stands on a request's path. Never throws. */
  claims(method: string, request: Request): boolean
  publish(target: PublishTarget, data: SendData): PublishResult
  log(event: LogEvent): void
  /**
   * Refuses new handshakes with 503, gives running handlers half of the time to end, says 1001 to all, waits for their
   * answers, and cuts what is left at the timeout.
   */
  drain(options?: CloseOptions): Promise<void>
}

/**
 * Makes the core's side of a server: what every adapter stands on.
 *
 * @param platform What the core needs of the runtime.
 * @throws {JackfieldError} `duplicate_route` for two routes of one name, `invalid_option` for a bad option.
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { createRouter, type Platform } from 'jackfield/adapter'
 *
 * const platform: Platform = {
 *   name: 'mine',
 *   now: () => performance.now(),
 *   timer(fn, ms) {
 *     const timer = setTimeout(fn, ms)
 *     return () => clearTimeout(timer)
 *   },
 *   random: () => Math.random(),
 *   id: () => crypto.randomUUID(),
 *   encode: (data) => data,
 * }
 * const router = createRouter(new Hono().get('/', (c) => c.text('hello')), platform)
 * const request = new Request('http://localhost/')
 * const outcome = await router.handle({ request, encrypted: false, signal: request.signal }, {})
 * if ('connection' in outcome) throw new Error('this was no handshake')
 * await router.drain()
 * ```
 */
export const createRouter = (app: App, platform: Platform, options: ServerOptions = {}): Router =>
  new AppRouter(app, platform, options)

class AppRouter implements Router, Desk, Hub {
  readonly platform: Platform
  readonly settings: ServerSettings
  readonly topics = new Topics()
  readonly maxPayload: number
  readonly #app: App
  readonly #options: ServerOptions
  readonly #names = new RouteNames()
  readonly #members = new Set<Member>()
  readonly #policies = new WeakMap<RouteOptions, Policy>()
  readonly #said = new Set<string>()
  #draining = false
  #allLeft: (() => void) | undefined

  constructor(app: App, platform: Platform, options: ServerOptions) {
    if (typeof app?.fetch !== 'function' || 'port' in app) {
      throw new JackfieldError('invalid_option', 'The first argument is not the app itself: serve(app, { port }).')
    }
    this.platform = platform
    this.#app = app
    this.#options = options
    this.settings = resolveSettings(options)
    const declared = declaredRoutes(app)
    for (const { name, owner } of declared) this.#names.claim(name, owner)
    this.maxPayload = Math.max(
      resolvePolicy(options).maxPayload,
      ...declared.map((route) => resolvePolicy(options, route.options).maxPayload),
    )
    openDesk(this)
  }

  get draining(): boolean {
    return this.#draining
  }

  // For the adapter.

  admit(intake: Intake): Response | undefined {
    if (!this.#draining) return undefined
    return refuse(intake.request, new JackfieldError('draining', 'This server is going away; come back in a moment.'))
  }

  async handle(intake: Intake, env: object, executionCtx?: unknown): Promise<Response | Upgrade> {
    const isHandshake = readHandshake(intake.request).kind === 'upgrade'
    try {
      const refusal = refuseHost(intake.request) ?? (isHandshake ? this.admit(intake) : undefined)
      const outcome = refusal ?? (await this.#ask(intake, env, executionCtx, isHandshake))
      return 'connection' in outcome ? outcome : asAnswer(outcome, isHandshake)
    } catch (error) {
      const { request } = intake
      this.log({ level: 'error', event: 'app.failed', message: `${request.method} ${request.url}`, error })
      return refuse(request, new JackfieldError('internal', 'The app failed to answer.'))
    }
  }

  claims(method: string, request: Request): boolean {
    try {
      return hasHandler(this.#app, method, request)
    } catch (error) {
      this.log({ level: 'error', event: 'app.failed', message: `no route for ${request.url}`, error })
      return false
    }
  }

  publish(target: PublishTarget, data: SendData): PublishResult {
    const { scope, message } = this.#address(target, data)
    return this.topics.publish(scope, target.topic, () => this.platform.encode(message))
  }

  async drain({ timeout = drainTimeout }: CloseOptions = {}): Promise<void> {
    this.#draining = true
    for (const member of this.#members) member.leave(timeout / 2)
    await this.#until(timeout)
    for (const member of this.#members) member.cut()
    await this.#until(1000)
    closeDesk(this)
  }

  // For the routes.

  policyOf(options: RouteOptions): Policy {
    const known = this.#policies.get(options)
    if (known) return known
    const policy = resolvePolicy(this.#options, options)
    if (policy.maxPayload > this.maxPayload) {
      throw new JackfieldError(
        'invalid_option',
        `This route's maxPayload is ${policy.maxPayload}, the server's ${this.maxPayload}: give the server one as large.`,
      )
    }
    this.#policies.set(options, policy)
    return policy
  }

  async relay(target: PublishTarget, data: SendData): Promise<PublishResult> {
    const { rooms } = this.platform
    if (!rooms) return this.publish(target, data)
    const { scope, message } = this.#address(target, data)
    return rooms.publish(scope, target.topic, message)
  }

  claimName(name: string, owner: unknown): void {
    this.#names.claim(name, owner)
  }

  refusedOrigin(origin: string, host: string | null): void {
    if (!this.#isNews(`origin ${origin}`)) return
    const found = `Origin ${quote(origin)} is not that of Host ${quote(host)}`
    this.log({
      level: 'warn',
      event: 'origin.refused',
      message:
        `${found}. If its pages may connect, list it: origins: [${quote(origin)}]. If a proxy rewrote Host, ` +
        'keep it: proxy_set_header Host $http_host;',
    })
  }

  log(event: LogEvent): void {
    const line = formatLine(event)
    const fail = (error: unknown): void => {
      const failed: LogEvent = { level: 'error', event: 'hook.failed', message: 'log failed', error }
      consoleLog(line, event)
      consoleLog(formatLine(failed), failed)
    }
    new Promise((resolve) => resolve(this.settings.log(line, event))).catch(fail)
  }

  // For the connections.

  join(member: Member): void {
    this.#members.add(member)
  }

  left(member: Member): void {
    if (this.#members.delete(member) && this.#members.size === 0) this.#allLeft?.()
  }

  /** Whether this is to be said for the first time. Of many the oldest are forgotten: no stranger can use them up. */
  #isNews(what: string): boolean {
    if (this.#said.has(what)) return false
    const [oldest = ''] = this.#said
    if (this.#said.size >= maxRemembered) this.#said.delete(oldest)
    this.#said.add(what)
    return true
  }

  /** Where a message goes, and what of it goes out. */
  #address({ route, room = '', topic }: PublishTarget, data: SendData) {
    assertTopic(topic)
    if (typeof route !== 'string')
      throw new TypeError("publish goes to { route: '...', topic: '...' }; route is missing")
    const message = toMessage(data)
    if (!this.#names.has(route)) this.#unheard(route)
    return { scope: scopeOf(route, room), message }
  }

  /** Says once that a publish went to a route that is not known. */
  #unheard(route: string): void {
    if (!this.#isNews(`route ${route}`)) return
    this.log({
      level: 'warn',
      event: 'publish.unknown',
      message: `no route is named ${JSON.stringify(route)}; known are: ${[...this.#names].join(', ')}`,
    })
  }

  /** Takes the request through the app. */
  async #ask(intake: Intake, env: object, executionCtx: unknown, isHandshake: boolean): Promise<Response | Upgrade> {
    const slot: Slot = { desk: this, intake, intent: undefined }
    const removeSlot = placeSlot(slot, env)
    try {
      const answer = Promise.resolve(this.#app.fetch(intake.request, env, executionCtx))
      return this.#conclude(slot, isHandshake ? await this.#inTime(intake, answer) : await answer, isHandshake)
    } finally {
      removeSlot()
    }
  }

  /** The app's answer, or 503 when the time for a handshake is over. */
  async #inTime({ request }: Intake, answer: Promise<Response>): Promise<Response> {
    const { handshakeTimeout } = this.settings
    const inTime = await within(
      this.platform,
      handshakeTimeout,
      answer.then((response) => ({ response })),
    )
    if (inTime) return inTime.response
    const message = `The app did not decide on this handshake within ${handshakeTimeout} ms.`
    this.log({ level: 'warn', event: 'handshake.timeout', message: `${request.url}: ${message}` })
    answer.then(({ body }) => body?.cancel()).catch(() => {})
    return refuse(request, new JackfieldError('handshake_timeout', message))
  }

  /** Upgrades only if the final response still is the route's own: marked by this request, its status, no body. */
  #conclude(slot: Slot, response: Response, isHandshake: boolean): Response | Upgrade {
    const mark = response.headers.get(markHeader)
    if (mark === null) return response
    const { intent, intake } = slot
    slot.intent = undefined
    if (response.status !== markStatus || response.body !== null) return response
    if (!isHandshake || intent?.mark !== mark) {
      const message = 'This answer was made for another handshake: no cache may keep it.'
      return refuse(intake.request, new JackfieldError('internal', message))
    }
    const refusal = this.admit(intake)
    if (refusal) return refusal
    const headers = headersFor101(response.headers)
    const connection = new Session(this, intent, intake.remoteAddress)
    const { protocol, policy, scope } = intent
    return { connection, headers, protocol, policy, scope }
  }

  /** Resolves when no connection is left, or after so many milliseconds. */
  async #until(ms: number): Promise<void> {
    if (this.#members.size === 0) return
    const allLeft = new Promise<void>((resolve) => {
      this.#allLeft = resolve
    })
    await within(this.platform, ms, allLeft)
  }
}
