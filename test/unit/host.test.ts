import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JackfieldError } from '../../src/errors.ts'
import { hasForeignHost, isHost, isListed, isPlainHost, parseHosts } from '../../src/guards/host.ts'
import { abroad, atHome, listed, refusedEntries, unlisted } from './tables/hosts.ts'
import { addresses, malformed, respelled, strangers } from './tables/names.ts'

test.each([
  'example.com',
  'example.com.',
  'a_b-c~d.example:65535',
  'localhost:3000',
  'localhost:',
  'a:0',
  '127.0.0.1',
  '[::1]',
  '[::ffff:1.2.3.4]:80',
  ...respelled,
  ...addresses.flat(),
])('%s is a host', (host) => expect(isHost(host)).toBe(true))

test.each(malformed)('%j is none', (host) => {
  expect(isHost(host)).toBe(false)
  expect(hasForeignHost('http://example.com/', host)).toBe(true)
})

test.each(listed)('Host %s is listed by %j', (host, entry) => {
  expect(isListed(host, parseHosts([entry]))).toBe(true)
  expect(isListed(host, parseHosts(['elsewhere.example:1', entry]))).toBe(true)
})

test.each(unlisted)('Host %j is not listed by %j', (host, entry) => {
  expect(isListed(host, parseHosts([entry]))).toBe(false)
})

test.each(strangers)('Host %j is not one of example.com', (host) => {
  expect(isListed(host, parseHosts(['example.com', '*.example.com']))).toBe(false)
})

test.each(respelled)('Host %j is example.com', (host) => {
  expect(isListed(host, parseHosts(['example.com']))).toBe(true)
  expect(isListed(host, parseHosts(['example.com:443']))).toBe(true)
})

test.each(addresses)('%s is one address in all its spellings', (...spellings) => {
  for (const entry of spellings) {
    for (const host of spellings) expect(isListed(`${host}:3000`, parseHosts([`${entry}:3000`]))).toBe(true)
  }
})

test('an address is no other', () => {
  for (const spellings of addresses) {
    const others = parseHosts(addresses.filter((address) => address !== spellings).map(([first]) => first))
    for (const host of spellings) expect(isListed(host, others)).toBe(false)
  }
})

test.each(refusedEntries)('the option refuses %j and says what to write', (entry, rule) => {
  const parse = () => parseHosts(['fine.example', entry as string])
  expect(parse).toThrow(new JackfieldError('invalid_option', `hosts has ${JSON.stringify(entry)}; ${rule}`))
})

test.each(['example.com', [], null, 7, {}])('the option refuses %j, which is no list of hosts', (hosts) => {
  expect(() => parseHosts(hosts as string[])).toThrow(
    `hosts is ${JSON.stringify(hosts)}; it takes a list: ['example.com']. Leave it out to answer for any host`,
  )
})

test.each(atHome)('a request for %j is for Host %s', (url, host) => {
  expect(hasForeignHost(url, host)).toBe(false)
})

test.each(abroad)('a request for %j is not for Host %j', (url, host) => {
  expect(hasForeignHost(url, host)).toBe(true)
})

const authorities = fc.webAuthority({ withIPv4: true, withIPv6: true, withPort: true }).filter(isHost)
const text = fc.string({ unit: 'binary' })
const runs = { numRuns: 2000 }

/** Strings near to a host, of which many differ from it by one sign. */
const nearly = fc
  .tuple(
    fc.constantFrom('example.com', 'a.example.com', 'example.com:8443', '127.0.0.1', '[::1]:3000'),
    fc.nat(17),
    fc.nat(2),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2 }),
      fc.constantFrom('.', ':', '@', '/', '\\', ',', ' ', '*', '%', '#', ':443', '.evil.example', 'X'),
    ),
  )
  .map(([host, at, cut, more]) => host.slice(0, at) + more + host.slice(at + cut))

const nameOf = (host: string) => new URL(`http://${host}`).hostname

test('what is a host makes a URL of that host and nothing else', () => {
  fc.assert(
    fc.property(fc.oneof(nearly, text), (host) => {
      if (!isHost(host)) return
      const { href, pathname, username, password, search, hash } = new URL(`http://${host}`)
      expect({ pathname, rest: username + password + search + hash }).toEqual({ pathname: '/', rest: '' })
      expect(new URL(`http://${host}/x`).href).toBe(`${href}x`)
    }),
    runs,
  )
})

test('nothing is listed but a host whose name is an entry, or is one label below a starred one', () => {
  const list = parseHosts(['example.com', '*.example.com', '127.0.0.1', '[::1]:3000'])
  fc.assert(
    fc.property(fc.oneof(nearly, authorities), (host) => {
      if (!isListed(host, list)) return
      expect(nameOf(host)).toMatch(/^(?:(?:[^.]+\.)?example\.com|127\.0\.0\.1|\[::1\])$/)
    }),
    runs,
  )
})

test('a host lists itself, with its port and on any, in small letters and in capitals', () => {
  fc.assert(
    fc.property(authorities, (host) => {
      for (const entry of [host, host.toUpperCase(), nameOf(host)]) {
        expect(isListed(host, parseHosts([entry]))).toBe(true)
        expect(isListed(host.toUpperCase(), parseHosts([entry]))).toBe(true)
      }
    }),
  )
})

test('one more entry never refuses what passed', () => {
  const lists = fc.subarray(['example.com', '*.example.com', 'example.com:8443', '127.0.0.1', '[::1]'])
  fc.assert(
    fc.property(fc.oneof(nearly, authorities), lists, lists, (host, list, more) => {
      const before = isListed(host, parseHosts(['elsewhere.example', ...list]))
      const after = isListed(host, parseHosts(['elsewhere.example', ...list, ...more]))
      expect(after || !before).toBe(true)
    }),
    runs,
  )
})

test('a request whose URL is not foreign is for the very authority of its Host', () => {
  const schemes = fc.constantFrom('http', 'https', 'ws', 'HTTP', '')
  fc.assert(
    fc.property(
      schemes,
      fc.oneof(nearly, authorities),
      fc.oneof(nearly, authorities),
      text,
      (scheme, at, host, path) => {
        fc.pre(isHost(host))
        const url = `${scheme}://${at}/${path}`
        if (!hasForeignHost(url, host)) {
          const { host: found, username, protocol } = new URL(url)
          expect([found, username]).toEqual([new URL(`${protocol}//${host}`).host, ''])
        }
        expect(hasForeignHost(`http://${host}/${path}`, host)).toBe(false)
      },
    ),
    runs,
  )
})

test('no text at all makes the checks throw, or the option throw anything but what it says', () => {
  const list = parseHosts(['example.com', '*.example.com'])
  fc.assert(
    fc.property(text, text, (one, other) => void [isListed(one, list), hasForeignHost(one, other)]),
    runs,
  )
  fc.assert(
    fc.property(fc.oneof(nearly, text, fc.anything()), (entry) => {
      try {
        const parsed = parseHosts([entry as string])
        expect(parseHosts([...parsed])).toEqual(parsed)
      } catch (error) {
        expect(error).toMatchObject({ name: 'JackfieldError', code: 'invalid_option' })
      }
    }),
    runs,
  )
})

test('a plain host is one that a browser spells so, under either scheme', () => {
  const label = fc.string({ unit: fc.constantFrom(...'az09-x'), minLength: 1, maxLength: 6 })
  const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
  const port = fc.oneof(
    fc.constantFrom('', ':80', ':443', ':080', ':0'),
    fc.nat(70_000).map((number) => `:${number}`),
  )
  let plain = 0
  fc.assert(
    fc.property(fc.oneof(name, fc.ipV4(), fc.ipV4Extended(), fc.domain()), port, (bare, suffix) => {
      const host = bare + suffix
      if (!isPlainHost(host)) return
      plain++
      for (const scheme of ['http:', 'https:']) expect(new URL(`${scheme}//${host}`).host).toBe(host)
    }),
    { numRuns: 2000 },
  )
  expect(plain).toBeGreaterThan(200)
})

test.each(['localhost', 'localhost:3000', 'chat.example.com', '127.0.0.1', '10.0.0.255:8080', 'a-b.example:59999'])(
  '%j is plain',
  (host) => expect(isPlainHost(host)).toBe(true),
)
