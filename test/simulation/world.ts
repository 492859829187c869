import { makeHandle } from '../../adapters/handle.ts'
import { webPlatform } from '../../adapters/platform.ts'
import { createRouter, type Router } from '../../src/adapter.ts'
import { act, checked, isMeant } from './acts.ts'
import { app, haste, limits, type Visit } from './app.ts'
import { connect } from './connect.ts'
import { Crowd } from './crowd.ts'
import { expelled } from './expelled.ts'
import type { Phase } from './handlers.ts'
import type { Line } from './line.ts'
import { logged } from './logged.ts'
import type { Event, Message, Plan, Script } from './plan.ts'
import { Random } from './random.ts'
import { perform } from './script.ts'
import { Tally } from './tally.ts'
import { Time } from './time.ts'

const epoch = 1_700_000_000_000

interface Failure {
  readonly line: Line
  readonly phase: Phase | 'verify'
  readonly told: { handler: number; hook: number }
}

/** One run: a server of the shipped core on a fake clock, and all that happens to it. */
export class World {
  readonly time = new Time()
  readonly router: Router
  readonly lines: Line[] = []
  readonly messages = new Map<number, Message>()
  /** By the socket's id. */
  readonly names = new Map<string, Line>()
  readonly failures = new Map<unknown, Failure>()
  readonly violations: string[] = []
  readonly trace: string[] = []
  drain: { readonly at: number; readonly timeout: number; done: boolean } | undefined
  /** What was sent, by its text, and for whom it is. */
  readonly letters = new Map<string, ReadonlySet<Line>>()
  /** The statuses that handshakes were answered with. */
  readonly answered: number[] = []
  readonly tally = new Tally()
  readonly crowd = new Crowd(this.lines, () => this.time.now())
  readonly #handle: ReturnType<typeof makeHandle>
  #ids = 0

  constructor({ seed }: Plan) {
    const random = new Random(~seed)
    const platform = webPlatform('simulation', {
      now: () => this.time.now(),
      date: () => this.date,
      timer: (fn, ms) => this.time.timer(fn, ms),
      random: () => random.next(),
      id: () => `id-${this.#ids++}`,
    })
    this.router = createRouter(app, platform, {
      ...limits,
      log: (_, event) => logged(this, event),
      onError: (error) => this.told(error, 'hook'),
    })
    this.#handle = makeHandle(this.router, { encrypted: false, hostname: 'memory', port: 80, stop: async () => {} })
  }

  /** Milliseconds since the epoch. */
  get date(): number {
    return epoch + this.time.now()
  }

  note(what: string): void {
    this.trace.push(`${this.time.now()} ${what}`)
  }

  fails(what: string): void {
    this.note(`VIOLATION ${what}`)
    this.violations.push(what)
  }

  /** Whether a handshake has no answer yet, something of the app's runs, or a connection is about to end. */
  get busy(): boolean {
    return this.time.sleeping > 0 || this.lines.some((line) => line.isBusy)
  }

  // What happens.

  happens(event: Event): void | Promise<void> {
    switch (event.step) {
      case 'connect':
        return void connect(this, event)
      case 'message':
        this.messages.set(event.id, event)
        return this.#line(event.peer)?.says(event)
      case 'close':
      case 'reset':
      case 'hush':
        return this.#line(event.peer)?.[event.step]()
      case 'ping':
        return this.#line(event.peer)?.pings(event.times)
      case 'stall':
        return this.#line(event.peer)?.stall(event.ms)
      case 'disconnect': {
        const { by, key, route, room } = event
        // What is left undefined by mistake would end too many: it is refused.
        const whom = JSON.parse(JSON.stringify({ key, route, room }))
        return by === 'handle'
          ? expelled(this, whom, (target) => this.#handle.disconnect(target))
          : void this.#request('/disconnect', { disconnected: (disconnect) => expelled(this, whom, disconnect) })
      }
      case 'use':
        return void this.#use(this.#line(event.peer), event.script)
      case 'publish':
        for (let time = 0; time < event.times; time++) this.#publish(event)
        return
      case 'advance':
        return event.meanwhile ? void this.time.pass(event.ms, true) : this.time.pass(event.ms)
      case 'drain':
        return this.end(event.timeout)
    }
  }

  #publish(event: Event & { step: 'publish' }): void {
    const { route, room, topic } = event
    const target = { route, room, topic }
    if (event.by === 'handle') checked(this, undefined, event, (data) => this.#handle.publish(target, data))
    else {
      void this.#request('/publish', {
        target,
        published: (publish) => checked(this, undefined, event, publish),
      })
    }
  }

  #line(peer: number): Line | undefined {
    return this.lines.find(({ plan }) => plan.peer === peer)
  }

  /** A plain request to the app. */
  async #request(path: string, visit: Visit): Promise<void> {
    const request = new Request(`http://memory${path}`, { method: 'POST' })
    const answer = await this.router.handle({ request, encrypted: false }, { visit })
    if (!('status' in answer) || answer.status !== 204) this.fails(`${path} was not answered`)
  }

  /** Drains, once. */
  end(timeout: number): void {
    if (this.drain) return
    const drain = { at: this.time.now(), timeout, done: false }
    this.note(`drains within ${timeout}`)
    this.drain = drain
    void this.#handle.close({ timeout }).then(() => {
      this.note('has drained')
      drain.done = true
      if (this.time.now() > drain.at + timeout + haste) this.fails('the drain took longer than it may')
      for (const line of this.lines) if (!line.gone) line.fails('left behind by the drain')
    })
  }

  async #use(line: Line | undefined, script: Script): Promise<void> {
    if (!line?.ws) return
    try {
      await perform(script, (action) => act(line, action))
    } catch (error) {
      if (!isMeant(error)) line.fails(`a socket threw ${error}`)
    }
  }

  // What fails on purpose.

  threw(error: unknown, line: Line, phase: Phase | 'verify'): unknown {
    if (!isMeant(error)) line.fails(`a socket threw ${error}`)
    this.failures.set(error, { line, phase, told: { handler: 0, hook: 0 } })
    if (phase !== 'close' && phase !== 'error') line.reasons.add(1011)
    return error
  }

  told(error: unknown, whom: 'handler' | 'hook'): void {
    const failure = this.failures.get(error)
    if (failure) failure.told[whom]++
    else this.fails(`the ${whom} is told of ${error}`)
  }
}
