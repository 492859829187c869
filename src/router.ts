import { Admission, barHost, tooLate, unreturned, wasKept } from './admission.ts'
import { type Alarms, makeAlarms } from './alarms.ts'
import { asAnswer, headersFor101 } from './answer.ts'
import type { ChannelTarget, Listed } from './channels/types.ts'
import { checkApp, checkOptions, type ServerCall } from './check-options.ts'
import { type SendData, toMessage } from './data.ts'
import { assertDefinition } from './definition.ts'
import { Members, planDrain } from './drain.ts'
import { JackfieldError } from './errors.ts'
import { type Eventual, isPromised } from './eventual.ts'
import { WaitingRoom } from './guards/gate.ts'
import { Ledger } from './guards/ledger.ts'
import { Pool } from './guards/pool.ts'
import { Rate } from './guards/rate.ts'
import type { Farewell, Hub, Member } from './hub.ts'
import { IdleCuts } from './idle-cuts.ts'
import { closeDesk, type Desk, markHeader, markStatus, openDesk, placeSlot, removeSlot, type Slot } from './intent.ts'
import type { Kept } from './kept.ts'
import { emit, type LogEvent } from './log.ts'
import {
  type CloseOptions,
  type Policy,
  type RouteOptions,
  resolveSettings,
  type ServerOptions,
  type ServerSettings,
} from './options.ts'
import { outOfReach } from './out-of-reach.ts'
import { Policies } from './policies.ts'
import { pathOf, Refused, refuse } from './refuse.ts'
import { type Incident, Report } from './report.ts'
import { type App, declaredRoutes, hasHandler, RouteNames } from './routes.ts'
import { scopeOf } from './scope.ts'
import type { Connection, Intake, Platform, Router, Transport, Upgrade } from './seam.ts'
import { Session } from './session.ts'
import { RequestSlot } from './slot.ts'
import type { PublishResult } from './socket.ts'
import type { Stats } from './stats.ts'
import { checkTarget, type DisconnectOptions, type DisconnectTarget, oneRoom, type PublishAddress } from './targets.ts'
import { Topics } from './topics.ts'

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
 * const outcome = await router.handle({ request, encrypted: false }, {})
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

class AppRouter implements Router, Desk, Hub {
  readonly platform: Platform
  readonly settings: ServerSettings
  readonly alarms: Alarms
  readonly topics: Topics
  readonly ledger: Ledger
  readonly pool: Pool
  readonly maxPayload: number
  readonly maxBufferedBytes: number
  readonly #app: App
  readonly #names = new RouteNames()
  readonly members: Members
  readonly #handshakes: WaitingRoom<RequestSlot>
  readonly #admission: Admission
  readonly #policies: Policies
  readonly #report: Report
  readonly #idleCuts = new IdleCuts()
  readonly #shouts: Rate
  farewell: Farewell | undefined

  constructor(app: App, platform: Platform, options: ServerOptions, call: ServerCall) {
    checkApp(call, app)
    checkOptions(call, options)
    this.platform = platform
    this.alarms = makeAlarms(platform)
    this.#app = app
    this.settings = resolveSettings(options)
    this.members = new Members(platform, this.settings.maxConnections)
    this.#handshakes = new WaitingRoom<RequestSlot>(this.settings, platform, removeSlot)
    this.#admission = new Admission(this.settings, this.members, this.#handshakes, () => this.farewell !== undefined)
    this.ledger = new Ledger(this.settings.maxUnsentBytes)
    this.topics = Topics.of(platform, this.ledger)
    this.pool = new Pool(this.settings.maxPendingBytes)
    this.#report = new Report(
      (event) => this.log(event),
      () => platform.now(),
    )
    this.#shouts = new Rate({ perSecond: 1, burst: 60 }, platform.now())
    const declared = declaredRoutes(app, options.routes)
    for (const { name, owner } of declared) this.#names.claim(name, owner)
    this.#policies = new Policies(options, declared)
    this.maxPayload = this.#policies.maxPayload
    this.maxBufferedBytes = this.#policies.maxBufferedBytes
    openDesk(this)
  }

  // For the adapter.

  handle(intake: Intake, env: object, executionCtx?: unknown): Eventual<Response | Upgrade> {
    try {
      const slot = new RequestSlot(this, this.settings, intake)
      const outcome = this.#answer(slot, env, executionCtx)
      return isPromised(outcome) ? outcome.catch((error) => this.#failed(intake, error)) : outcome
    } catch (error) {
      return this.#failed(intake, error)
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

  publish(target: PublishAddress, data: SendData): PublishResult {
    const { scope, message } = this.#address(target, data)
    return this.topics.publish(scope, target.topic, () => this.platform.encode(message))
  }

  disconnect(target: DisconnectTarget, options: DisconnectOptions = {}): number {
    checkTarget(target, options)
    this.#noticeUnknown(target.route, 'disconnect looked for')
    return this.members.expel(target, options)
  }

  stats(): Stats {
    return {
      connections: this.members.size,
      handshakes: this.#handshakes.size,
      unsentBytes: this.ledger.measure(),
      ...this.#report.counts(),
    }
  }

  async count(target: ChannelTarget): Promise<number> {
    return assertDefinition(target.route, 'count').count(this, target)
  }

  async list(target: ChannelTarget): Promise<Listed[]> {
    return assertDefinition(target.route, 'list').list(this, target)
  }

  keep(connection: Connection): Kept | undefined {
    const { handlers, socket } = connection as Session
    return handlers.events.keep?.(socket)
  }

  revive(kept: Kept, transport: Transport): Connection {
    const connection = new Session(this, this.#names.definitionOf(kept.route).revive(kept, this))
    void connection.opened(transport)
    return connection
  }

  async drain(options: CloseOptions = {}): Promise<void> {
    const plan = planDrain(options)
    this.farewell = plan
    await this.members.drain(plan)
    closeDesk(this)
  }

  // For the routes.

  policyOf(options: RouteOptions): Policy {
    return this.#policies.of(options)
  }

  async relay(target: PublishAddress, data: SendData): Promise<PublishResult> {
    const { rooms } = this.platform
    if (!rooms) return this.publish(target, data)
    const { scope, message } = this.#address(target, data)
    rooms.assertBound()
    return rooms.publish(scope, target.topic, message).catch((error) => outOfReach(this, target, error))
  }

  async expel(target: DisconnectTarget, options: DisconnectOptions): Promise<number> {
    const { rooms } = this.platform
    if (!rooms) return this.disconnect(target, options)
    checkTarget(target, options)
    const { route, room } = oneRoom(target)
    this.#noticeUnknown(route, 'disconnect looked for')
    return rooms.disconnect(scopeOf(route, room), target.key, options)
  }

  crowded(slot: Slot): JackfieldError | undefined {
    return this.#admission.crowded(slot)
  }

  mark(): string {
    return this.platform.id()
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
    emit(this.settings.log, event)
  }

  // For the connections.

  join(member: Member): void {
    this.members.join(member)
  }

  left(member: Member): void {
    this.members.leave(member)
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
  #address({ route, room = '', owner }: PublishAddress, data: SendData) {
    const message = toMessage(data)
    if (typeof room !== 'string') throw new TypeError(`publish goes to a room that is a string, not ${typeof room}`)
    if (owner) this.#names.claim(route, owner)
    this.#noticeUnknown(route, 'a publish went to')
    return { scope: scopeOf(route, room), message }
  }

  #noticeUnknown(route: string | undefined, what: string): void {
    if (route !== undefined && !this.#names.has(route)) this.report(this.#names.notice(route, what))
  }

  #refuse({ intake: { request } }: RequestSlot, error: JackfieldError): Response {
    this.refused(request, error)
    return refuse(request, error)
  }

  #failed({ request }: Intake, error: unknown): Response {
    this.log({ level: 'error', event: 'app.failed', message: `${request.method} ${request.url}`, error })
    return refuse(request, new JackfieldError('internal', 'The app failed to answer.'))
  }

  /** Takes a request through the app, a handshake if there is room for it. */
  #answer(slot: RequestSlot, env: object, executionCtx: unknown): Eventual<Response | Upgrade> {
    const { isHandshake } = slot
    const refusal = barHost(slot, this.settings) ?? (isHandshake ? this.#admission.bar(slot) : undefined)
    if (refusal) return asAnswer(this.#refuse(slot, refusal), isHandshake)
    placeSlot(slot, env)
    if (isHandshake) this.#handshakes.enter(slot)
    let answer: Eventual<Response> | undefined
    try {
      answer = this.#app.fetch(slot.intake.request, env, executionCtx)
      return isPromised(answer) ? this.#wait(slot, answer) : this.#conclude(slot, answer)
    } finally {
      if (!isPromised(answer)) this.#release(slot)
    }
  }

  async #wait(slot: RequestSlot, answer: Promise<Response>): Promise<Response | Upgrade> {
    try {
      return this.#conclude(slot, await (slot.isHandshake ? this.#inTime(slot, answer) : answer))
    } finally {
      this.#release(slot)
    }
  }

  #release(slot: RequestSlot): void {
    this.alarms.clear(slot)
    this.#handshakes.leave(slot)
    removeSlot(slot)
  }

  /** The app's answer, or 503 when the time for a handshake is over. */
  async #inTime(slot: RequestSlot, answer: Promise<Response>): Promise<Response> {
    const { handshakeTimeout } = this.settings
    this.alarms.set(slot, handshakeTimeout)
    const inTime = await slot.inTime(answer)
    if (inTime !== null) return inTime
    answer.then(({ body }) => body?.cancel()).catch(() => {})
    return this.#refuse(slot, tooLate(handshakeTimeout))
  }

  #conclude(slot: RequestSlot, response: Response): Response | Upgrade {
    const outcome = this.#judge(slot, response)
    return 'connection' in outcome ? outcome : asAnswer(outcome, slot.isHandshake)
  }

  /** Upgrades only if the final response still is the route's own: marked by this request, its status, no body. */
  #judge(slot: RequestSlot, response: Response): Response | Upgrade {
    const { answer, intent, intake } = slot
    slot.answer = slot.intent = undefined
    // Of one that nobody has replaced all is known, and to look makes a real response of that of @hono/node-server.
    const isOwn = intent !== undefined && response === answer
    if (!isOwn && (response.status !== markStatus || response.body !== null)) {
      if (intent && response.status === 404) this.report(unreturned(intent.route))
      return response
    }
    const mark = isOwn ? slot.mark : response.headers.get(markHeader)
    if (mark === null) return response
    if (!slot.isHandshake || !intent || slot.mark !== mark) return refuse(intake.request, wasKept())
    const refusal = this.#admission.barLate(slot)
    if (refusal) return this.#refuse(slot, refusal)
    this.#report.accepted++
    const headers = headersFor101(response)
    const { protocol, policy, scope } = intent
    return { connection: new Session(this, intent), headers, protocol, policy, scope }
  }
}
