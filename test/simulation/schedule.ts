import { addresses, haste, keys, limits, rooms, routes, topics } from './app.ts'
import type { Action, Connect, Event, Fate, Manners, Plan, Script, Step } from './plan.ts'
import { Random } from './random.ts'

const fates: Record<Fate, number> = {
  good: 40,
  unauthorized: 1,
  replaced: 1,
  foreign: 1,
  malformed: 1,
  plain: 1,
  throws: 1,
  nothing: 1,
}

const acts: Record<Action['act'], number> = {
  send: 6,
  publish: 8,
  subscribe: 6,
  unsubscribe: 3,
  sleep: 7,
  yield: 6,
  close: 1,
  terminate: 1,
  throw: 1,
  renew: 1,
}

const events: Record<Event['step'], number> = {
  connect: 8,
  message: 30,
  publish: 9,
  use: 10,
  close: 2,
  reset: 2,
  hush: 1,
  ping: 3,
  stall: 10,
  disconnect: 1,
  advance: 12,
  drain: 0,
}

// The last three are such as must not be sent: they throw.
const codes = [undefined, 1000, 1008, 3000, 4999, 1005, 1006, 999] as const

const stalls = [5, 60, 700, 700, 2500, 5000, Number.POSITIVE_INFINITY] as const

/** Everything that happens in the run of a seed. */
export const schedule = (seed: number): Plan => new Scheduler(seed).plan()

class Scheduler {
  readonly #seed: number
  readonly #random: Random
  /** Where the peers are. */
  readonly #places: { readonly route: string; readonly room: string }[] = []
  #peers = 0
  #peer = 0
  #messages = 0

  constructor(seed: number) {
    this.#seed = seed
    this.#random = new Random(seed)
  }

  plan(): Plan {
    const random = this.#random
    const steps = random.list(30 + random.below(70), () => this.#step())
    const drain: Step = { step: 'drain', timeout: random.pick([1, 100, 1000, 3001, 9000]), turns: this.#turns() }
    if (random.chance(0.5)) steps.splice(random.below(steps.length + 1), 0, drain)
    return { seed: this.#seed, steps, ending: random.pick(['close', 'reset', 'drain']) }
  }

  #step(): Step {
    const step = this.#peers === 0 ? 'connect' : this.#random.weighed(events)
    return { ...this.#event(step), turns: this.#turns() }
  }

  #event(step: Event['step']): Event {
    const random = this.#random
    // Who speaks goes on to speak, or no peer ever says too much.
    const peer = random.chance(0.4) ? this.#peer : random.below(this.#peers)
    this.#peer = peer
    switch (step) {
      case 'connect':
        return this.#connect()
      case 'message':
        return {
          step,
          peer,
          id: this.#messages++,
          size: random.chance(0.04) ? limits.maxPayload + 1 : 8 + random.below(limits.maxPayload - 7),
          binary: random.chance(0.3),
          script: this.#script(3),
        }
      case 'publish':
        return {
          step,
          by: random.pick(['handle', 'request']),
          ...this.#target(),
          times: random.pick([1, 1, 3, 6]),
        }
      case 'use':
        return { step, peer, script: this.#script(2) }
      case 'advance':
        if (random.chance(0.4)) return { step, ms: random.below(haste), meanwhile: true }
        return { step, ms: random.pick([1, 40, 300, 1100, 2600, 4000]), meanwhile: false }
      case 'ping':
        return { step, peer, times: random.pick([1, 2, 6]) }
      case 'stall':
        return { step, peer, ms: random.pick(stalls) }
      case 'disconnect':
        return { step, by: random.pick(['handle', 'request']), ...this.#whom() }
      case 'drain':
        throw new Error('a plan has one drain at most')
      default:
        return { step, peer }
    }
  }

  #connect(): Connect {
    const random = this.#random
    const { path, name } = random.pick(routes)
    const room = random.pick(rooms)
    this.#places.push({ route: name, room })
    return {
      step: 'connect',
      peer: this.#peers++,
      path,
      room,
      address: random.pick([...addresses, undefined]),
      key: random.pick(keys),
      token: random.weighed({ good: 6, bad: 1, throws: 1 }),
      verify: this.#delay(0.6),
      expires: random.chance(0.15) ? random.pick([-1, 5, 300, 2000]) : undefined,
      // There the handlers are made once the token was found good.
      fate: path === '/guarded' ? random.pick(['good', 'good', 'good', 'foreign']) : random.weighed(fates),
      manners: this.#manners(),
      before: this.#delay(0.2),
      factory: this.#delay(0.4),
      after: this.#delay(0.1),
      lag: this.#delay(0.3),
      open: [...this.#subscriptions(), ...this.#script(2)],
      close: this.#script(2),
      error: random.chance(0.7) ? this.#script(1) : undefined,
    }
  }

  #manners(): Manners {
    const random = this.#random
    return {
      pauses: random.chance(0.6),
      overruns: random.pick([0, 0, 2]),
      pings: random.chance(0.8),
      abrupt: random.chance(0.3),
      forgets: random.chance(0.02),
      drains: random.chance(0.5),
      stalls: random.chance(0.35) ? random.pick(stalls) : 0,
      mute: random.chance(0.15),
      answers: random.pick([0, 0, 0, 3, 400, 1400, Number.POSITIVE_INFINITY]),
    }
  }

  /** Mostly where there is somebody. */
  #target() {
    const random = this.#random
    const anywhere = { route: random.pick(routes).name, room: random.pick(rooms) }
    const place = random.chance(0.8) ? (this.#places.at(-1 - random.below(5)) ?? anywhere) : anywhere
    return { ...place, topic: random.pick(topics) }
  }

  #whom() {
    const random = this.#random
    const [key, route, room] = [random.pick(keys), random.pick(routes).name, random.pick(rooms)]
    return random.pick([
      { key: key ?? 'ada', route: undefined, room: undefined },
      { key, route, room },
      { key: undefined, route, room: undefined },
      { key: key ?? 'bob', route, room: undefined },
    ])
  }

  #turns(): number {
    return this.#random.pick([0, 0, 0, 1, 2, 3, 5, 8, 13, 40])
  }

  #delay(chance: number): Script {
    return this.#random.chance(chance) ? [this.#action(this.#random.pick(['sleep', 'yield', 'yield']))] : []
  }

  #subscriptions(): Script {
    return topics.filter(() => this.#random.chance(0.6)).map((topic) => ({ act: 'subscribe', topic }))
  }

  #script(most: number): Script {
    const random = this.#random
    return random.list(random.below(most + 1), () => this.#action(random.weighed(acts)))
  }

  #action(act: Action['act']): Action {
    const random = this.#random
    switch (act) {
      case 'subscribe':
      case 'unsubscribe':
      case 'publish':
        return { act, topic: random.pick(topics) }
      case 'close':
        return { act, code: random.pick(codes) }
      case 'renew':
        return { act, ms: random.pick([undefined, 0, 100, 1000, 4000]) }
      case 'sleep':
        return { act, ms: 7 * (1 + random.below(random.chance(0.1) ? 600 : 80)), heeds: random.chance(0.3) }
      case 'yield':
        return { act, turns: random.below(12) }
      default:
        return { act }
    }
  }
}
