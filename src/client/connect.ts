import type { AnyChannel } from '../channel/types.ts'
import { ask, toWebSocketUrl } from './ask.ts'
import type { ChannelError } from './channel-error.ts'
import type { ClientSocket } from './client-socket.ts'
import { createConnection } from './connection.ts'
import type { Environment } from './environment.ts'
import { createListeners, createStore } from './listeners.ts'
import { createRoster, type Members } from './members.ts'
import { createMessages } from './messages.ts'
import type { Asked, ConnectOptions } from './options.ts'

/**
 * Connects to a channel's route, and comes back by itself whenever the connection is lost.
 *
 * @param channel What both ends have agreed on.
 * @param url Where the route is: `wss://`, `https://`, or on a page relative to it; or a function that is asked at each
 * attempt.
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
 */
export const connect = <Ch extends AnyChannel>(
  channel: Ch,
  url: Asked<string | URL>,
  options: ConnectOptions = {},
): ClientSocket<Ch> => {
  const { environment = globalThis as Environment, validate = true } = options
  if (!(url instanceof Function)) toWebSocketUrl(url, environment)

  const failed = (error: unknown) => environment.console.error(error)
  const warned = new Set<string>()
  const warn = (fault: ChannelError) => warned.size < warned.add(fault.code).size && environment.console.warn(fault)
  const faults = createListeners<ChannelError>(failed)
  faults.add(options.onFault ?? warn)

  const [members, setMembers] = createStore<Members>({ list: [], count: 0 }, failed, (undo) => messages.wanted(undo))
  const tellRoster = createRoster(validate ? channel.presence : undefined, setMembers, faults.tell)
  const messages = createMessages(channel, options, environment, failed, faults.tell, tellRoster, () => connection)
  const connection = createConnection(url, options, environment, failed, messages)

  const socket = {
    status: connection.status,
    members,
    get bufferedAmount() {
      return connection.bufferedAmount
    },
    on: messages.on,
    send: messages.send,
    call: messages.call,
    async refresh() {
      const token = await ask(options.token)
      if (connection.status.current.state === 'open') await messages.refresh(token)
    },
    close: connection.close,
  }
  connection.review()
  return socket as unknown as ClientSocket<Ch>
}
