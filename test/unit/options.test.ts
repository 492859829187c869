import { expect, test } from 'vitest'
import { consoleLog } from '../../src/log.ts'
import { type LimitOptions, resolvePolicy, resolveSettings, type ServerOptions } from '../../src/options.ts'

test('the defaults', () => {
  expect(resolvePolicy({})).toEqual({
    origins: new Set(),
    maxPayload: 1_048_576,
    heartbeat: { interval: 25_000, timeout: 20_000 },
    closeTimeout: 10_000,
    handlerTimeout: 10_000,
    concurrency: Number.POSITIVE_INFINITY,
    maxPending: { messages: 256, bytes: 4_194_304 },
  })
  expect(resolveSettings({})).toEqual({ log: consoleLog, onError: undefined, handshakeTimeout: 10_000 })
})

test('route over server over default', () => {
  const server: LimitOptions = { maxPayload: 1, closeTimeout: 2, heartbeat: { interval: 3, timeout: 4 } }
  expect(resolvePolicy(server, { maxPayload: 5, heartbeat: false })).toMatchObject({
    maxPayload: 5,
    closeTimeout: 2,
    heartbeat: false,
    handlerTimeout: 10_000,
  })
  expect(resolvePolicy({ heartbeat: false }, { heartbeat: { interval: 1, timeout: 1 } }).heartbeat).toBeTruthy()
})

test('a route that lists no origin takes the list of its server away', () => {
  expect(resolvePolicy({ origins: ['https://a.example'] }, { origins: [] }).origins).toEqual(new Set())
  expect(resolvePolicy({ origins: ['https://a.example'] }).origins).toEqual(new Set(['https://a.example']))
})

test('an option that is undefined is one that is not there', () => {
  expect(resolvePolicy({ maxPayload: undefined }, { maxPayload: undefined }).maxPayload).toBe(1_048_576)
})

test('a policy is frozen', () => {
  expect(Object.isFrozen(resolvePolicy({}))).toBe(true)
})

const wrong: [string, unknown][] = [
  ['zero', 0],
  ['negative', -1],
  ['NaN', Number.NaN],
  ['a text', '1000'],
]

test.each(
  (['maxPayload', 'closeTimeout', 'handlerTimeout', 'concurrency'] as const).flatMap((name) =>
    wrong.map(([kind, value]) => [name, kind, value] as const),
  ),
)('%s takes no %s', (name, _, value) => {
  expect(() => resolvePolicy({ [name]: value })).toThrow(`${name} is ${value}; it takes a number above 0`)
  expect(() => resolvePolicy({}, { [name]: value })).toThrow(`${name} is ${value}; it takes a number above 0`)
})

test.each([
  [{ heartbeat: { interval: 0, timeout: 1 } }, 'heartbeat.interval is 0'],
  [{ heartbeat: { interval: 1, timeout: -1 } }, 'heartbeat.timeout is -1'],
  [{ heartbeat: { interval: 1 } }, 'heartbeat.timeout is undefined'],
  [{ maxPending: { messages: 0, bytes: 1 } }, 'maxPending.messages is 0'],
  [{ maxPending: { messages: 1 } }, 'maxPending.bytes is undefined'],
])('%j is refused by the name of what is wrong', (options, said) => {
  expect(() => resolvePolicy(options as LimitOptions)).toThrow(`${said}; it takes a number above 0`)
})

test('a list of origins that is one text is refused by its name', () => {
  const options = { origins: 'https://example.com' } as unknown as LimitOptions
  expect(() => resolvePolicy(options)).toThrow(/origins/)
})

test('handshakeTimeout is checked as well', () => {
  for (const [, value] of wrong) {
    const options = { handshakeTimeout: value } as ServerOptions
    expect(() => resolveSettings(options)).toThrow(`handshakeTimeout is ${value}; it takes a number above 0`)
  }
})
