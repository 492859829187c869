import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayConnect, parseOrigins } from '../../src/origin.ts'

const none = parseOrigins([])

test.each([
  ['https://example.com', 'example.com'],
  ['http://example.com', 'example.com'],
  ['https://example.com', 'example.com:443'],
  ['http://example.com', 'example.com:80'],
  ['https://example.com:443', 'example.com'],
  ['https://example.com:8443', 'example.com:8443'],
  ['https://EXAMPLE.com', 'example.COM'],
  ['https://bücher.example', 'xn--bcher-kva.example'],
  ['http://[2001:DB8::1]:3000', '[2001:db8::1]:3000'],
  ['http://localhost:5173', 'localhost:3000'],
  ['http://127.0.0.1:5173', 'localhost:3000'],
  ['http://localhost:5173', '127.8.9.1:3000'],
  ['http://[::1]:5173', 'localhost'],
  ['http://app.localhost:5173', '[::1]:3000'],
])('a page of %s may connect to Host %s', (origin, host) => {
  expect(mayConnect(origin, host, none)).toBe(true)
})

test.each([
  ['https://evil.example', 'example.com'],
  ['https://example.com.evil.example', 'example.com'],
  ['https://example.com:8443', 'example.com'],
  ['https://example.com', 'example.com:8443'],
  ['http://localhost:5173', 'example.com'],
  ['http://localhost.evil.example', 'localhost:3000'],
  ['http://127.0.0.1.evil.example', 'localhost:3000'],
  ['http://evil.example', '127.0.0.1:3000'],
  ['null', 'example.com'],
  ['', 'example.com'],
  ['example.com', 'example.com'],
  ['https://example.com/', 'example.com'],
  ['https://user@example.com', 'example.com'],
  ['https://example.com, https://evil.example', 'example.com'],
  ['https://example.com https://evil.example', 'example.com'],
  ['https://example.com\\@evil.example', 'example.com'],
  ['https://example.com', null],
  ['https://example.com', ''],
  ['https://example.com', 'example.com/x'],
  ['https://example.com', 'evil@example.com'],
])('a page of %j may not connect to Host %j', (origin, host) => {
  expect(mayConnect(origin, host, none)).toBe(false)
})

test('without an Origin it is no browser', () => {
  expect(mayConnect(null, 'example.com', none)).toBe(true)
  expect(mayConnect(null, null, none)).toBe(true)
})

test('a listed origin counts with its scheme and port', () => {
  const allowed = parseOrigins(['https://Friend.example:443', 'app://shell'])
  expect(mayConnect('https://friend.example', 'example.com', allowed)).toBe(true)
  expect(mayConnect('app://shell', 'example.com', allowed)).toBe(true)
  expect(mayConnect('http://friend.example', 'example.com', allowed)).toBe(false)
  expect(mayConnect('https://friend.example:444', 'example.com', allowed)).toBe(false)
})

test('"null" and "*" are listed by these words', () => {
  expect(mayConnect('null', 'example.com', parseOrigins(['null']))).toBe(true)
  expect(mayConnect('https://evil.example', 'example.com', parseOrigins(['null']))).toBe(false)
  expect(mayConnect('https://evil.example', 'example.com', parseOrigins(['*']))).toBe(true)
  expect(mayConnect('no origin at all', null, parseOrigins(['*']))).toBe(true)
})

test.each([
  'example.com',
  'https://example.com/',
  'https://example.com/path',
  'https://*.example.com, x',
  '',
  'https://',
])('the option refuses %j and says what an entry is', (entry) => {
  expect(() => parseOrigins(['https://fine.example', entry])).toThrow(
    `origins has ${JSON.stringify(entry)}; an entry is scheme, host and port, like 'https://example.com'`,
  )
})

const hosts = fc.webAuthority({ withIPv4: true, withIPv6: true, withPort: true })

test('a page of any host may connect to its own host', () => {
  fc.assert(
    fc.property(hosts, fc.constantFrom('http', 'https'), (host, scheme) => {
      fc.pre(URL.canParse(`${scheme}://${host}`))
      const { origin } = new URL(`${scheme}://${host}`)
      expect(mayConnect(origin, host, none)).toBe(true)
    }),
  )
})

test('what a browser sends as an origin can be listed, and then passes everywhere', () => {
  fc.assert(
    fc.property(hosts, fc.constantFrom('http', 'https'), (host, scheme) => {
      fc.pre(URL.canParse(`${scheme}://${host}`))
      const { origin } = new URL(`${scheme}://${host}`)
      expect(mayConnect(origin, 'elsewhere.example', parseOrigins([origin]))).toBe(true)
    }),
  )
})

test('no text at all makes the check throw', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (origin, host) => void mayConnect(origin, host, none)))
})
