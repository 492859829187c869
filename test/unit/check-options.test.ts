import { describe, expect, test } from 'vitest'
import { checkConnection, checkDefinition } from '../../src/channels/check.ts'
import { checkOptions } from '../../src/check-options.ts'
import { JackfieldError } from '../../src/errors.ts'

type Call = Parameters<typeof checkOptions>[0] | 'defineRoute'

const refusalOf = (call: Call, options: unknown): string => {
  try {
    if (call === 'defineRoute') checkDefinition(options as object)
    else checkOptions(call, options as object)
  } catch (error) {
    if (error instanceof JackfieldError && error.code === 'invalid_option') return error.message
    throw error
  }
  return 'nothing is wrong'
}

const someLimits = {
  origins: ['https://example.com', 'null'],
  maxPayload: 1,
  heartbeat: { interval: 1, timeout: 1 },
  closeTimeout: 1,
  handlerTimeout: Number.POSITIVE_INFINITY,
  concurrency: 1,
  maxPending: { messages: 1, bytes: 1 },
  maxRate: { perSecond: 0.5, burst: 1 },
  maxBufferedBytes: 1,
  slowReader: 'latest',
  expiryGrace: 0,
}
const someServer = {
  ...someLimits,
  onError: () => {},
  log: () => {},
  handshakeTimeout: 1,
  hosts: ['example.com'],
  trustedProxies: ['10.0.0.0/8'],
  maxConnections: { total: 1, perAddress: 1 },
  maxHandshakes: { total: 1, perAddress: 1 },
  maxUnsentBytes: { total: 1, perRoom: 1 },
  maxPendingBytes: 1,
  env: {},
  routes: [],
}
const withoutConcurrency = ({ concurrency: _, ...limits }: typeof someLimits): object => limits
const pem = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEI\n'
const all: Record<Call, object> = {
  serve: { ...someServer, port: 0, hostname: '::1', tls: { key: pem, cert: pem }, signals: { spread: 0 } },
  attach: someServer,
  worker: { ...someServer, rooms: 'ROOMS', roomTimeout: 1 },
  upgradeWebSocket: {
    ...someLimits,
    name: 'chat',
    room: '',
    protocols: ['chat'],
    protocolOptional: false,
    token: { from: 'protocol', verify: () => {} },
    key: 'ada',
    expiresAt: 0,
  },
  defineRoute: {
    ...withoutConcurrency(someLimits),
    name: 'chat',
    data: {},
    on: {},
    onOpen: () => {},
    onClose: () => {},
    onError: () => {},
    presence: () => {},
    token: { from: 'protocol', verify: () => {} },
    maxFaults: 1,
    maxCalls: 1,
    maxMessage: 1,
    validate: false,
  },
  close: { timeout: 1, spread: 0, code: 1012 },
}
const calls = Object.keys(all) as Call[]

describe.each(calls)('%s', (call) => {
  test('takes each of its options, and none at all', () => {
    expect(refusalOf(call, all[call])).toBe('nothing is wrong')
    expect(refusalOf(call, {})).toBe('nothing is wrong')
  })

  test('takes an undefined one as one that is not there, whatever its name', () => {
    for (const name of [...Object.keys(all[call]), 'colour'])
      expect(refusalOf(call, { [name]: undefined })).toBe('nothing is wrong')
  })

  test('takes none of them for null, nor for a symbol', () => {
    for (const name of Object.keys(all[call])) {
      expect(refusalOf(call, { [name]: null })).toMatch(`${name} is null; it takes `)
      expect(refusalOf(call, { [name]: Symbol('odd') })).toMatch(`${name} is Symbol(odd); it takes `)
    }
  })

  test.each([[null], [3000], ['x'], [() => {}]])('takes its options as an object, not as %s', (options) => {
    expect(refusalOf(call, options)).toMatch(new RegExp(`^${call} is .+; it takes \\{ `))
  })
})

test.each([
  { origins: (origin: string) => origin !== 'null' },
  { heartbeat: false },
  { maxRate: false },
  { slowReader: 'close' },
  { slowReader: 'drop' },
  { maxConnections: { total: Number.POSITIVE_INFINITY, perAddress: 1 } },
  { trustedProxies: 1 },
  { trustedProxies: 0 },
  { signals: true },
  { signals: false },
  { signals: { code: 1001, timeout: 1, spread: undefined } },
  { port: 65_535 },
])('serve takes %o', (options) => {
  expect(refusalOf('serve', options)).toBe('nothing is wrong')
})

test.each([
  { room: () => 'garden', key: () => undefined, expiresAt: () => 1, protocols: () => 'chat' },
  { token: { from: 'message', verify: () => {}, prefix: 'auth.', timeout: 5 } },
  { token: { from: 'protocol', verify: () => {} }, protocols: () => 'chat' },
])('upgradeWebSocket takes %o', (options) => {
  expect(refusalOf('upgradeWebSocket', options)).toBe('nothing is wrong')
})

const numbers = 'a number above 0'
const texts = 'a list of texts or a function'
const wrong: [Call, object, said: string][] = [
  // Names.
  ['serve', { host: '0.0.0.0' }, 'host is no option of serve; did you mean hosts or hostname?'],
  ['serve', { maxPayLoad: 1 }, 'maxPayLoad is no option of serve; did you mean maxPayload?'],
  ['serve', { maxPayloadLength: 1 }, 'maxPayloadLength is no option of serve; did you mean maxPayload?'],
  ['serve', { origin: 'x' }, 'origin is no option of serve; did you mean origins?'],
  ['serve', { prot: 3000 }, 'prot is no option of serve; did you mean port?'],
  ['serve', { heartbaet: false }, 'heartbaet is no option of serve; did you mean heartbeat?'],
  ['serve', { constructor: 1 }, 'constructor is no option of serve; it takes origins, maxPayload, '],
  ['serve', { name: 'chat' }, 'name is no option of serve; it is one of upgradeWebSocket'],
  ['attach', { port: 3000 }, 'port is no option of attach; it is one of serve'],
  ['worker', { tls: {} }, 'tls is no option of worker; it is one of serve'],
  ['worker', { roomTimout: 1 }, 'roomTimout is no option of worker; did you mean roomTimeout?'],
  ['upgradeWebSocket', { log() {} }, 'log is no option of upgradeWebSocket; it is one of serve, attach, worker'],
  ['upgradeWebSocket', { protocol: 'chat' }, 'protocol is no option of upgradeWebSocket; did you mean protocols'],
  ['close', { code: 1001, time: 1 }, 'time is no option of close; did you mean timeout?'],
  ['serve', { maxPending: { messages: 1, byte: 2 } }, 'byte is no option of maxPending; did you mean bytes?'],
  ['serve', { tls: { key: pem, cert: pem, ca: pem } }, 'ca is no option of tls; it takes key, cert'],
  // Numbers.
  ['serve', { maxPayload: 0 }, `maxPayload is 0; it takes ${numbers}`],
  ['serve', { maxPayload: Number.NaN }, `maxPayload is NaN; it takes ${numbers}`],
  ['serve', { closeTimeout: -1 }, `closeTimeout is -1; it takes ${numbers}`],
  ['serve', { handlerTimeout: '1000' }, `handlerTimeout is "1000"; it takes ${numbers}`],
  ['serve', { handshakeTimeout: 10n }, `handshakeTimeout is 10; it takes ${numbers}`],
  ['serve', { expiryGrace: -1 }, 'expiryGrace is -1; it takes a number from 0'],
  ['serve', { port: 'abc' }, 'port is "abc"; it takes a whole number from 0 to 65535'],
  ['serve', { port: 65_536 }, 'port is 65536; it takes a whole number from 0 to 65535'],
  ['serve', { port: 0.5 }, 'port is 0.5; it takes a whole number from 0 to 65535'],
  ['close', { timeout: Number.NaN }, 'timeout is NaN; it takes a number above 0'],
  ['close', { spread: -1 }, 'spread is -1; it takes a number from 0'],
  ['close', { code: 1000 }, 'code is 1000; it takes 1001 or 1012'],
  // Objects.
  ['serve', { heartbeat: true }, 'heartbeat is true; it takes { interval, timeout } or false'],
  ['serve', { heartbeat: 5 }, 'heartbeat is 5; it takes { interval, timeout } or false'],
  ['serve', { heartbeat: { interval: 1 } }, `heartbeat.timeout is undefined; it takes ${numbers}`],
  ['serve', { maxPending: 5 }, 'maxPending is 5; it takes { messages, bytes }'],
  ['serve', { maxPending: false }, 'maxPending is false; it takes { messages, bytes }'],
  ['serve', { maxPending: { messages: 0, bytes: 1 } }, `maxPending.messages is 0; it takes ${numbers}`],
  ['serve', { maxRate: 5 }, 'maxRate is 5; it takes { perSecond, burst } or false'],
  ['serve', { maxConnections: 5 }, 'maxConnections is 5; it takes { total, perAddress }'],
  ['serve', { maxHandshakes: { total: 5 } }, `maxHandshakes.perAddress is undefined; it takes ${numbers}`],
  ['serve', { maxUnsentBytes: 5 }, 'maxUnsentBytes is 5; it takes { total, perRoom }'],
  ['serve', { signals: 'SIGTERM' }, 'signals is a text; it takes { timeout, spread, code } or true or false'],
  ['serve', { signals: { code: 1000 } }, 'signals.code is 1000; it takes 1001 or 1012'],
  ['serve', { tls: true }, 'tls is true; it takes { key, cert }'],
  ['serve', { tls: {} }, 'tls.key is undefined; it takes a PEM text'],
  ['serve', { tls: { key: pem } }, 'tls.cert is undefined; it takes a PEM text'],
  ['serve', { tls: { key: '', cert: pem } }, 'tls.key is ""; it takes a PEM text'],
  [
    'serve',
    { tls: { key: pem, cert: './cert.pem' } },
    "tls.cert is a text without -----BEGIN; it takes a PEM text, not the path of one: readFileSync('cert.pem', 'utf8')",
  ],
  ['serve', { tls: { key: new Uint8Array(9) } }, 'tls.key is [object Uint8Array]; it takes a PEM text, not the path'],
  // Lists, texts and functions.
  ['serve', { origins: 'x' }, `origins is "x"; it takes ${texts}`],
  ['serve', { origins: [undefined] }, `origins is a list of undefined; it takes ${texts}`],
  ['serve', { hosts: 'example.com' }, 'hosts is "example.com"; it takes a list of texts'],
  ['serve', { hosts: ['example.com', 1] }, 'hosts is a list of string, number; it takes a list of texts'],
  ['serve', { trustedProxies: '10.0.0.0/8' }, 'trustedProxies is "10.0.0.0/8"; it takes a list of texts, or how many'],
  ['serve', { trustedProxies: true }, 'trustedProxies is true; it takes a list of texts, or how many there are'],
  ['serve', { trustedProxies: -1 }, 'trustedProxies is -1; it takes'],
  ['serve', { slowReader: 'x' }, 'slowReader is "x"; it takes "close" or "drop" or "latest"'],
  ['serve', { log: 'x' }, 'log is "x"; it takes a function'],
  ['serve', { log: console }, 'log is [object console]; it takes a function'],
  ['serve', { onError: true }, 'onError is true; it takes a function'],
  ['serve', { hostname: '' }, 'hostname is ""; it takes a text'],
  ['worker', { rooms: {} }, 'rooms is [object Object]; it takes a text'],
  // A route's own.
  ['upgradeWebSocket', { name: 5 }, 'name is 5; it takes a text'],
  ['upgradeWebSocket', { room: 5 }, 'room is 5; it takes a text or a function'],
  ['upgradeWebSocket', { key: {} }, 'key is [object Object]; it takes a text or a function'],
  ['upgradeWebSocket', { protocols: 'chat' }, `protocols is "chat"; it takes ${texts}`],
  ['upgradeWebSocket', { protocolOptional: 'yes' }, 'protocolOptional is "yes"; it takes true or false'],
  [
    'upgradeWebSocket',
    { expiresAt: new Date(0) },
    'expiresAt is [object Date]; it takes ms since the epoch, as of date.',
  ],
  ['upgradeWebSocket', { expiresAt: Number.NaN }, 'expiresAt is NaN; it takes ms since the epoch'],
  ['upgradeWebSocket', { token: () => {} }, 'token is a function; it takes { from, verify, prefix, timeout }'],
  ['upgradeWebSocket', { token: { from: 'message' } }, 'token.verify is undefined; it takes a function'],
  [
    'upgradeWebSocket',
    { token: { from: 'cookie', verify() {} } },
    'token.from is "cookie"; it takes "message" or "pro',
  ],
  [
    'upgradeWebSocket',
    { token: { from: 'protocol', verify() {} } },
    "token.from is \"protocol\"; browsers want one of the route's chosen beside it: protocols: ['chat']",
  ],
]

test.each(wrong)('%s(%o) says %s', (call, options, said) => {
  expect(refusalOf(call, options).slice(0, said.length)).toBe(said)
})

test('what may be a secret is never shown', () => {
  const secret = 'MIIEvQIBADANBg'
  for (const found of [secret, { secret }, [secret], new TextEncoder().encode(secret), () => secret]) {
    expect(refusalOf('serve', { tls: found })).not.toContain(secret)
    expect(refusalOf('serve', { tls: { key: found, cert: pem } })).not.toContain(secret)
    expect(refusalOf('upgradeWebSocket', { token: found })).not.toContain(secret)
  }
})

test('a connection of a channel takes each of its options, and nothing else', () => {
  checkConnection({ room: 'a', key: 'ada', expiresAt: 0, data: {} }, 'http://example.com/')
  checkConnection({}, '')
  for (const [given, words] of [
    [{ room: 7 }, 'room is 7; it takes a text'],
    [{ key: null }, 'key is null; it takes a text'],
    [{ expiresAt: 'soon' }, 'expiresAt is "soon"; it takes ms since the epoch'],
    [{ data: null }, "data is null; it takes what the route's schema takes"],
    [{ rom: 'a' }, 'rom is no option of upgradeWebSocket; did you mean room?'],
  ] as const) {
    expect(() => checkConnection(given as object, '')).toThrow(words)
  }
})
