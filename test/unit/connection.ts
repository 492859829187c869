import { Hono } from 'hono'
import { onTestFinished } from 'vitest'
import { Clock } from '../../adapters/memory/clock.ts'
import type { LogEvent } from '../../src/log.ts'
import type { RouteOptions, ServerOptions } from '../../src/options.ts'
import { createRouter } from '../../src/router.ts'
import type { Connection, Frame, SendResult, Transport, Upgrade } from '../../src/seam.ts'
import type { Socket, WSEvents } from '../../src/socket.ts'
import { upgradeWebSocket } from '../../src/upgrade.ts'
import { handshakeHeaders } from './context.ts'
import { platformOn } from './platform.ts'

/** A transport that only takes note. It can neither ping nor pause, unless that is added. */
export class NotingTransport implements Transport {
  readonly raw = 'the raw socket'
  readonly protocol = ''
  readonly calls: unknown[][] = []
  bufferedAmount = 0
  result: SendResult = 'sent'
  ping?: () => void
  pause?: () => void
  resume?: () => void

  send(frame: Frame): SendResult {
    this.calls.push(['send', frame])
    return this.result
  }
  close(code?: number, reason?: string): void {
    this.calls.push(['close', code, reason])
  }
  terminate(): void {
    this.calls.push(['terminate'])
  }
}

interface Opened {
  readonly clock: Clock
  readonly connection: Connection
  readonly transport: NotingTransport
  readonly logged: LogEvent[]
  drain(timeout: number): Promise<void>
}

interface Options {
  readonly route?: RouteOptions
  readonly server?: ServerOptions
  readonly extend?: Partial<Transport>
}

/** A connection of one route, opened on a transport that the test holds. Its server ends with the test. */
export async function openConnection(events: WSEvents, options: Options = {}): Promise<Opened> {
  const decided = await decideConnection(events, options)
  void decided.connection.opened(decided.transport)
  return decided
}

/** The same before the native upgrade is done. */
export async function decideConnection(events: WSEvents, { route, server, extend }: Options = {}): Promise<Opened> {
  const clock = new Clock()
  const logged: LogEvent[] = []
  const app = new Hono().get(
    '/ws',
    upgradeWebSocket(() => events, route),
  )
  const router = createRouter(app, platformOn(clock), { log: (_, event) => logged.push(event), ...server })
  onTestFinished(async () => {
    const drained = router.drain({ timeout: 1 })
    await clock.advance(2_000)
    await drained
  })
  const request = new Request('http://example.com/ws', { headers: handshakeHeaders() })
  const { connection } = (await router.handle({ request, encrypted: false }, {})) as Upgrade
  const transport = Object.assign(new NotingTransport(), extend)
  return { clock, connection, transport, logged, drain: (timeout) => router.drain({ timeout }) }
}

/** Handlers that note what they got, in order. */
export function noting(more: WSEvents = {}): { events: WSEvents; seen: unknown[][]; ws: () => Socket } {
  const seen: unknown[][] = []
  let socket: Socket | undefined
  const events: WSEvents = {
    onOpen: (_, ws) => {
      socket = ws
      seen.push(['open', ws.readyState])
    },
    onMessage: ({ data }) => void seen.push(['message', data]),
    onClose: ({ code, reason, wasClean }, ws) => void seen.push(['close', code, reason, wasClean, ws.readyState]),
    onError: ({ error }) => void seen.push(['error', error]),
    ...more,
  }
  return { events, seen, ws: () => socket! }
}
