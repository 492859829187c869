import { type Context, Hono } from 'hono'
import type { Grant, OriginCheck } from '../../options.ts'
import type { ContractEvents, Kit } from './kit.ts'

/** The origin that the functions of `GET /judged/:how` let in. */
export const judged = 'https://judged.example'

/** What a socket of these routes sends when it opens. */
export interface Told {
  readonly protocol: string
  readonly key?: string
  readonly data?: unknown
  readonly remoteAddress?: string
  readonly url: string
  readonly client: { readonly address?: string; readonly host: string; readonly scheme: string }
}

/**
 * Routes of the admission cases, below `/admission`. Each socket notes `factory`, `open`, `message` and `close`, sends what
 * is `Told` when it opens, and echoes.
 *
 * | route | what it does |
 * | --- | --- |
 * | `GET /open`, `GET /where` | socket; the same words without one |
 * | `GET /listed`, `GET /opaque` | sockets that list origins; the second `null` alone |
 * | `GET /judged/:how` | socket whose origins are a function, which notes `asked` |
 * | `GET /token/protocol`, `/token/message`, `/token/late` | sockets that ask for a token: `good.*`, or `gated.*`, which waits for `gate(id)`; `throws.*` makes `verify` fail. The first notes what is `offered`, the last is in a hurry |
 * | `GET /expiring` | socket that ends in so many ms as the `in` query says, and a grace; a number as a message puts that off, or in the `renewal` query soon after it opened; `wait` waits for `gate(id)`, in so many ms of the end as the `waits` query says |
 * | `GET /keyed`, `/keyed-too`, `/keyed-alone` | sockets of the key and the room that the query names, of routes by these names |
 * | `POST /disconnect` | `disconnect(c, target, options)`: the body is `{ target, options }`, the answer its result, or 500 with the error's words |
 */
export function admissionApp(kit: Kit): Hono {
  const { upgradeWebSocket } = kit

  const events = (c: Context): ContractEvents => {
    const note = kit.noteOf(c)
    note('factory')
    return {
      onOpen(_, ws) {
        note('open')
        const { protocol, key, data, remoteAddress } = ws
        ws.send(JSON.stringify({ protocol, key, data, remoteAddress, url: c.req.url, client: kit.clientOf(c) }))
      },
      onMessage(event, ws) {
        note('message', { data: event.data })
        ws.send(event.data)
      },
      onClose: ({ code, reason }) => note('close', { code, reason }),
    }
  }

  const app = new Hono()
  app.get('/open', upgradeWebSocket(events))
  app.get('/where', (c) => c.json({ url: c.req.url, client: kit.clientOf(c) }))

  const listed = [
    'https://listed.example',
    'http://ported.example:8080',
    'https://*.wild.example',
    'https://[2001:db8::1]',
  ]
  app.get(
    '/listed',
    upgradeWebSocket((c) => events(c), { origins: listed }),
  )
  app.get(
    '/opaque',
    upgradeWebSocket((c) => events(c), { origins: ['null'] }),
  )
  const judge: OriginCheck = (origin, c) => {
    kit.noteOf(c)('asked', { origin })
    return judges[c.req.param('how') ?? '']?.(origin) ?? false
  }
  app.get(
    '/judged/:how',
    upgradeWebSocket((c) => events(c), { origins: judge }),
  )

  const verify = async (token: string, c: Context): Promise<Grant | undefined> => {
    const [kind, user = ''] = token.split('.')
    kit.noteOf(c)('verify', { user })
    if (kind === 'gated') await kit.gate(c.req.query('id') ?? '')
    if (kind === 'throws') throw new Error(`cannot look up ${token}`)
    return kind === 'bad' ? undefined : { key: user, data: { user } }
  }
  app.get(
    '/token/protocol',
    upgradeWebSocket((c) => events(c), {
      protocols(offered, c) {
        kit.noteOf(c)('offered', { offered })
        return offered.find((name) => name === 'chat.v1')
      },
      token: { from: 'protocol', verify },
    }),
  )
  app.get(
    '/token/message',
    upgradeWebSocket((c) => events(c), { token: { from: 'message', verify } }),
  )
  app.get(
    '/token/late',
    upgradeWebSocket((c) => events(c), { token: { from: 'message', timeout: 300, verify } }),
  )

  app.get(
    '/expiring',
    upgradeWebSocket(
      (c) => ({
        ...events(c),
        async onOpen(_, ws) {
          const renewal = c.req.query('renewal')
          if (renewal === undefined) return
          await new Promise((resolve) => setTimeout(resolve, 50))
          ws.expiresAt = Date.now() + Number(renewal)
          kit.noteOf(c)('renewed')
        },
        async onMessage({ data }, ws) {
          kit.noteOf(c)('message', { data })
          const waits = c.req.query('waits')
          if (data === 'wait' && waits !== undefined) ws.expiresAt = Date.now() + Number(waits)
          if (data === 'wait') await kit.gate(c.req.query('id') ?? '')
          else ws.expiresAt = Date.now() + Number(data)
          ws.send(data)
        },
      }),
      { concurrency: 1, expiresAt: (c) => Date.now() + Number(c.req.query('in')), expiryGrace: 300 },
    ),
  )

  for (const name of ['keyed', 'keyed-too', 'keyed-alone']) {
    const named = { name, key: (c: Context) => c.req.query('key'), room: (c: Context) => c.req.query('room') }
    app.get(
      `/${name}`,
      upgradeWebSocket((c) => events(c), named),
    )
  }
  app.post('/disconnect', async (c) => {
    const { target, options } = await c.req.json()
    try {
      return c.json(await kit.disconnect(c, target, options))
    } catch (error) {
      return c.text(`error: ${(error as Error).message}`, 500)
    }
  })
  return app
}

const judges: Readonly<Record<string, (origin: string) => boolean | Promise<boolean>>> = {
  sync: (origin) => origin === judged,
  async async(origin) {
    await new Promise((resolve) => setTimeout(resolve))
    return origin === judged
  },
  truthy: () => 'yes' as unknown as boolean,
  throws() {
    throw new Error('origins failed')
  },
  rejects: () => Promise.reject(new Error('origins failed')),
}
