import type { AnyChannel } from '../channel/types.ts'
import { ask, toWebSocketUrl } from './ask.ts'
import type { ChannelError } from './channel-error.ts'
import type { ClientSocket } from './client-socket.ts'
import { createConnection } from './connection.ts'
import type { Environment } from './environment.ts'
import { addressOf, type CheckedPlace, type ConnectArguments, type Place } from './hono-route.ts'
import { createListeners } from './listeners.ts'
import { createMessages } from './messages.ts'

/**
 * Connects to a channel's route, and comes back by itself whenever the connection is lost.
 *
 * @param channel What both ends have agreed on.
 * @param to Where the route is: `wss://`, `https://`, or on a page relative to it; a function that is asked at each
 * attempt; or a route of Hono's `hc`, whose params and query go with the options.
 * @throws {TypeError} for what is no URL.
 * @example
 * ```ts
 * import { defineChannel } from 'jackfield/channel'
 * import { connect } from 'jackfield/client'
 * import { z } from 'zod'
 *
 * const chat = defineChannel('chat', {
 *   client: { say: z.object({ text: z.string() }) },
 *   server: { said: z.object({ from: z.string(), text: z.string() }) },
 * })
 * const socket = connect(chat, 'ws://127.0.0.1:9/ws', {
 *   diagnose: false,
 *   onFault: (fault) => console.log(fault.message),
 * })
 * socket.on('said', ({ from, text }) => console.log(`${from}: ${text}`))
 * socket.status.subscribe((status) => {
 *   if (status.state === 'waiting') console.log(status.why.message)
 * })
 * if (socket.send('say', { text: 'hello' }) !== 'queued') throw new Error('it waits for the connection')
 * socket.close()
 * ```
 * @example A route of `hc`: the compiler knows its params and query, and that it speaks this channel.
 * ```ts
 * import { Hono } from 'hono'
 * import { hc } from 'hono/client'
 * import { upgradeWebSocket } from 'jackfield'
 * import { defineChannel } from 'jackfield/channel'
 * import { defineRoute } from 'jackfield/channels'
 * import { connect } from 'jackfield/client'
 * import { z } from 'zod'
 *
 * const news = defineChannel('news', { client: {}, server: { line: z.string() } })
 * const route = defineRoute(news, { on: {} })
 * const app = new Hono().get('/news/:topic', (c) => upgradeWebSocket(c, route, { room: c.req.param('topic') }))
 *
 * const api = hc<typeof app>('http://127.0.0.1:9')
 * const socket = connect(news, api.news[':topic'], { param: { topic: 'sport' }, diagnose: false })
 * socket.on('line', (line) => console.log(line))
 * if (socket.status.current.state !== 'connecting') throw new Error('it is on its way')
 * socket.close()
 * ```
 */
export const connect = <Ch extends AnyChannel, To extends Place>(
  channel: Ch,
  to: To & CheckedPlace<Ch, To>,
  ...[options = {}]: ConnectArguments<To>
): ClientSocket<Ch> => {
  const { environment = globalThis as Environment } = options
  const url = addressOf(to, options)
  if (!(url instanceof Function)) toWebSocketUrl(url, environment)

  const warned = new Set<string>()
  const warn = (fault: ChannelError) =>
    warned.size < warned.add(fault.code).size && environment.console.warn(fault.type ?? '', fault.code, fault)
  const faults = createListeners<ChannelError>(environment)
  faults.add(options.onFault ?? warn)

  const [connection, post, review] = createConnection(url, options, environment, () => messages)
  const messages = createMessages(channel, options, environment, faults.tell, post, review)
  const socket = Object.assign(connection, messages.api, {
    async refresh() {
      const token = await ask(options.token)
      if (connection.status.current.state === 'open') await messages.refresh(token)
    },
  })
  review()
  return socket as unknown as ClientSocket<Ch>
}
