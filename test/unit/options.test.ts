import { expect, test } from 'vitest'
import { consoleLog } from '../../src/log.ts'
import { type LimitOptions, resolvePolicy, resolveSettings } from '../../src/options.ts'

test('the defaults', () => {
  expect(resolvePolicy({})).toEqual({
    origins: new Set(),
    maxPayload: 1_048_576,
    heartbeat: { interval: 25_000, timeout: 20_000 },
    closeTimeout: 10_000,
    handlerTimeout: 10_000,
    concurrency: Number.POSITIVE_INFINITY,
    maxPending: { messages: 256, bytes: 4_194_304 },
    maxRate: { perSecond: 1000, burst: 2000 },
    maxBufferedBytes: 4_194_304,
    slowReader: 'close',
    expiryGrace: 10_000,
  })
  expect(resolveSettings({})).toEqual({
    log: consoleLog,
    onError: undefined,
    handshakeTimeout: 10_000,
    hosts: undefined,
    trust: expect.any(Function),
    maxConnections: { total: 10_000, perAddress: 1000 },
    maxHandshakes: { total: 1000, perAddress: 100 },
    maxUnsentBytes: { total: 16_777_216, perRoom: 16_777_216 },
    maxPendingBytes: 37_748_736,
  })
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
