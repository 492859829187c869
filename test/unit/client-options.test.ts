import { expect, test } from 'vitest'
import { mistakesIn } from '../../src/client/check-options.ts'
import type { ConnectOptions, Environment } from '../../src/client/index.ts'

const forever = Number.POSITIVE_INFINITY
const right: readonly ConnectOptions[] = [
  {
    token: () => 'x',
    tokenIn: 'protocol',
    protocols: ['chat'],
    queue: { size: forever, full: 'error' },
    calls: 'wait',
    callTimeout: 0,
    connectTimeout: forever,
    ping: { interval: 1, timeout: 1 },
    lazy: { grace: 1 },
    diagnose: true,
    validate: false,
    onFault() {},
    environment: globalThis as Environment,
  },
  { token: 'x', tokenIn: 'message', protocols: () => ['chat'], ping: false, lazy: true, calls: 'reject' },
  { queue: { full: 'drop-oldest' } },
  { queue: { full: 'drop-newest' } },
  {},
]

test.each(right)('options that are right are not told of: %#', (options) => {
  expect(mistakesIn({ ...options, param: {}, query: {}, calls: undefined })).toEqual([])
})

const ms = 'takes number from 0, not this'

test.each([
  [{ token: 5 }, 'token', 'takes string or function, not this number'],
  [{ tokenIn: 'query' }, 'tokenIn', 'takes message or protocol, not this string'],
  [{ protocols: 'chat' }, 'protocols', 'takes object or function, not this string'],
  [{ queue: 10 }, 'queue', 'takes object, not this number'],
  [{ queue: { size: '10' } }, 'queue.size', `${ms} string 10`],
  [{ queue: { full: 'drop' } }, 'queue.full', 'takes drop-oldest or drop-newest or error, not this string'],
  [{ callTimeout: -1 }, 'callTimeout', `${ms} number -1`],
  [{ connectTimeout: Number.NaN }, 'connectTimeout', `${ms} number NaN`],
  [{ ping: { interval: null } }, 'ping.interval', `${ms} object null`],
  [{ ping: { timeout: Symbol('1') } }, 'ping.timeout', `${ms} symbol Symbol(1)`],
  [{ lazy: { grace: true } }, 'lazy.grace', `${ms} boolean true`],
  [{ diagnose: 'no' }, 'diagnose', 'takes boolean, not this string'],
])('%o', (options, name, words) => {
  expect(mistakesIn(options)).toEqual([[name, words]])
})

test.each([
  [{ spread: 1 }, 'spread'],
  [{ ping: { timout: 1 } }, 'ping.timout'],
  [{ constructor: 1 }, 'constructor'],
])('%o is no option', (options, name) => {
  expect(mistakesIn(options)).toEqual([[name, expect.stringMatching(/^is no option of connect: token tokenIn /)]])
})
