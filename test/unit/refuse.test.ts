import { Hono } from 'hono'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { JackfieldError } from '../../src/errors.ts'
import { noAdapter, refuse, refuseIn } from '../../src/refuse.ts'

const ask = (accept?: string) => new Request('http://example.com/ws', { headers: accept ? { accept } : {} })

afterEach(() => void vi.unstubAllGlobals())

test.each([undefined, '*/*', 'text/html,application/xhtml+xml;q=0.9'])('for Accept %s it is a text', async (accept) => {
  const response = refuse(ask(accept), new JackfieldError('bad_key', 'The key is bad.'))
  expect(response.status).toBe(400)
  expect(response.headers.get('content-type')).toBe('text/plain; charset=UTF-8')
  expect(await response.text()).toBe('The key is bad.\n')
})

test('for Accept: application/json it is JSON', async () => {
  const response = refuse(ask('text/html, application/json;q=0.9'), new JackfieldError('bad_key', 'The key is bad.'))
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.json()).toEqual({ code: 'bad_key', message: 'The key is bad.' })
})

test.each([
  ['upgrade_required', 426, { upgrade: 'websocket' }],
  ['headers_stripped', 426, { upgrade: 'websocket' }],
  ['bad_version', 426, { 'sec-websocket-version': '13' }],
  ['method_not_allowed', 405, { allow: 'GET' }],
  ['draining', 503, { 'retry-after': '1' }],
  ['handshake_timeout', 503, { 'retry-after': '1' }],
  ['overloaded', 429, { 'retry-after': '1' }],
  ['unauthorized', 401, { 'retry-after': null }],
  ['address_in_use', 500, { 'retry-after': null }],
] as const)('%s is %i, with the headers that belong to it', (code, status, headers) => {
  const response = refuse(ask(), new JackfieldError(code, 'no'))
  expect(response.status).toBe(status)
  for (const [name, value] of Object.entries(headers)) expect(response.headers.get(name), name).toBe(value)
})

test('in a route, the headers that the app has set stay', async () => {
  const app = new Hono().get('/', (c) => {
    c.header('x-request-id', '7')
    return refuseIn(c, new JackfieldError('upgrade_required', 'no'))
  })
  const response = await app.request('/')
  expect(response.status).toBe(426)
  expect(response.headers.get('x-request-id')).toBe('7')
  expect(response.headers.get('upgrade')).toBe('websocket')
})

describe('without an adapter', () => {
  test.each([
    ['Node.js/24', "import { serve } from 'jackfield/node'\n    await serve(app)"],
    ['Bun/1.4.5', "import { serve } from 'jackfield/bun'\n    await serve(app)"],
    ['Deno/2.9.5', "import { serve } from 'jackfield/deno'\n    await serve(app)"],
    ['Cloudflare-Workers', "import { worker } from 'jackfield/workers'\n    export default worker(app)"],
  ])('%s is told the line to write', (userAgent, line) => {
    vi.stubGlobal('navigator', { userAgent })
    expect(noAdapter('This route upgrades to a WebSocket', false).message).toBe(
      'This route upgrades to a WebSocket, but no jackfield server runs in this process: app.fetch alone is not enough. ' +
        `Serve the app with:\n    ${line}\n`,
    )
  })

  test('a runtime without a navigator is told that of Node', () => {
    vi.stubGlobal('navigator', undefined)
    expect(noAdapter('This route upgrades to a WebSocket', false).message).toContain('jackfield/node')
  })

  test('beside a server that lives, it is the request that came another way', () => {
    expect(noAdapter('It', true).message).toContain('this request did not come through a jackfield server')
  })
})
