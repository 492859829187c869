import { Hono } from 'hono'
import type { ServerOptions } from '../../../src/options.ts'
import { fireApp } from '../app.ts'
import { failingApp } from '../failing-app.ts'

/** What a host knows of its runtime. */
interface Runtime {
  collect(): void
  /** Bytes that the heap uses, where the runtime tells. */
  heap(): number | undefined
}

const any = { total: 1_000_000, perAddress: 1_000_000 }

/**
 * The defaults would refuse part of the fire, and it would not be seen what it leaves behind: all clients are one address;
 * thousands leave within the ten seconds for which a place is kept for one whose leaving the runtime does not tell (a
 * Worker's handshake, a 101 that Deno could not write); and bystanders speak as fast as they are answered.
 */
export const limits: ServerOptions = { maxConnections: any, maxHandshakes: any, maxRate: false }

/** What every host serves: both apps, and `POST /collect`, which collects garbage and answers what is left. */
export function hostedApp({ collect, heap }: Runtime) {
  const { app: failing, onError } = failingApp()
  const app = new Hono().post('/collect', (c) => {
    collect()
    return c.json({ heap: heap() })
  })
  app.route('/', fireApp()).route('/failing', failing)
  return { app, onError }
}
