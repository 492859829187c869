import { definitionOf } from './definition.ts'
import { drainTimeout } from './drain.ts'
import { JackfieldError } from './errors.ts'
import type { CloseOptions, LimitOptions, ListenOptions, RouteOptions, ServerOptions, TokenOptions } from './options.ts'
import type { App } from './routes.ts'

/** Throws unless an option's value will do. */
export type Rule = (value: unknown, name: string) => void
/** What each option takes. */
export type Rules<Name extends string = string> = Readonly<Record<Name, Rule>>

const fail = (message: string): never => {
  throw new JackfieldError('invalid_option', message)
}

/** What was found, in a few words: never the content of an object, which may be a key. */
const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60))
  if (Array.isArray(value)) return `a list of ${value.map((entry) => typeof entry).join(', ') || 'nothing'}`
  if (typeof value === 'object' && value) return Object.prototype.toString.call(value)
  return typeof value === 'function' ? 'a function' : String(value)
}

/** A rule, and what it says that would do. */
export const rule =
  (fits: (value: unknown) => boolean, what: string): Rule =>
  (value, name) =>
    fits(value) || fail(`${name} is ${shown(value)}; it takes ${what}`)

export const oneOf = (...words: readonly unknown[]): Rule =>
  rule((value) => words.includes(value), words.map(shown).join(' or '))

/** An object of options, of which some are needed, or a word in its place. */
export const object =
  (
    rules: Rules,
    words: readonly unknown[] = [],
    needed: readonly string[] = Object.keys(rules),
    inside: (name: string) => string = (name) => `${name}.`,
  ): Rule =>
  (options, name) => {
    if (words.includes(options)) return
    if (typeof options !== 'object' || !options) {
      // Of a text not even the beginning: where a key belongs, it may be one.
      const found = typeof options === 'string' ? 'a text' : shown(options)
      return fail(`${name} is ${found}; it takes ${[`{ ${Object.keys(rules).join(', ')} }`, ...words].join(' or ')}`)
    }
    for (const key of [...Object.keys(options), ...needed]) {
      const value: unknown = options[key as keyof typeof options]
      if (value === undefined && !needed.includes(key)) continue
      if (!Object.hasOwn(rules, key)) failUnknown(key, Object.keys(rules), name)
      rules[key]?.(value, inside(name) + key)
    }
  }

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isFunction = (value: unknown): boolean => typeof value === 'function'
const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
const isWhole = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0

export const above0: Rule = rule((value) => typeof value === 'number' && value > 0, 'a number above 0')
const from0 = rule((value) => typeof value === 'number' && value >= 0, 'a number from 0')
export const text: Rule = rule(isText, 'a text')
/** A text without its first line may be a key all the same, and is not shown. */
const pem: Rule = (value, name) => {
  if (typeof value === 'string' && value.includes('-----BEGIN ')) return
  const found = value && typeof value === 'string' ? 'a text without -----BEGIN' : shown(value)
  fail(`${name} is ${found}; it takes a PEM text, not the path of one: readFileSync('${name.slice(4)}.pem', 'utf8')`)
}
export const callback: Rule = rule(isFunction, 'a function')
const textOrFunction = rule((value) => typeof value === 'string' || isFunction(value), 'a text or a function')
const listOrFunction = rule((value) => isList(value) || isFunction(value), 'a list of texts or a function')

export const limits: Rules<keyof LimitOptions> = {
  origins: listOrFunction,
  maxPayload: above0,
  heartbeat: object({ interval: above0, timeout: above0 }, [false]),
  closeTimeout: above0,
  handlerTimeout: above0,
  concurrency: above0,
  maxPending: object({ messages: above0, bytes: above0 }),
  maxRate: object({ perSecond: above0, burst: above0 }, [false]),
  maxBufferedBytes: above0,
  slowReader: oneOf('close', 'drop', 'latest'),
  expiryGrace: from0,
}

export const isDate = (value: unknown): boolean => typeof value === 'number' && !Number.isNaN(value)
const tokenRules: Rules<keyof TokenOptions> = {
  from: oneOf('message', 'protocol'),
  verify: callback,
  prefix: text,
  timeout: above0,
}
export const token: Rule = object(tokenRules, [], ['from', 'verify'])

const count = object({ total: above0, perAddress: above0 })
const close: Rules<keyof CloseOptions> = { timeout: above0, spread: from0, code: oneOf(1001, 1012) }

const server: Rules<keyof ServerOptions> = {
  ...limits,
  onError: callback,
  log: callback,
  handshakeTimeout: above0,
  hosts: rule(isList, 'a list of texts'),
  trustedProxies: rule((value) => isList(value) || isWhole(value), 'a list of texts, or how many there are'),
  maxConnections: count,
  maxHandshakes: count,
  maxUnsentBytes: object({ total: above0, perRoom: above0 }),
  maxPendingBytes: above0,
  env: rule((value) => typeof value === 'object' && value !== null, 'an object'),
  routes: rule(
    (value) => Array.isArray(value) && value.every((entry) => definitionOf(entry) !== undefined),
    'a list of routes, as defineRoute has made them',
  ),
}

/** What each call takes: all that its type has. */
const known: {
  readonly serve: Rules<keyof ListenOptions>
  readonly attach: Rules<keyof ServerOptions>
  readonly worker: Rules<keyof ServerOptions | 'rooms' | 'roomTimeout'>
  readonly upgradeWebSocket: Rules<keyof RouteOptions>
  readonly close: Rules<keyof CloseOptions>
} = {
  serve: {
    ...server,
    port: rule((value) => isWhole(value) && (value as number) < 65_536, 'a whole number from 0 to 65535'),
    hostname: text,
    tls: object({ key: pem, cert: pem }),
    signals: object(close, [true, false], []),
  },
  attach: server,
  worker: { ...server, rooms: text, roomTimeout: above0 },
  upgradeWebSocket: {
    ...limits,
    name: text,
    room: textOrFunction,
    protocols: listOrFunction,
    protocolOptional: oneOf(true, false),
    token,
    key: textOrFunction,
    expiresAt: rule(
      (value) => isDate(value) || isFunction(value),
      'ms since the epoch, as of date.getTime(), or a function',
    ),
  },
  close,
}

/** A call that takes options. */
export type OptionsCall = keyof typeof known

const pairsOf = (word: string): string[] => [...word.slice(1)].map((letter, index) => word[index] + letter)
const sorted = (word: string): string => [...word].sort().join('')

/** Whether two names have all letters in common, or most pairs of them. */
export const isNear = (name: string, known: string): boolean => {
  const [one, other] = [name.toLowerCase(), known.toLowerCase()]
  if (sorted(one) === sorted(other)) return true
  const [a, b] = [pairsOf(one), pairsOf(other)]
  return 4 * a.filter((pair) => b.includes(pair)).length > a.length + b.length
}

const failUnknown = (name: string, names: readonly string[], where: string): never => {
  const others = Object.entries(known).flatMap(([call, rules]) => (Object.hasOwn(rules, name) ? call : []))
  const near = names.filter((other) => isNear(name, other))
  const guess = near[0] ? `did you mean ${near.join(' or ')}?` : `it takes ${names.join(', ')}`
  return fail(`${name} is no option of ${where}; ${others[0] ? `it is one of ${others.join(', ')}` : guess}`)
}

const checkSpread = (options: CloseOptions | boolean | undefined): void => {
  if (typeof options !== 'object') return
  const { timeout = drainTimeout, spread = 0 } = options
  if (spread > timeout / 2) fail(`spread is ${spread}; it takes at most half of the timeout, ${timeout / 2}`)
}

/** The call that a server is made with, as messages name it. */
export type ServerCall = 'serve' | 'attach' | 'worker'

const usage: Readonly<Record<ServerCall, string>> = {
  serve: 'first argument is not the app itself: serve(app, { port })',
  attach: 'second argument is not the app itself: attach(server, app)',
  worker: 'first argument is not the app itself: worker(app)',
}

/** @throws {JackfieldError} `invalid_option` for what is no app, or is a server's options. */
export const checkApp = (call: ServerCall, app: App): void => {
  if (typeof app?.fetch !== 'function' || 'port' in app) fail(`The ${usage[call]}.`)
}

const allOf = (rules: Rules): Rule => object(rules, [], [], () => '')

/**
 * Checks the options of a call that has rules of its own.
 *
 * @throws {JackfieldError} `invalid_option`, with what was found, and what would do.
 */
export const check = (rules: Rules, call: string, options: unknown): void => allOf(rules)(options, call)

/**
 * Checks the options of a call, their names and what each of them takes. One that is `undefined` is one that is not there.
 *
 * @throws {JackfieldError} `invalid_option`, with what was found, and what would do.
 */
export const checkOptions = (call: OptionsCall, options: object): void => {
  // Not by check: V8 keeps ten lines of a stack, and the last one here is the app's own.
  allOf(known[call])(options, call)
  checkSpread(call === 'close' ? options : (options as ListenOptions).signals)
  const { token, protocols } = options as RouteOptions
  if (token?.from === 'protocol' && !protocols) {
    fail("token.from is \"protocol\"; browsers want one of the route's chosen beside it: protocols: ['chat']")
  }
}
