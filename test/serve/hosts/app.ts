import { Hono } from 'hono'
import { upgradeWebSocket } from 'jackfield'

/** What every host of these tests serves. */
export const app = new Hono()
  .get('/page', (c) => c.text('page'))
  .get(
    '/signal',
    upgradeWebSocket(({ req: { raw } }) => {
      const early = raw.signal
      return { onMessage: (_, ws) => void ws.send(JSON.stringify([early.aborted, raw.signal.aborted])) }
    }),
  )
  .get(
    '/late-signal',
    upgradeWebSocket(({ req: { raw } }) => ({ onMessage: (_, ws) => void ws.send(String(raw.signal.aborted)) })),
  )
  .get(
    '/ws',
    async (c, next) => {
      await next()
      c.header('x-app', 'mine')
    },
    upgradeWebSocket(
      (c) => ({
        onOpen: (_, ws) =>
          void ws.send(JSON.stringify({ url: c.req.url, ws: ws.url, remoteAddress: ws.remoteAddress })),
        onMessage: ({ data }, ws) => void ws.send(data),
      }),
      { protocols: ['echo'], protocolOptional: true },
    ),
  )

/** A second route of the first one's name. */
export const twice = new Hono().route('/', app).get(
  '/other',
  upgradeWebSocket(() => ({}), { name: '/ws' }),
)

/** A route with an option that is none. */
const misspelt = () =>
  new Hono().get(
    '/ws',
    upgradeWebSocket(() => ({}), { maxPayLoad: 1 } as object),
  )

/** What the command line asks to be served, and how: `{ app?: 'twice' | 'misspelt' | 'none', ...options }`. */
export function asked(text = '{}'): [app: Hono, options: object] {
  const { app: which, ...options } = JSON.parse(text) as { app?: string }
  const apps: Record<string, () => Hono | undefined> = { twice: () => twice, misspelt, none: () => undefined }
  return [which === undefined ? app : (apps[which]?.() as Hono), options]
}
