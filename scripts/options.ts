// What docs/guide.md says of the options: their own docstrings, held against what the code resolves them to.
import { readFileSync } from 'node:fs'
import { type Policy, resolvePolicy, resolveSettings, type ServerSettings } from '../src/options.ts'

/** One option, as its docstring has it. */
export interface Option {
  readonly name: string
  /** The option with the members of its default, if it has any. */
  readonly shape: string
  /** Where it can be set. */
  readonly where: string
  readonly what: string
  readonly byDefault: string
}

type Defaulted =
  | keyof Policy
  | Exclude<keyof ServerSettings, 'log' | 'onError' | 'trust' | 'env'>
  | 'trustedProxies'
  | 'hostname'

/** Why a default is what it is. */
export const reasons: Readonly<Record<Defaulted, string>> = {
  origins: 'Browsers let any page connect anywhere, and send cookies along: the server alone can say no.',
  maxPayload:
    'Room for a large JSON document or some ten camera frames; a message is in memory whole before it is handled.',
  heartbeat: 'Most proxies cut what was silent for 60 s; a peer that left without a word is found out within 45 s.',
  closeTimeout: 'A slow round trip and a busy client.',
  handlerTimeout: 'As long as a handshake may take: a handler that needs longer mostly waits for what never comes.',
  concurrency: 'Handlers that wait for a database need not wait for each other; `1` keeps their order.',
  maxPending: 'Room for a burst while handlers are busy; beyond it the peer waits, and memory does not grow.',
  maxRate: 'Ten times what a game or a cursor sends; beyond it one peer takes the processor from the others.',
  maxBufferedBytes:
    'Four of the largest messages; without a bound one reader that stops takes all the memory there is.',
  slowReader: 'A client that connects anew fetches what it missed; one that lacks a message does not know.',
  expiryGrace: 'Time to fetch a new token and show it, so that nobody is cut off in between.',
  handshakeTimeout: 'A login against a slow database fits in; what hangs holds its socket for no longer.',
  hosts: 'Only you know the names. Set it wherever a browser could find the server inside its own network.',
  trustedProxies:
    'Any client can write these headers: they tell the truth only where a proxy of yours has overwritten them.',
  maxConnections:
    'More than most apps have in one process; an office or a school behind one address fits into a tenth.',
  maxHandshakes:
    'Only handshakes that the app is slow with add up: more of them are a flood, or a database that is down.',
  maxPendingBytes:
    'One connection alone may have all of `maxPending`; a crowd that fills its queues costs no more than this.',
  maxUnsentBytes:
    'However many readers have stopped, what waits for them fits a small machine, also where a runtime needs three times as much.',
  hostname: 'What is being written is not for the whole network; a container says `0.0.0.0`.',
}

const source = readFileSync(new URL('../src/options.ts', import.meta.url), 'utf8')
const member = /\/\*\*((?:(?!\*\/).)*)\*\/\s*(?:\/\/[^\n]*\s*)?readonly (\w+)\??:/gs
const clause = /\s*[:.]?(?:^|\s)default[:,]?\s+(.*?)\.(?=\s|$)/is

const prose = (docstring: string): string => docstring.replace(/\s*\n\s*\*?\s*/g, ' ').trim()

const seen: Readonly<Record<string, unknown>> = { ...resolvePolicy({}), ...resolveSettings({}) }

/** A number as prose may have it. */
const spellings = (value: number): readonly string[] => [
  value.toLocaleString('en'),
  value.toLocaleString('en').replaceAll(',', '_'),
  `${value / 1000} s`,
  `${value / 2 ** 20} MiB`,
  ...(value === Number.POSITIVE_INFINITY ? ['no limit'] : []),
]

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Set)

/** The numbers and words of a default. */
const partsOf = (value: unknown): readonly unknown[] => {
  if (typeof value === 'number' || typeof value === 'string') return [value]
  return isRecord(value) ? Object.values(value).flatMap(partsOf) : []
}

const isSaid = (part: unknown, said: string): boolean =>
  typeof part === 'number' ? spellings(part).some((one) => said.includes(one)) : said.includes(String(part))

const readOption = (where: string, name: string, docstring: string): Option => {
  const text = prose(docstring)
  const byDefault = clause.exec(text)?.[1] ?? ''
  const what = text.replace(clause, '.').replace(/^\.\s*|(?<=\.)\.$/g, '')
  const wrong = partsOf(seen[name]).find((part) => !isSaid(part, byDefault))
  if (wrong !== undefined) throw new Error(`src/options.ts says of ${name}: default ${byDefault}; it is ${wrong}`)
  if (what === '') throw new Error(`src/options.ts does not say what ${name} is for`)
  const shape = isRecord(seen[name]) ? `${name}: { ${Object.keys(seen[name]).join(', ')} }` : name
  return { name, shape, where, what, byDefault }
}

const membersOf = (type: string, where: string): readonly Option[] => {
  const [, body = ''] = new RegExp(`export interface ${type}\\b[^{]*\\{\n(.*?)\n\\}`, 's').exec(source) ?? []
  const docstrings = new Map([...body.matchAll(member)].map(([, docstring = '', name]) => [name, docstring]))
  const names = [...body.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name = '']) => name)
  return names.map((name) => readOption(where, name, docstrings.get(name) ?? ''))
}

/** All options, in the order of their types. */
export const options: readonly Option[] = [
  ...membersOf('LimitOptions', 'server, route'),
  ...membersOf('RouteOptions', 'route'),
  ...membersOf('ServerOptions', 'server'),
  ...membersOf('ListenOptions', '`serve`'),
]
