import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JackfieldError } from '../../src/errors.ts'
import { isOrigin, mayConnect, parseOrigins } from '../../src/guards/origin.ts'
import { respelled, strangers } from './tables/names.ts'
import { entries, foreign, own, refusedEntries, unbrowserly } from './tables/origins.ts'

const none = parseOrigins([])
const listed = ['https://example.com', 'https://*.example.com']
const friends = parseOrigins(listed)

test.each(own)('a page of %s may connect to Host %s', (origin, host) => {
  expect(mayConnect(origin, host, none)).toBe(true)
})

test.each(foreign)('a page of %j may not connect to Host %j', (origin, host) => {
  expect(mayConnect(origin, host, none)).toBe(false)
})

test.each([...strangers, ...respelled])('a page of https://%j is not one of example.com', (name) => {
  expect(mayConnect(`https://${name}`, 'example.com', none)).toBe(false)
  expect(mayConnect(`https://${name}`, 'elsewhere.example', friends)).toBe(false)
})

test.each([...unbrowserly, 'app://Shell', 'app://%61', 'https://*.example.com'])('no browser sends %j', (origin) => {
  expect(isOrigin(origin)).toBe(false)
  expect(mayConnect(origin, 'example.com', none)).toBe(false)
  expect(mayConnect(origin, 'elsewhere.example', parseOrigins([...listed, 'null', 'file://']))).toBe(false)
})

test('without an Origin it is no browser', () => {
  expect(mayConnect(null, 'example.com', none)).toBe(true)
  expect(mayConnect(null, null, none)).toBe(true)
})

test.each(entries)('the entry %j means %s', (entry, origin) => {
  expect(mayConnect(origin, 'elsewhere.example', parseOrigins([entry]))).toBe(true)
  expect(mayConnect(origin, null, parseOrigins([entry]))).toBe(true)
  expect(mayConnect(origin, 'elsewhere.example', none)).toBe(false)
  expect(isOrigin(origin)).toBe(true)
})

test.each([
  'http://friend.example',
  'https://friend.example:444',
  'https://friend.example:80',
  'https://a.friend.example',
  'https://friend.example.',
  'app://friend.example',
  'null',
])('the entry https://friend.example does not mean %s', (origin) => {
  expect(mayConnect(origin, 'example.com', parseOrigins(['https://friend.example']))).toBe(false)
})

test.each([
  'https://friend.example:8443',
  'https://.friend.example:8443',
  'https://*.friend.example:8443',
  'https://a.b.friend.example:8443',
  'https://afriend.example:8443',
  'https://a.friend.example',
  'https://a.friend.example:8444',
  'https://a.friend.example.:8443',
  'http://a.friend.example:8443',
  'https://a.friend.example.evil.example:8443',
])('the entry https://*.friend.example:8443 does not mean %s', (origin) => {
  expect(mayConnect(origin, 'example.com', parseOrigins(['https://*.friend.example:8443']))).toBe(false)
})

test('"null" and "*" are listed by these words', () => {
  expect(mayConnect('null', 'example.com', parseOrigins(['null']))).toBe(true)
  expect(mayConnect('https://evil.example', 'example.com', parseOrigins(['null']))).toBe(false)
  expect(mayConnect('file://', 'example.com', parseOrigins(['null']))).toBe(false)
  expect(mayConnect('null', 'example.com', parseOrigins(['file://']))).toBe(false)
  for (const origin of ['null', 'https://evil.example', 'no origin at all', ...unbrowserly]) {
    expect(mayConnect(origin, null, parseOrigins(['*']))).toBe(true)
  }
})

test.each(refusedEntries)('the option refuses %j and says what to write', (entry, rule) => {
  const parse = () => parseOrigins(['https://fine.example', entry as string])
  expect(parse).toThrow(new JackfieldError('invalid_option', `origins has ${JSON.stringify(entry)}; ${rule}`))
})

test.each(['https://example.com', null, 7, {}])('the option refuses %j, which is no list', (origins) => {
  expect(() => parseOrigins(origins as unknown as string[])).toThrow(
    `origins is ${JSON.stringify(origins)}; it takes a list: ['https://example.com']`,
  )
})

const authorities = fc.webAuthority({ withIPv4: true, withIPv6: true, withPort: true })
const schemes = fc.constantFrom('http', 'https')
const runs = { numRuns: 2000 }

/** Strings near to an origin, of which many differ from it by one sign. */
const nearly = fc
  .tuple(
    fc.constantFrom('https://example.com', 'https://a.example.com', 'http://localhost:3000', 'app://shell'),
    fc.nat(26),
    fc.nat(2),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2 }),
      fc.constantFrom('.', ':', '@', '/', '\\', ',', ' ', '*', '%', '#', ':443', '.evil.example', 'X'),
    ),
  )
  .map(([origin, at, cut, more]) => origin.slice(0, at) + more + origin.slice(at + cut))

test('a page of any host may connect to its own host, however that is spelled', () => {
  fc.assert(
    fc.property(authorities, schemes, (host, scheme) => {
      fc.pre(URL.canParse(`${scheme}://${host}`))
      const { origin } = new URL(`${scheme}://${host}`)
      expect(mayConnect(origin, host, none)).toBe(true)
      expect(mayConnect(origin, host.toUpperCase(), none)).toBe(true)
    }),
  )
})

test('what a browser sends as an origin can be listed, and then passes everywhere', () => {
  fc.assert(
    fc.property(authorities, schemes, (host, scheme) => {
      fc.pre(URL.canParse(`${scheme}://${host}`))
      const { origin } = new URL(`${scheme}://${host}`)
      expect(mayConnect(origin, 'elsewhere.example', parseOrigins([origin]))).toBe(true)
    }),
  )
})

test('nothing passes but the origin itself, to its own host and where it is listed', () => {
  const allowed = new Set(['https://example.com', 'https://a.example.com', 'app://shell'])
  const list = parseOrigins([...allowed])
  fc.assert(
    fc.property(nearly, (origin) => {
      expect(mayConnect(origin, 'elsewhere.example', list)).toBe(allowed.has(origin))
      const isOwn = origin === 'https://example.com' || origin === 'http://example.com'
      expect(mayConnect(origin, 'example.com', none)).toBe(isOwn)
    }),
    runs,
  )
})

test('a star stands for one label: of what passes, the host less its first label is the one listed', () => {
  const list = parseOrigins(['https://*.example.com'])
  fc.assert(
    fc.property(fc.oneof(nearly, fc.webUrl()), (origin) => {
      const url = URL.canParse(origin) ? new URL(origin) : undefined
      const labels = url?.hostname.split('.') ?? []
      const isMeant = origin === url?.origin && url.protocol === 'https:' && url.port === '' && labels[0] !== ''
      const passes = mayConnect(origin, 'elsewhere.example', list)
      if (passes) expect([isMeant, ...labels.slice(1)]).toEqual([true, 'example', 'com'])
    }),
    runs,
  )
})

test('one more entry never refuses what passed', () => {
  const lists = fc.subarray(['https://example.com', 'https://*.example.com', 'app://shell', 'null', '*'])
  fc.assert(
    fc.property(fc.oneof(nearly, fc.constant('null')), lists, lists, (origin, list, more) => {
      const before = mayConnect(origin, 'localhost', parseOrigins(list))
      const after = mayConnect(origin, 'localhost', parseOrigins([...list, ...more]))
      expect(after || !before).toBe(true)
    }),
    runs,
  )
})

test('no text at all makes the check throw, or the option throw anything but what it says', () => {
  const text = fc.string({ unit: 'binary' })
  fc.assert(fc.property(text, text, (origin, host) => void mayConnect(origin, host, friends)))
  fc.assert(
    fc.property(fc.oneof(nearly, text, fc.anything()), (entry) => {
      try {
        const list = parseOrigins([entry as string])
        expect(parseOrigins([...list])).toEqual(list)
      } catch (error) {
        expect(error).toMatchObject({ name: 'JackfieldError', code: 'invalid_option' })
      }
    }),
    runs,
  )
})
