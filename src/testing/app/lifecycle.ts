import { type Context, Hono } from 'hono'
import type { ContractEvents, ContractSocket, Kit } from './kit.ts'

/**
 * Routes of the lifecycle cases, below `/lifecycle`. All note `open`, `message`, `error` and `close`.
 *
 * | route | what it does with a message |
 * | --- | --- |
 * | `GET /record` | echoes it |
 * | `GET /greet` | socket that sends `welcome` when it opens, and echoes |
 * | `GET /identity` | answers whether `ws` is the one that opened; `throw` makes the handler throw |
 * | `GET /closing?code=&reason=` | calls `ws.close(code, reason)`, and notes what `ws` is like after |
 * | `GET /closing-open?code=&reason=` | the same as soon as it opens |
 * | `GET /cut` | calls `ws.terminate()` |
 * | `GET /arguments` | calls `ws.close` with the arguments of that name, and answers with the error's name |
 * | `GET /context/:name` | answers what `ws` and `c` tell; the same is noted in each event |
 * | `GET /stored/:id` | no socket: `readyState` of the last one that opened under this id, and what `send` on it says |
 */
export function lifecycleApp(kit: Kit): Hono {
  const { upgradeWebSocket } = kit
  const stored = new Map<string, ContractSocket>()

  const record = (c: Context, more: ContractEvents = {}): ContractEvents => {
    const note = kit.noteOf(c)
    const id = c.req.query('id') ?? ''
    return {
      onOpen(event, ws) {
        stored.set(id, ws)
        note('open', { readyState: ws.readyState })
        more.onOpen?.(event, ws)
      },
      onMessage(event, ws) {
        note('message', { readyState: ws.readyState })
        if (more.onMessage) more.onMessage(event, ws)
        else ws.send(event.data)
      },
      onError(event, ws) {
        note('error')
        more.onError?.(event, ws)
      },
      onClose(event, ws) {
        const { code, reason, wasClean } = event
        note('close', { code, reason, wasClean, readyState: ws.readyState, sent: sentLate(ws) })
        more.onClose?.(event, ws)
      },
    }
  }

  const app = new Hono()
  app.get(
    '/record',
    upgradeWebSocket((c) => record(c)),
  )
  app.get(
    '/greet',
    upgradeWebSocket((c) => record(c, { onOpen: (_, ws) => ws.send('welcome') })),
  )

  app.get(
    '/identity',
    upgradeWebSocket((c) => {
      const note = kit.noteOf(c)
      const sockets = new Set<ContractSocket>()
      return record(c, {
        onOpen: (_, ws) => sockets.add(ws),
        onMessage(event, ws) {
          ws.send(sockets.has(ws) ? 'same' : 'another')
          if (event.data === 'throw') throw new Error('asked for')
        },
        onError: (_, ws) => note('identity', { in: 'error', same: sockets.has(ws) }),
        onClose: (_, ws) => note('identity', { in: 'close', same: sockets.delete(ws) }),
      })
    }),
  )

  const close = (c: Context, ws: ContractSocket) => {
    const { code, reason } = c.req.query()
    const note = kit.noteOf(c)
    ws.close(code === undefined ? undefined : Number(code), reason)
    note('returned', { readyState: ws.readyState, sent: sentLate(ws) })
  }
  app.get(
    '/closing',
    upgradeWebSocket((c) => record(c, { onMessage: (_, ws) => close(c, ws) })),
  )
  app.get(
    '/closing-open',
    upgradeWebSocket((c) => record(c, { onOpen: (_, ws) => close(c, ws) })),
  )
  app.get(
    '/cut',
    upgradeWebSocket((c) => record(c, { onMessage: (_, ws) => ws.terminate() })),
  )

  app.get(
    '/arguments',
    upgradeWebSocket((c) =>
      record(c, {
        onMessage(event, ws) {
          const args = closeArguments[String(event.data)]
          if (args) ws.send(errorOf(() => (ws.close as (...args: unknown[]) => void)(...args)))
          else ws.send(event.data)
        },
        onClose(_, ws) {
          kit.noteOf(c)('closed with bad arguments', { error: errorOf(() => ws.close(999)) })
        },
      }),
    ),
  )

  app.get(
    '/context/:name',
    upgradeWebSocket(
      (c) => {
        const note = kit.noteOf(c)
        const told = (ws: ContractSocket) => ({
          url: String(ws.url),
          protocol: ws.protocol,
          remoteAddress: ws.remoteAddress,
          param: c.req.param('name'),
          header: c.req.header('x-told'),
          query: c.req.query('id'),
        })
        return {
          onOpen: (_, ws) => note('open', told(ws)),
          onMessage(_, ws) {
            note('message', told(ws))
            ws.send('noted')
          },
          onClose: (_, ws) => note('close', told(ws)),
        }
      },
      { protocols: ['told'] },
    ),
  )

  app.get('/stored/:id', (c) => {
    const ws = stored.get(c.req.param('id'))
    return c.json({ readyState: ws?.readyState, sent: ws && sentLate(ws) })
  })
  return app
}

/** Arguments that `close` must refuse, by a name that fits in a message. */
export const closeArguments: Readonly<Record<string, readonly unknown[]>> = {
  'code 0': [0],
  'code 999': [999],
  'code 1004': [1004],
  'code 1005': [1005],
  'code 1006': [1006],
  'code 1010': [1010],
  'code 1015': [1015],
  'code 1016': [1016],
  'code 2999': [2999],
  'code 5000': [5000],
  'code 66536': [66_536],
  'code -1': [-1],
  'code 3000.5': [3000.5],
  'code NaN': [Number.NaN],
  'code as a string': ['1000'],
  'code null': [null],
  'reason of 124 bytes': [1000, 'x'.repeat(124)],
  'reason of 62 characters and 124 bytes': [1000, 'é'.repeat(62)],
  'reason of 124 bytes without a code': [undefined, 'x'.repeat(124)],
  'reason as a number': [1000, 7],
  'reason as an object': [1000, {}],
}

function errorOf(fn: () => void): string {
  try {
    fn()
    return 'nothing'
  } catch (error) {
    return error instanceof Error ? error.name : `no Error: ${String(error)}`
  }
}

/** What `send` says of a socket that is over; its words where it throws, so that the rest of the entry is still told. */
function sentLate(ws: ContractSocket): boolean | string {
  try {
    return ws.send('too late')
  } catch (error) {
    return `threw ${error instanceof Error ? error.name : String(error)}`
  }
}
