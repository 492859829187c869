import { Hono } from 'hono'
import { fireApp } from '../app.ts'
import { failingApp } from '../failing-app.ts'

/** What a host knows of its runtime. */
interface Runtime {
  collect(): void
  /** Bytes that the heap uses, where the runtime tells. */
  heap(): number | undefined
}

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
