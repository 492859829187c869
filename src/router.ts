import { Admission, barHost } from './admission.ts'
import { asAnswer, headersFor101 } from './answer.ts'
import { checkOptions, type OptionsCall } from './check-options.ts'
import { type SendData, toMessage } from './data.ts'
import { Members, planDrain } from './drain.ts'
import { JackfieldError } from './errors.ts'
import { WaitingRoom } from './guards/gate.ts'
import { Ledger } from './guards/ledger.ts'
import { Pool } from './guards/pool.ts'
import { Rate } from './guards/rate.ts'
import { redact } from './guards/redact.ts'
import { readHandshake } from './handshake.ts'
import type { Farewell, Hub, Member } from './hub.ts'
import { IdleCuts } from './idle-cuts.ts'
import { closeDesk, type Desk, markHeader, markStatus, openDesk, placeSlot, type Slot } from './intent.ts'
import { consoleLog, formatLine, type LogEvent } from './log.ts'
import {
  type CloseOptions,
  type Policy,
  type RouteOptions,
  resolvePolicy,
  resolveSettings,
  type ServerOptions,
  type ServerSettings,
} from './options.ts'
import { Refused, refuse } from './refuse.ts'
import { type Incident, Report } from './report.ts'
import { type App, declaredRoutes, hasHandler, RouteNames } from './routes.ts'
import { scopeOf } from './scope.ts'
import type { Intake, Platform, Router, Upgrade } from './seam.ts'
import { Session } from './session.ts'
import { RequestSlot } from './slot.ts'
import type { PublishResult } from './socket.ts'
import type { Stats } from './stats.ts'
import { checkTarget, type DisconnectOptions, type DisconnectTarget, type PublishTarget } from './targets.ts'
import { assertTopic, Topics } from './topics.ts'
import { within } from './within.ts'

/** Of a URL what may be logged. */
const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : '/')

/**
 * Makes the core's side of a server: what every adapter stands on.
 *
 * @param platform What the core needs of the runtime.
 * @param call What the options were given to, for messages. Default `'serve'`.
 * @throws {JackfieldError} `duplicate_route` for two routes of one name, `invalid_option` for a bad option.
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { createRouter, type Platform } from 'jackfield/adapter'
 *
 * const platform: Platform = {
 *   name: 'mine',
 *   now: () => performance.now(),
 *   date: () => Date.now(),
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
export const createRouter = (
  app: App,
  platform: Platform,
  options: ServerOptions = {},
  call: ServerCall = 'serve',
): Router => new AppRouter(app, platform, options, call)

/** The call that a server is made with, as messages name it. */
export type ServerCall = Exclude<OptionsCall, 'upgradeWebSocket' | 'close'>

const usage: Readonly<Record<ServerCall, string>> = {
  serve: 'first argument is not the app itself: serve(app, { port })',
  attach: 'second argument is not the app itself: attach(server, app)',
  worker: 'first argument is not the app itself: worker(app)',
}

class AppRouter implements Router, Desk, Hub {
  readonly platform: Platform
  readonly settings: ServerSettings
  readonly topics = new Topics()
  readonly ledger: Ledger
  readonly pool: Pool
  readonly maxPayload: number
  readonly maxBufferedBytes: number
  readonly #app: App
  readonly #options: ServerOptions
  readonly #names = new RouteNames()
  readonly #members: Members
  readonly #handshakes: WaitingRoom
  readonly #admission: Admission
  readonly #policies = new WeakMap<RouteOptions, Policy>()
  readonly #report: Report
  readonly #idleCuts = new IdleCuts()
  readonly #shouts: Rate
  farewell: Farewell | undefined

  constructor(app: App, platform: Platform, options: ServerOptions, call: ServerCall) {
    if (typeof app?.fetch !== 'function' || 'port' in app) {
      throw new JackfieldError('invalid_option', `The ${usage[call]}.`)
    }
    checkOptions(call, options)
    this.platform = platform
    this.#app = app
    this.#options = options
    this.settings = resolveSettings(options)
    this.#members = new Members(platform, this.settings.maxConnections)
    this.#handshakes = new WaitingRoom(this.settings.maxHandshakes, platform, this.settings.handshakeTimeout)
    this.#admission = new Admission(this.settings, this.#members, this.#handshakes, () => this.farewell !== undefined)
    this.ledger = new Ledger(this.settings.maxUnsentBytes)
    this.pool = new Pool(this.settings.maxPendingBytes)
    this.#report = new Report(
      (event) => this.log(event),
      () => platform.now(),
    )
    this.#shouts = new Rate({ perSecond: 1, burst: 60 }, platform.now())
    const declared = declaredRoutes(app)
    for (const { name, owner } of declared) this.#names.claim(name, owner)
    const policies = [resolvePolicy(options), ...declared.map((route) => resolvePolicy(options, route.options))]
    this.maxPayload = Math.max(...policies.map(({ maxPayload }) => maxPayload))
    this.maxBufferedBytes = Math.max(...policies.map(({ maxBufferedBytes }) => maxBufferedBytes))
    openDesk(this)
  }

  // For the adapter.

  async handle(intake: Intake, env: object, executionCtx?: unknown): Promise<Response | Upgrade> {
    const isHandshake = readHandshake(intake.request).kind === 'upgrade'
    const slot = new RequestSlot(this, this.settings, intake)
    try {
      const outcome = await this.#answer(slot, env, executionCtx, isHandshake)
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

  disconnect(target: DisconnectTarget, options: DisconnectOptions = {}): number {
    checkTarget(target, options)
    let count = 0
    for (const member of this.#members) if (member.isMeant(target) && member.expel(options)) count++
    return count
  }

  stats(): Stats {
    return {
      connections: this.#members.size,
      handshakes: this.#handshakes.size,
      unsentBytes: this.ledger.measure(),
      ...this.#report.counts(),
    }
  }

  async drain(options: CloseOptions = {}): Promise<void> {
    const plan = planDrain(options)
    this.farewell = plan
    await this.#members.drain(plan)
    closeDesk(this)
  }

  // For the routes.

  policyOf(options: RouteOptions): Policy {
    const known = this.#policies.get(options)
    if (known) return known
    const policy = resolvePolicy(this.#options, options)
    for (const limit of ['maxPayload', 'maxBufferedBytes'] as const) {
      if (policy[limit] <= this[limit]) continue
      const found = `This route's ${limit} is ${policy[limit]}, the server's ${this[limit]}`
      throw new JackfieldError('invalid_option', `${found}: give the server one as large.`)
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

  async expel(target: DisconnectTarget, options: DisconnectOptions): Promise<number> {
    const { rooms } = this.platform
    if (!rooms) return this.disconnect(target, options)
    checkTarget(target, options)
    const { key, route, room = '' } = target
    if (route === undefined) {
      throw new TypeError(
        "rooms are kept outside of this process, and found by their route: disconnect(c, { route: '...' })",
      )
    }
    return rooms.disconnect(scopeOf(route, room), key, options)
  }

  claimName(name: string, owner: unknown): void {
    this.#names.claim(name, owner)
  }

  refused({ method, url }: Request, error: JackfieldError): void {
    const { found, about } = error instanceof Refused ? error : { found: error.message, about: undefined }
    const message = `${method} ${pathOf(url)}: ${found.replace(/\s*\n\s*/g, ' ')}`
    this.report({ kind: 'refused', reason: error.code, message, about })
  }

  log(event: LogEvent): void {
    const line = formatLine(event)
    const fail = (error: unknown): void => {
      const failed: LogEvent = { level: 'error', event: 'hook.failed', message: 'log failed', error }
      consoleLog(line, event)
      consoleLog(formatLine(failed), failed)
    }
    const shown: LogEvent = { ...event, message: redact(event.message) }
    new Promise((resolve) => resolve(this.settings.log(line, shown))).catch(fail)
  }

  // For the connections.

  join(member: Member): void {
    this.#members.join(member)
  }

  left(member: Member): void {
    this.#members.leave(member)
  }

  report(incident: Incident): void {
    this.#report.tell(incident)
  }

  mayShout(): boolean {
    return this.#shouts.tryTake(this.platform.now())
  }

  cutAfter(silence: number, { heartbeat }: Policy): void {
    const pings = heartbeat && this.platform.pings !== false
    const incident = this.#idleCuts.note(silence, this.platform.now(), pings ? heartbeat.interval : undefined)
    if (incident) this.report(incident)
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
    const known = [...this.#names].join(', ')
    const message = `a publish went to ${JSON.stringify(route)}, but no route is named so; known are: ${known}`
    this.report({ kind: 'noticed', reason: 'unknown_route', message, about: route })
  }

  #refuse({ intake: { request } }: Slot, error: JackfieldError): Response {
    this.refused(request, error)
    return refuse(request, error)
  }

  async #answer(slot: Slot, env: object, executionCtx: unknown, isHandshake: boolean): Promise<Response | Upgrade> {
    const refusal = barHost(slot, this.settings, isHandshake)
    if (refusal) return this.#refuse(slot, refusal)
    return isHandshake ? this.#shake(slot, env, executionCtx) : this.#ask(slot, env, executionCtx, false)
  }

  /** Takes a handshake through the app, if there is room for it. */
  async #shake(slot: Slot, env: object, executionCtx: unknown): Promise<Response | Upgrade> {
    const refusal = this.#admission.bar(slot)
    if (refusal) return this.#refuse(slot, refusal)
    const leave = this.#handshakes.enter(slot.bucket)
    try {
      return await this.#ask(slot, env, executionCtx, true)
    } finally {
      leave()
    }
  }

  /** Takes a request through the app. */
  async #ask(slot: Slot, env: object, executionCtx: unknown, isHandshake: boolean): Promise<Response | Upgrade> {
    const removeSlot = placeSlot(slot, env)
    try {
      const answer = Promise.resolve(this.#app.fetch(slot.intake.request, env, executionCtx))
      return this.#conclude(slot, isHandshake ? await this.#inTime(slot, answer) : await answer, isHandshake)
    } finally {
      removeSlot()
    }
  }

  /** The app's answer, or 503 when the time for a handshake is over. */
  async #inTime(slot: Slot, answer: Promise<Response>): Promise<Response> {
    const { handshakeTimeout } = this.settings
    const inTime = await within(
      this.platform,
      handshakeTimeout,
      answer.then((response) => ({ response })),
    )
    if (inTime) return inTime.response
    answer.then(({ body }) => body?.cancel()).catch(() => {})
    const message = `The app did not decide on this handshake within ${handshakeTimeout} ms.`
    return this.#refuse(slot, new JackfieldError('handshake_timeout', message))
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
    const refusal = this.#admission.barLate(slot)
    if (refusal) return this.#refuse(slot, refusal)
    this.#report.accepted++
    const headers = headersFor101(response.headers)
    const { protocol, policy, scope } = intent
    return { connection: new Session(this, intent), headers, protocol, policy, scope }
  }
}
