import { Hono } from 'hono'
import { type Socket, upgradeWebSocket } from '../../src/index.ts'

/** Which handler fails. */
export const places = ['open', 'message', 'close', 'error'] as const
/** How it fails. */
export const manners = ['throws', 'rejects', 'rejects-later'] as const

/** What it fails with. */
export const values: Readonly<Record<string, unknown>> = {
  error: new Error('as it is asked to'),
  undefined: undefined,
  null: null,
  unshowable: {
    toString() {
      throw new Error('toString failed')
    },
    get message() {
      throw new Error('message failed')
    },
  },
}

/** What was told of one way to fail, in any order: `first` is the error that makes `onError` itself fail. */
export interface Told {
  readonly onError: ('value' | 'first' | 'stranger')[]
  readonly hook: ('value' | 'first' | 'stranger')[]
  readonly closes: number[]
}

type Place = (typeof places)[number]
type Manner = (typeof manners)[number]

const first = new Error('for onError to fail at')

function fail(manner: Manner, value: unknown): Promise<never> {
  if (manner === 'throws') throw value
  if (manner === 'rejects') return Promise.reject(value)
  return new Promise((_, reject) => setTimeout(() => reject(value), 5))
}

/**
 * The app whose handlers fail, and the app-wide hook that is told of it.
 *
 * | path | what it does |
 * | --- | --- |
 * | `GET /ways/:place/:manner/:value` | socket whose handler fails so; any other place than those above only echoes |
 * | `GET /told` | what was told of each way |
 */
export function failingApp(): { app: Hono; onError: (error: unknown, ws: Socket) => void } {
  const told: Record<string, Told> = {}
  const toldOf = ({ data: way }: Pick<Socket, 'data'>): Told => {
    told[`${way}`] ??= { onError: [], hook: [], closes: [] }
    return told[`${way}`] as Told
  }
  const nameOf = (error: unknown, { data: way }: Pick<Socket, 'data'>) => {
    if (error === first) return 'first'
    return error === values[`${way}`.split('/')[2] ?? ''] ? 'value' : 'stranger'
  }

  const app = new Hono()
  app.get('/told', (c) => c.json(told))
  app.get(
    '/ways/:place/:manner/:value',
    upgradeWebSocket((c) => {
      const { place, manner, value } = c.req.param()
      const at = (here: Place) => (place === here ? fail(manner as Manner, values[value ?? '']) : undefined)
      return {
        onOpen(_, ws) {
          ws.data = `${place}/${manner}/${value}`
          return at('open')
        },
        onMessage({ data }, ws) {
          if (place === 'error') throw first
          return at('message') ?? ws.send(data)
        },
        onError({ error }, ws) {
          toldOf(ws).onError.push(nameOf(error, ws))
          return at('error')
        },
        onClose({ code }, ws) {
          toldOf(ws).closes.push(code)
          return at('close')
        },
      }
    }),
  )
  return { app, onError: (error, ws) => void toldOf(ws).hook.push(nameOf(error, ws)) }
}
