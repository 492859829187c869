import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JackfieldError } from '../../src/errors.ts'
import { canonical, parseAddress } from '../../src/guards/address.ts'
import { parseTrustedProxies, type Remote, readClient, type Trust } from '../../src/guards/proxies.ts'
import { addresses, nonAddresses } from './tables/addresses.ts'
import { chains } from './tables/forwarded.ts'

const remote: Remote = { address: '10.0.0.1', host: 'inside.example:3000', encrypted: false }
const none = parseTrustedProxies(undefined)
const listed = parseTrustedProxies(['10.0.0.0/8', 'fd00::/8'])

const forwarded = (chain: string): Headers => new Headers({ 'x-forwarded-for': chain })
const addressBy = (trust: Trust, chain: string, address: string | undefined = '10.0.0.1') =>
  readClient(trust, { ...remote, address }, forwarded(chain)).address

describe('a chain behind listed proxies', () => {
  test.each(chains)('%j comes from %s', (chain, client) => expect(addressBy(listed, chain)).toBe(client))

  test.each(addresses)('%s is %s there too', (text, client) => expect(addressBy(listed, text)).toBe(client))

  test('no entry is read that is no address', () => {
    for (const text of nonAddresses) {
      // A header can neither begin nor end with white space, nor hold a line break or what is beyond a byte.
      if (/[\r\n\0]|[^\0-\u00ff]/.test(text) || text !== text.trim() || /^(\[::1\](:80)?|1\.2\.3\.4:80)$/.test(text))
        continue
      expect([text, addressBy(listed, `203.0.113.7, ${text}`)]).toEqual([text, '10.0.0.1'])
    }
  })

  test('several lines are one chain', () => {
    const headers = new Headers()
    for (const line of ['198.51.100.1', '203.0.113.7, 10.0.0.3', '10.0.0.2']) headers.append('x-forwarded-for', line)
    expect(readClient(listed, remote, headers).address).toBe('203.0.113.7')
  })
})

test.each<[hops: number, chain: string, client: string]>([
  [0, '203.0.113.7', '10.0.0.1'],
  [1, '203.0.113.7', '203.0.113.7'],
  [1, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  [1, '198.51.100.1, 10.0.0.2', '10.0.0.2'],
  [2, '198.51.100.1, 203.0.113.7', '198.51.100.1'],
  [2, '1.1.1.1, 198.51.100.1, 203.0.113.7', '198.51.100.1'],
  [3, '1.1.1.1, 198.51.100.1, [2001:db8::1]:80', '1.1.1.1'],
  // Who came by a shorter way is who the proxy saw, and never the proxy.
  [2, '203.0.113.7', '203.0.113.7'],
  [100, '198.51.100.1, 203.0.113.7', '198.51.100.1'],
  [1, '', '10.0.0.1'],
  [1, 'unknown', '10.0.0.1'],
  [3, '1.1.1.1, unknown, 203.0.113.7', '203.0.113.7'],
])('behind %i proxies in a row %j comes from %s', (hops, chain, client) => {
  expect(addressBy(parseTrustedProxies(hops), chain)).toBe(client)
})

test.each<[address: string | undefined, said: string | undefined]>([
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:DB8::0:1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['fe80::1%12', 'fe80::1'],
  ['somewhere', 'somewhere'],
  [undefined, undefined],
])("the connection's own address %j is told as %j", (address, said) => {
  expect(readClient(none, { ...remote, address }, forwarded('1.1.1.1'))).toEqual({
    address: said,
    host: 'inside.example:3000',
    scheme: 'http',
  })
})

test('a proxy at a Unix socket has no address that could be listed, and may be counted', () => {
  expect(
    readClient(parseTrustedProxies(['::1', '10.0.0.0/8']), { ...remote, address: undefined }, forwarded('1.1.1.1'))
      .address,
  ).toBe(undefined)
  expect(readClient(parseTrustedProxies(1), { ...remote, address: undefined }, forwarded('1.1.1.1')).address).toBe(
    '1.1.1.1',
  )
})

test('a link-local proxy is listed without its zone, and a mapped one by its IPv4 address', () => {
  expect(addressBy(parseTrustedProxies(['fe80::/10']), '1.1.1.1', 'fe80::1%eth0')).toBe('1.1.1.1')
  expect(addressBy(listed, '1.1.1.1', '::ffff:10.0.0.1')).toBe('1.1.1.1')
})

const forwardedHeaders = (proto: string, host: string) =>
  new Headers({ 'x-forwarded-proto': proto, 'x-forwarded-host': host })

test.each<[header: string, scheme: 'http' | 'https', encrypted?: boolean]>([
  ['https', 'https'],
  ['HTTPS', 'https'],
  ['wss', 'https'],
  ['Wss', 'https'],
  ['http', 'http', true],
  ['ws', 'http', true],
  // The last one is the nearest proxy's own.
  ['https, http', 'http', true],
  ['http, https', 'https'],
  ['http,https', 'https'],
  ['http , wss ', 'https'],
  // What says nothing leaves what the connection says.
  ['', 'http'],
  ['', 'https', true],
  ['ftp', 'http'],
  ['ftp', 'https', true],
  ['https://', 'http'],
  ['https,', 'http'],
  ['https, x', 'http'],
  ['https;', 'http'],
  ['"https"', 'http'],
  ['constructor', 'http'],
  ['__proto__', 'https', true],
])('X-Forwarded-Proto: %s is %s', (header, scheme, encrypted = false) => {
  expect(readClient(listed, { ...remote, encrypted }, forwardedHeaders(header, '')).scheme).toBe(scheme)
})

test.each<[header: string, host: string]>([
  ['example.com', 'example.com'],
  ['a', 'a'],
  ['example.com:8443', 'example.com:8443'],
  ['[2001:db8::1]:8443', '[2001:db8::1]:8443'],
  ['evil.example, example.com', 'example.com'],
  ['evil.example,example.com', 'example.com'],
  ['', 'inside.example:3000'],
  ['example.com,', 'inside.example:3000'],
  ['example.com, a b', 'inside.example:3000'],
  ['example.com, a/b', 'inside.example:3000'],
  ['user@example.com', 'inside.example:3000'],
  ['https://example.com', 'inside.example:3000'],
  ['example.com/path', 'inside.example:3000'],
  ['example.com:65536', 'inside.example:3000'],
  ['example.com:x', 'inside.example:3000'],
  ['example.com\\@evil.example', 'inside.example:3000'],
  ['example.com?x', 'inside.example:3000'],
  ['example.com#x', 'inside.example:3000'],
  ['2001:db8::1', 'inside.example:3000'],
])('X-Forwarded-Host: %s is %s', (header, host) => {
  expect(readClient(listed, remote, forwardedHeaders('', header)).host).toBe(host)
})

test.each<[option: unknown, said: string]>([
  [-1, '-1'],
  [1.5, '1.5'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [101, '101'],
  [true, 'true'],
  [null, 'null'],
  ['10.0.0.0/8', '"10.0.0.0/8"'],
  ['1', '"1"'],
  [{}, '{}'],
])('the option refuses %j', (option, said) => {
  expect(() => parseTrustedProxies(option as number)).toThrow(
    new JackfieldError(
      'invalid_option',
      `trustedProxies is ${said}; it takes a list, like ['10.0.0.0/8', '::1'], or how many proxies stand in a row, up to 100`,
    ),
  )
})

test('the option names the entry that is wrong', () => {
  expect(() => parseTrustedProxies(['10.0.0.0/8', 'loopback'])).toThrow('trustedProxies has "loopback"; an entry is')
})

const address = fc.oneof(fc.ipV4(), fc.ipV6())
const written = fc.oneof(
  address,
  fc.tuple(fc.ipV4(), fc.nat(65_535)).map(([ip, port]) => `${ip}:${port}`),
  fc.tuple(fc.ipV6(), fc.nat(65_535)).map(([ip, port]) => `[${ip}]:${port}`),
)
const proxy = fc.nat(0xffffff).map((rest) => `10.${rest >> 16}.${(rest >> 8) & 255}.${rest & 255}`)
const latin = fc.string({ unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)) })
const anything = fc.oneof(
  latin,
  fc
    .array(fc.oneof(written, proxy, latin, fc.constantFrom('unknown', '', '_x', '10.0.0.1')))
    .map((list) => list.join(', ')),
)
const proto = fc.oneof(fc.constantFrom('https', 'http', 'wss', 'ws', 'http, https'), anything)
const host = fc.oneof(fc.constantFrom('evil.example', '127.0.0.1', 'h.example, evil.example'), anything)
const isTrusted = (text: string) => listed(parseAddress(text), 0)
const stranger = address.filter((text) => !isTrusted(text))

test('whatever a stranger claims, the connection alone tells of it', () => {
  fc.assert(
    fc.property(stranger, anything, proto, host, fc.boolean(), (own, chain, claimed, named, encrypted) => {
      const headers = new Headers({ 'x-forwarded-for': chain, 'x-forwarded-proto': claimed, 'x-forwarded-host': named })
      headers.set('forwarded', `for=${chain};proto=https;host=evil.example`)
      const told = { address: canonical(parseAddress(own)!), host: 'h.example', scheme: encrypted ? 'https' : 'http' }
      for (const trust of [none, listed, parseTrustedProxies([]), parseTrustedProxies(0)]) {
        expect(readClient(trust, { address: own, host: 'h.example', encrypted }, headers)).toEqual(told)
      }
    }),
  )
})

test('nothing to the left of an honest chain changes who the client is', () => {
  fc.assert(
    fc.property(
      anything,
      stranger,
      fc.array(proxy, { maxLength: 5 }),
      fc.boolean(),
      (claim, client, proxies, tight) => {
        const chain = [client, ...proxies].join(tight ? ',' : ', ')
        const expected = canonical(parseAddress(client)!)
        expect(addressBy(listed, chain)).toBe(expected)
        expect(addressBy(listed, `${claim}, ${chain}`)).toBe(expected)
        expect(addressBy(listed, `${claim},${chain}`)).toBe(expected)
        expect(addressBy(parseTrustedProxies(proxies.length + 1), `${claim}, ${chain}`)).toBe(expected)
      },
    ),
  )
})

test('a claim of proto and host stands to the left of what the proxy adds, and does not count', () => {
  fc.assert(
    fc.property(anything, (claim) => {
      const headers = forwardedHeaders(`${claim}, http`, `${claim}, example.com`)
      expect(readClient(listed, { ...remote, encrypted: true }, headers)).toEqual({
        address: '10.0.0.1',
        host: 'example.com',
        scheme: 'http',
      })
    }),
  )
})

test('the client is the connection itself or an entry of the header, in canonical text', () => {
  fc.assert(
    fc.property(anything, fc.nat(10), (chain, hops) => {
      for (const trust of [listed, parseTrustedProxies(hops)]) {
        const client = addressBy(trust, chain) ?? ''
        const entries = chain
          .split(',')
          .map((entry) => entry.trim().replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, '$1$3'))
        const named = entries.map(parseAddress).flatMap((entry) => (entry ? canonical(entry) : []))
        expect(['10.0.0.1', ...named]).toContain(client)
      }
    }),
  )
})

test('no header makes it throw', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.option(fc.string(), { nil: undefined }),
      anything,
      anything,
      (host, own, chain, other) => {
        const headers = new Headers({ 'x-forwarded-for': chain, 'x-forwarded-proto': other, 'x-forwarded-host': chain })
        for (const trust of [none, listed, parseTrustedProxies(3)]) {
          readClient(trust, { address: own, host, encrypted: false }, headers)
        }
      },
    ),
  )
})

describe('a header of 100 KB', () => {
  const asked = (trust: Trust, chain: string) => {
    const hops: number[] = []
    const counting: Trust = (entry, hop) => {
      hops.push(hop)
      return trust(entry, hop)
    }
    return { client: addressBy(counting, chain), entries: Math.max(...hops), questions: hops.length }
  }
  const long = '10.0.0.2,'.repeat(11_000)

  test('is read as far as the first stranger', () => {
    expect(asked(listed, `${long}203.0.113.7`)).toMatchObject({ client: '203.0.113.7', entries: 1 })
    expect(asked(listed, `${long}unknown, 10.0.0.3`)).toMatchObject({ client: '10.0.0.3', entries: 1 })
  })

  test('is read for a hundred entries', () => {
    const { client, entries, questions } = asked(listed, `203.0.113.7,${long}10.0.0.3`)
    expect(client).toBe('10.0.0.2')
    expect(entries).toBeLessThan(100)
    expect(questions).toBeLessThan(110)
  })

  test.each(['1', '1.', ':', '0:', '[', '[:', ' ', '\t', 'unknown', '::1]', '%'])('of %j is no address', (unit) => {
    expect(addressBy(listed, unit.repeat(100_000 / unit.length))).toBe('10.0.0.1')
  })
})
