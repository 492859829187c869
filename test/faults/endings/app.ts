import { Hono } from 'hono'
import { upgradeWebSocket, type WSEvents } from '../../../src/index.ts'

/** What has happened since the server started. */
export interface Counts {
  opens: number
  /** How many connections closed with each code. */
  closes: Record<string, number>
  /** Events out of order: a second open or close, anything before the open or after the close. */
  strays: number
  /** Messages that a worker has begun, and ended. */
  readonly work: { begun: number; done: number }
}

/**
 * What the tests of endings speak with.
 *
 * | path | what it does |
 * | --- | --- |
 * | `GET /counts` | what has happened so far |
 * | `GET /talk` | socket that echoes |
 * | `GET /work` | socket that works on one message after another, for as many ms as it says, and answers `done` |
 */
export function endingsApp(): Hono {
  const counts: Counts = { opens: 0, closes: {}, strays: 0, work: { begun: 0, done: 0 } }

  const events = (onMessage: WSEvents['onMessage']): WSEvents => {
    let state: 'new' | 'open' | 'closed' = 'new'
    const from = (expected: typeof state) => {
      if (state !== expected) counts.strays++
    }
    return {
      onOpen() {
        from('new')
        state = 'open'
        counts.opens++
      },
      onMessage(event, ws) {
        from('open')
        return onMessage?.(event, ws)
      },
      onClose({ code }) {
        from('open')
        state = 'closed'
        counts.closes[code] = (counts.closes[code] ?? 0) + 1
      },
    }
  }

  return new Hono()
    .get('/counts', (c) => c.json(counts))
    .get(
      '/talk',
      upgradeWebSocket(() => events(({ data }, ws) => void ws.send(data))),
    )
    .get(
      '/work',
      upgradeWebSocket(
        () =>
          events(async ({ data }, ws) => {
            counts.work.begun++
            await new Promise((resolve) => setTimeout(resolve, Number(data)))
            counts.work.done++
            ws.send('done')
          }),
        { concurrency: 1 },
      ),
    )
}
