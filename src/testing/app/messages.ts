import { type Context, Hono } from 'hono'
import type { RouteOptions } from '../../options.ts'
import { inspectEvent } from './events.ts'
import type { ContractEvents, ContractSocket, Kit } from './kit.ts'

/**
 * Routes of the messages cases, below `/messages`.
 *
 * | route | what it does with a message |
 * | --- | --- |
 * | `GET /echo`, `GET /small` | notes `message` with its type and size, and echoes it; the second takes 64 bytes |
 * | `GET /keep` | keeps it; `back` sends all that were kept |
 * | `GET /send` | sends the value of that name, and answers with what `send` returned or threw |
 * | `GET /flood` | a number: sends so many messages of 1 MiB and notes `flood`; else answers `bufferedAmount` |
 * | `GET /order` | notes `message` with its number; every other handler is async |
 * | `GET /meet` | waits for the next message, then answers `met` |
 * | `GET /gated`, `/one`, `/two`, `/patient` | notes `start`, closes if it is `close`, waits for `gate(id)`, notes `end` and echoes; `concurrency` 1 and 2; `handlerTimeout` 300 |
 * | `GET /signal` | notes `start`, `aborted` when `ws.signal` does, and `end` after `gate(id)`; `close` closes |
 * | `GET /events` | answers what is wrong with its event, and notes it for each event; `throw` makes the handler throw |
 */
export function messagesApp(kit: Kit): Hono {
  const { upgradeWebSocket } = kit

  const echo = (c: Context): ContractEvents => {
    const note = kit.noteOf(c)
    return {
      onMessage(event, ws) {
        const { data } = event
        note(
          'message',
          typeof data === 'string' ? { text: data.length } : { bytes: data.byteLength, of: data.constructor.name },
        )
        ws.send(event.data)
      },
      onClose: ({ code }) => note('close', { code }),
    }
  }

  const app = new Hono()
  app.get('/echo', upgradeWebSocket(echo))
  app.get(
    '/small',
    upgradeWebSocket((c) => echo(c), { maxPayload: 64 }),
  )

  app.get(
    '/keep',
    upgradeWebSocket(() => {
      const kept: (string | ArrayBuffer)[] = []
      return {
        onMessage(event, ws) {
          if (event.data !== 'back') kept.push(event.data)
          else for (const data of kept) ws.send(data)
        },
      }
    }),
  )

  app.get(
    '/send',
    upgradeWebSocket(() => ({
      onMessage(event, ws) {
        const value = sendable[String(event.data)] ?? unsendable[String(event.data)]
        if (value) ws.send(JSON.stringify(attempt(() => (ws.send as (data: unknown) => unknown)(value()))))
        else ws.send(event.data)
      },
    })),
  )

  app.get(
    '/flood',
    upgradeWebSocket(
      (c) => ({
        onMessage(event, ws) {
          const count = Number(event.data)
          if (Number.isNaN(count)) return ws.send(String(ws.bufferedAmount))
          // All are made before the first is sent: the peer must not keep up.
          const chunks = Array.from({ length: count }, (_, index) => new Uint8Array(2 ** 20).fill(index))
          const accepted = chunks.flatMap((chunk, index) => (ws.send(chunk) ? [index] : []))
          kit.noteOf(c)('flood', { accepted, bufferedAmount: ws.bufferedAmount })
        },
      }),
      { maxBufferedBytes: 2 ** 30 },
    ),
  )

  app.get(
    '/order',
    upgradeWebSocket((c) => {
      const note = kit.noteOf(c)
      return {
        onMessage(event) {
          note('message', { data: event.data })
          return Number(event.data) % 2 ? undefined : new Promise((resolve) => setTimeout(resolve))
        },
      }
    }),
  )

  app.get(
    '/meet',
    upgradeWebSocket(() => {
      let meet: (() => void) | undefined
      return {
        async onMessage(_, ws) {
          if (meet) return meet()
          await new Promise<void>((resolve) => {
            meet = resolve
          })
          ws.send('met')
        },
      }
    }),
  )

  const gated = (c: Context): ContractEvents => {
    const note = kit.noteOf(c)
    return {
      async onMessage(event, ws) {
        const data = String(event.data).slice(0, 8)
        note('start', { data })
        if (data === 'close') ws.close(1000)
        await kit.gate(c.req.query('id') ?? '')
        note('end', { data })
        ws.send(data)
      },
      onClose: ({ code }) => note('close', { code }),
    }
  }
  const gates: Record<string, RouteOptions> = {
    gated: {},
    one: { concurrency: 1 },
    two: { concurrency: 2 },
    patient: { handlerTimeout: 300 },
  }
  for (const [name, options] of Object.entries(gates))
    app.get(
      `/${name}`,
      upgradeWebSocket((c) => gated(c), options),
    )

  app.get(
    '/signal',
    upgradeWebSocket((c) => {
      const note = kit.noteOf(c)
      return {
        async onMessage(event, ws) {
          if (event.data === 'close') {
            ws.close(1000)
            return note('returned', { aborted: ws.signal.aborted })
          }
          note('start', { aborted: ws.signal.aborted })
          await new Promise((resolve) => ws.signal.addEventListener('abort', resolve))
          note('aborted')
          await kit.gate(c.req.query('id') ?? '')
          note('end')
        },
        onClose: (_, ws) => note('close', { aborted: ws.signal.aborted }),
      }
    }),
  )

  app.get(
    '/events',
    upgradeWebSocket((c) => {
      const note = (event: Event, ws: ContractSocket) => {
        const { raw, binaryType } = ws
        kit.noteOf(c)(event.type, { wrong: inspectEvent(event), hasRaw: raw !== undefined && raw !== null, binaryType })
      }
      return {
        onOpen: note,
        onMessage(event, ws) {
          note(event, ws)
          if (event.data === 'throw') throw new Error('asked for')
          ws.send('noted')
        },
        onClose: note,
        onError: note,
      }
    }),
  )
  return app
}

const bytes = () => new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7])

/** What `send` must take, by a name that fits in a message. Those that are binary are 2, 3, 4, 5 on the wire. */
export const sendable: Readonly<Record<string, () => unknown>> = {
  'a string': () => 'grüße',
  'an empty string': () => '',
  'an ArrayBuffer': () => bytes().slice(2, 6).buffer,
  'a Uint8Array with an offset': () => bytes().subarray(2, 6),
  'a DataView with an offset': () => new DataView(bytes().buffer, 2, 4),
  'a Uint16Array with an offset': () => new Uint16Array(bytes().buffer, 2, 2),
  'an Int8Array of its own': () => new Int8Array([2, 3, 4, 5]),
}

/** What `send` must refuse. */
export const unsendable: Readonly<Record<string, () => unknown>> = {
  'an object': () => ({ a: 1 }),
  'an array': () => [1, 2],
  'a number': () => 7,
  'a boolean': () => true,
  null: () => null,
  undefined: () => undefined,
  'a function': () => () => 'text',
  'a Blob': () => new Blob(['text']),
  'a String object': () => Object('text'),
  'a Date': () => new Date(0),
}

function attempt(fn: () => unknown): unknown {
  try {
    return fn()
  } catch (error) {
    return error instanceof Error ? error.name : 'no Error'
  }
}
