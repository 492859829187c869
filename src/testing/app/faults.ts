import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContractEvents, Kit } from './kit.ts'

/** Where a handler fails. */
export type FaultPlace = 'open' | 'message' | 'close' | 'error'

/**
 * Routes of the faults cases, below `/faults`. The app-wide hook of the host notes `app-error`.
 *
 * | route | what it does |
 * | --- | --- |
 * | `GET /throw/:where/:how` | socket whose handler of that event throws (`sync`) or rejects (`async`); notes `open`, `message`, `error`, `close` |
 * | `GET /unhandled/:how` | socket without `onError` whose `onMessage` throws or rejects |
 * | `GET /late` | socket whose `onMessage` notes `start`, waits for `gate(id)` and rejects |
 * | `GET /odd/:what` | socket whose `onMessage` throws a value that is no error |
 * | `GET /factory/:how` | a factory that throws (`sync`, `http`) or rejects (`async`) |
 * | `GET /plain` | no socket: a text |
 * | `GET /echo` | socket that notes `open` and `close`, and echoes |
 * | `GET /closing` | the same, but closes with 1000 on a message, and waits 300 ms for the answer |
 * | `GET /flood` | sends 40 MiB on a message |
 * | `GET /busy` | notes `start`, waits for `gate(id)`, and answers `done` |
 */
export function faultsApp(kit: Kit): Hono {
  const { upgradeWebSocket } = kit

  const record = (c: Context, more: ContractEvents = {}): ContractEvents => {
    const note = kit.noteOf(c)
    return {
      onOpen: () => note('open'),
      onMessage: (event, ws) => ws.send(event.data),
      onError: ({ error }) => note('error', { message: wordsOf(error) }),
      onClose: ({ code, wasClean }) => note('close', { code, wasClean }),
      ...more,
    }
  }

  const app = new Hono()
  app.onError((error, c) =>
    c.text(`app.onError: ${error.message}`, error instanceof HTTPException ? error.status : 500),
  )

  app.get(
    '/throw/:where/:how',
    upgradeWebSocket((c) => {
      const { where, how } = c.req.param()
      const note = kit.noteOf(c)
      const at = (place: FaultPlace) => (place === where ? fail(how, `${place} failed`) : undefined)
      return {
        onOpen() {
          note('open')
          return at('open')
        },
        onMessage(event, ws) {
          note('message')
          if (where === 'error') return fail(how, 'message failed')
          if (where === 'message') return at('message')
          ws.send(event.data)
        },
        onError({ error }) {
          note('error', { message: wordsOf(error) })
          return at('error')
        },
        onClose({ code }) {
          note('close', { code })
          return at('close')
        },
      }
    }),
  )

  app.get(
    '/unhandled/:how',
    upgradeWebSocket((c) => ({
      onMessage: () => fail(c.req.param('how'), 'message failed'),
    })),
  )
  app.get(
    '/late',
    upgradeWebSocket((c) =>
      record(c, {
        async onMessage() {
          kit.noteOf(c)('start')
          await kit.gate(c.req.query('id') ?? '')
          throw new Error('too late')
        },
      }),
    ),
  )
  app.get(
    '/odd/:what',
    upgradeWebSocket((c) =>
      record(c, {
        async onMessage() {
          throw oddities[c.req.param('what') ?? '']
        },
      }),
    ),
  )

  app.get(
    '/factory/:how',
    upgradeWebSocket(async (c) => {
      kit.noteOf(c)('factory')
      if (c.req.param('how') === 'http') throw new HTTPException(418, { message: 'no coffee here' })
      await fail(c.req.param('how'), 'factory failed')
      return record(c)
    }),
  )

  app.get('/plain', (c) => c.text('plain'))
  app.get(
    '/echo',
    upgradeWebSocket((c) => record(c)),
  )
  app.get(
    '/closing',
    upgradeWebSocket((c) => record(c, { onMessage: (_, ws) => ws.close(1000) }), { closeTimeout: 300 }),
  )
  app.get(
    '/flood',
    upgradeWebSocket(
      (c) =>
        record(c, {
          onMessage(_, ws) {
            for (let count = 0; count < 40; count++) ws.send(new Uint8Array(2 ** 20))
            kit.noteOf(c)('flood')
          },
        }),
      // Much must wait still when the peer is gone, and a slow reader would be closed for it.
      { maxBufferedBytes: 2 ** 30 },
    ),
  )
  app.get(
    '/busy',
    upgradeWebSocket((c) =>
      record(c, {
        async onMessage(_, ws) {
          kit.noteOf(c)('start')
          await kit.gate(c.req.query('id') ?? '')
          ws.send('done')
        },
      }),
    ),
  )
  return app
}

/** Things that can be thrown, and are no errors. */
export const oddities: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  text: 'just words',
  object: {},
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Throws at once, or after real time has passed. */
function fail(how: string | undefined, message: string): Promise<never> {
  if (how === 'sync') throw new Error(message)
  return new Promise((_, reject) => setTimeout(() => reject(new Error(message))))
}
