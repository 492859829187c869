import { upgrade } from '../../adapters/memory/upgrade.ts'
import { webPlatform } from '../../adapters/platform.ts'
import { createRouter } from '../../src/router.ts'
import type { Connection, Platform, Upgrade } from '../../src/seam.ts'
import type { Socket } from '../../src/socket.ts'
import type { Peer } from '../../src/testing/target.ts'
import { handshakeHeaders } from '../unit/context.ts'
import { countedApp, options } from './app.ts'

/** What a platform was asked for, and how often. */
type Asked = Record<string, number>

/** The core in memory, on a platform that counts: its clock goes on by 1 ms at each look, and its timers never end. */
export class Tally {
  /** Timers that were set and not cancelled. */
  readonly timers = new Set<() => void>()
  readonly free: Socket[]
  readonly #router
  #asked: Asked = {}
  #now = 0

  constructor() {
    const { app, free } = countedApp()
    this.free = free
    this.#router = createRouter(app, this.#platform(), { ...options, log: () => {} })
  }

  async connect(path: string): Promise<{ connection: Connection; peer: Peer }> {
    const request = new Request(`http://example.com${path}`, { headers: handshakeHeaders() })
    const intake = { request, remoteAddress: '127.0.0.1', encrypted: false, signal: request.signal }
    const outcome = (await this.#router.handle(intake, {})) as Upgrade
    return { connection: outcome.connection, peer: upgrade(outcome, {}) }
  }

  /** How many subscribers got a message. */
  publish(route: 'member' | 'free', topic: string): number {
    return this.#router.publish({ route, topic }, 'hello').sent
  }

  /** What was asked for while `act` ran. */
  of(act: () => void): Asked {
    this.#asked = {}
    act()
    return this.#asked
  }

  #platform(): Platform {
    const platform = webPlatform('memory', {
      now: () => this.#now++,
      timer: (fn) => {
        this.timers.add(fn)
        return () => void this.timers.delete(fn)
      },
    })
    return new Proxy(platform, {
      get: (_, name: keyof Platform) => {
        const value = platform[name]
        if (typeof value !== 'function') return value
        return (...args: never[]) => {
          this.#asked[name] = (this.#asked[name] ?? 0) + 1
          return Reflect.apply(value, platform, args)
        }
      },
    })
  }
}
