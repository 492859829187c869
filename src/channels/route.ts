import type { AnyChannel, HandlersOf, Schema } from '../channel/index.ts'
import { tableOf } from '../channel/message.ts'
import { mostCalls, subprotocol } from '../channel/protocol.ts'
import type { SendData } from '../data.ts'
import { type Definition, hide } from '../definition.ts'
import type { LimitOptions } from '../options.ts'
import type { ChannelRoute } from './channel-route.ts'
import { checkDefinition } from './check.ts'
import { makeEvents } from './conversation.ts'
import { dealOf } from './deal.ts'
import { intentOf } from './keep.ts'
import { countIn, listIn } from './members.ts'
import { encode } from './outgoing.ts'
import type { Handler, Incoming, Plan } from './plan.ts'
import type { ChannelSocket, DataIn, DataSchema, RouteDefinition, TokenPlace } from './types.ts'

/** What a connection is given when it is let in: with a token, that may grant it. */
type Given<Data extends DataSchema, From> = DataIn<Data> | ([From] extends [never] ? never : undefined)

/** What a route has to have where its channel shows who is there. */
type Shown<Ch extends AnyChannel> = Ch['presence'] extends Schema ? { readonly presence: unknown } : unknown

/** The type of {@link defineRoute}, with the platform's bindings known or not. */
export type DefineRoute<Env> = <
  Ch extends AnyChannel,
  Data extends DataSchema = undefined,
  From extends TokenPlace = never,
>(
  channel: Ch,
  definition: RouteDefinition<Ch, Data, Env, From> & Shown<Ch>,
) => ChannelRoute<Ch, Given<Data, From>>

/** {@link defineRoute}, and `defineRoute<Bindings>()` before it where `socket.env` is to be typed. */
export interface DefineAnyRoute extends DefineRoute<unknown> {
  <Env>(): DefineRoute<Env>
}

type AnyDefinition = RouteDefinition<AnyChannel, DataSchema, unknown>

const words = (names: readonly string[]): string => names.join(', ') || 'none'

/** Each message of the client's with its handler. The types say the same, but not to JavaScript. */
const handlersOf = (channel: AnyChannel, on: HandlersOf<AnyChannel, ChannelSocket>): ReadonlyMap<string, Incoming> => {
  const messages = tableOf(channel.client)
  const name = JSON.stringify(channel.name)
  for (const type of Object.keys(on ?? {})) {
    if (messages.has(type)) continue
    throw new TypeError(
      `channel ${name} has no ${JSON.stringify(type)} of its client's; it has: ${words([...messages.keys()])}`,
    )
  }
  return new Map(
    [...messages].map(([type, message]) => {
      const handler: unknown = on && Object.hasOwn(on, type) ? on[type] : undefined
      if (typeof handler === 'function') return [type, { ...message, handler: handler.bind(on) as Handler }]
      throw new TypeError(
        `route of channel ${name}: "on" has no handler for ${JSON.stringify(type)}: on: { ${type}(socket, data) {} }`,
      )
    }),
  )
}

const define = (channel: AnyChannel, definition: AnyDefinition): ChannelRoute => {
  if (typeof channel !== 'object' || !channel?.client) {
    throw new TypeError(
      'defineRoute takes a channel first, as defineChannel has made it: defineRoute(chat, { on: {} })',
    )
  }
  checkDefinition(definition)
  const { name = channel.name, data, on, onOpen, onClose, onError, presence, token, ...more } = definition
  const { maxFaults = 100, maxCalls = mostCalls, maxMessage = 2 ** 18, validate = true, ...limits } = more
  if (channel.presence && !presence) {
    throw new TypeError(
      `channel ${JSON.stringify(channel.name)} shows who is there: the route takes presence: (socket) => data`,
    )
  }
  if (presence && !channel.presence) {
    throw new TypeError(
      `channel ${JSON.stringify(channel.name)} has no schema for presence: defineChannel(name, { presence })`,
    )
  }
  return routeOf({
    name,
    channel,
    data,
    hooks: { onOpen, onClose, onError, presence } as Plan['hooks'],
    token,
    maxFaults,
    maxCalls,
    maxMessage,
    validate,
    incoming: handlersOf(channel, on),
    outgoing: tableOf(channel.server),
    options: Object.freeze({ ...(limits as LimitOptions), name, protocols: [subprotocol], concurrency: 1 }),
  })
}

/** What the core asks of a route is hidden in it. */
const routeOf = (plan: Plan): ChannelRoute => {
  const { name, channel, options } = plan
  const { events, resumption } = makeEvents(plan)
  const definition: Definition = {
    name,
    options,
    deal: (c, given) => ({ ...dealOf(plan, events, c, given), owner: definition }),
    frame: (type, args) => encode(plan, type, args) as SendData,
    count: (desk, target) => countIn(desk, plan, target),
    list: (desk, target) => listIn(desk, plan, target),
    revive: (kept, desk) => intentOf(kept, plan, resumption, desk),
  }
  return hide({ name, channel }, definition)
}

/**
 * Says what the server does on a channel: a handler for each message that a client may send. At module level: no handler
 * can hold on to a request, and a connection keeps nothing but its `data`.
 *
 * One handler of a connection runs at a time; pings, cancelled calls and fresh tokens pass it by. What it throws answers
 * the message: a `JackfieldError` with its code and words, any other with `internal`.
 *
 * `defineRoute<Bindings>()(channel, definition)` types `socket.env`.
 *
 * @throws {TypeError} for a handler that is missing or misspelt.
 * @throws {JackfieldError} `invalid_option` for a bad option.
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { upgradeWebSocket } from 'jackfield'
 * import { defineChannel } from 'jackfield/channel'
 * import { defineRoute } from 'jackfield/channels'
 * import { serve } from 'jackfield/testing'
 * import { z } from 'zod'
 *
 * const echo = defineChannel('echo', { client: { say: z.string() }, server: { said: z.string() } })
 * const echoRoute = defineRoute(echo, {
 *   on: {
 *     say(socket, text) { socket.send('said', text) },
 *   },
 * })
 * const server = await serve(new Hono().get('/echo', (c) => upgradeWebSocket(c, echoRoute)))
 * const peer = await server.connect('/echo', { protocols: ['jackfield.1'] })
 * peer.send('{"type":"say","data":"hello"}')
 * await peer.next()
 * if ((await peer.next()) !== '{"type":"said","data":"hello"}') throw new Error('the first message is the welcome')
 * await server.close()
 * ```
 */
export const defineRoute: DefineAnyRoute = ((channel?: AnyChannel, definition?: AnyDefinition) =>
  channel === undefined && definition === undefined
    ? define
    : define(channel as AnyChannel, definition as AnyDefinition)) as DefineAnyRoute
