import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasBody, isKey, readHandshake } from '../../src/handshake.ts'

const read = (headers: Record<string, string>) => readHandshake(new Request('http://example.com/ws', { headers }))

test.each<Record<string, string>>([
  { connection: 'Upgrade', upgrade: 'websocket' },
  { connection: 'keep-alive, Upgrade', upgrade: 'WebSocket' },
  { connection: 'UPGRADE', upgrade: 'WEBSOCKET' },
  { connection: 'upgrade ,close', upgrade: ' websocket ' },
])('%j is an upgrade', (headers) => {
  expect(read(headers)).toEqual({ kind: 'upgrade', key: null, version: null })
})

test('a list of protocols is none: the runtimes themselves would refuse it after the factory', () => {
  expect(read({ connection: 'upgrade', upgrade: 'websocket, h2c' }).kind).toBe('plain')
})

test.each<Record<string, string>>([
  {},
  { connection: 'Upgrade', upgrade: 'h2c' },
  { connection: 'Upgrade', upgrade: 'websockets' },
  { connection: 'Upgrade', upgrade: 'not websocket' },
  { connection: 'Upgrade' },
  { 'sec-websocket-protocol': 'chat' },
])('%j is a plain request', (headers) => {
  expect(read(headers).kind).toBe('plain')
})

test('without Connection it is stripped of that', () => {
  expect(read({ upgrade: 'websocket' })).toMatchObject({ kind: 'stripped', lost: 'Connection' })
  expect(read({ upgrade: 'websocket', connection: 'close' })).toMatchObject({ kind: 'stripped', lost: 'Connection' })
})

test.each<Record<string, string>>([
  { 'sec-websocket-key': 'x' },
  { 'sec-websocket-version': '13' },
  { connection: 'Upgrade', 'sec-websocket-version': '' },
])('%j is stripped of Upgrade', (headers) => {
  expect(read(headers)).toMatchObject({ kind: 'stripped', lost: 'Upgrade' })
})

test('key and version are passed on as they came', () => {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': 'k',
    'sec-websocket-version': '8',
  }
  expect(read(headers)).toEqual({ kind: 'upgrade', key: 'k', version: '8' })
})

test('any 16 bytes are a key', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      expect(isKey(Buffer.from(bytes).toString('base64'))).toBe(true)
    }),
  )
})

test('any other number of bytes is none', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }).filter(({ length }) => length !== 16),
      (bytes) => {
        expect(isKey(Buffer.from(bytes).toString('base64'))).toBe(false)
      },
    ),
  )
})

test.each([null, '', 'dGhlIHNhbXBsZSBub25jZQ==\n', ' dGhlIHNhbXBsZSBub25jZQ==', 'dGhlIHNhbXBsZSBub25jZQ=-'])(
  '%j is no key',
  (key) => {
    expect(isKey(key)).toBe(false)
  },
)

test('a body is announced by its length or by its coding', () => {
  const withHeaders = (headers: Record<string, string>) => hasBody(new Request('http://example.com/ws', { headers }))
  expect(withHeaders({})).toBe(false)
  expect(withHeaders({ 'content-length': '0' })).toBe(false)
  expect(withHeaders({ 'content-length': '5' })).toBe(true)
  expect(withHeaders({ 'content-length': 'five' })).toBe(true)
  expect(withHeaders({ 'transfer-encoding': 'chunked' })).toBe(true)
})
