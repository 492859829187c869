import type { AnyChannel } from '../channel/index.ts'
import { above0, callback, check, isDate, limits, oneOf, type Rules, rule, text, token } from '../check-options.ts'
import { sizeOf } from '../data.ts'
import { JackfieldError } from '../errors.ts'
import type { ConnectionOptions, DataSchema, RouteDefinition } from './types.ts'

const { concurrency: _, ...more } = limits

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
const word = rule((value) => typeof value === 'string', 'a text')

const definition: Rules<keyof RouteDefinition<AnyChannel, DataSchema, unknown>> = {
  ...more,
  name: text,
  data: rule((value) => isObject(value) || typeof value === 'function', 'a schema'),
  on: rule(isObject, 'the handlers'),
  onOpen: callback,
  onClose: callback,
  onError: callback,
  presence: callback,
  token,
  maxFaults: above0,
  maxCalls: above0,
  maxMessage: above0,
  validate: oneOf(true, false),
}

const connection: Rules<keyof ConnectionOptions<unknown>> = {
  room: word,
  key: word,
  expiresAt: rule(isDate, 'ms since the epoch, as of date.getTime()'),
  data: rule((value) => value !== null && typeof value !== 'symbol', "what the route's schema takes"),
}

/** @throws {JackfieldError} `invalid_option` for what `defineRoute` does not take. */
export const checkDefinition = (options: object): void => check(definition, 'defineRoute', options)

// In bytes of JSON: what a Durable Object can keep of a connection while it sleeps, beside its data and its topics.
const longest = { room: 512, key: 256, url: 2048 }

/** What is wrong with a name that no connection can keep. */
export const excessOf = (name: keyof typeof longest, value: string | undefined): string | undefined =>
  value === undefined || sizeOf(JSON.stringify(value)) - 2 <= longest[name]
    ? undefined
    : `The ${name} of this connection is longer than ${longest[name]} bytes.`

const assertShort = (name: keyof typeof longest, value: string | undefined): void => {
  const excess = excessOf(name, value)
  if (excess) throw new JackfieldError('too_long', excess)
}

/**
 * Checks what a connection is given.
 * @throws {JackfieldError} `invalid_option` for what is none of it, `too_long` for names that a client may have chosen.
 */
export const checkConnection = (given: ConnectionOptions<unknown>, url: string): void => {
  check(connection, 'upgradeWebSocket', given)
  assertShort('room', given.room)
  assertShort('key', given.key)
  assertShort('url', url)
}
