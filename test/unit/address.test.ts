import { BlockList, isIP } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JackfieldError } from '../../src/errors.ts'
import { bucketOf, canonical, contains, parseAddress, parseRange } from '../../src/guards/address.ts'
import { addresses, nonAddresses } from './tables/addresses.ts'

const textOf = (text: string): string | undefined => {
  const address = parseAddress(text)
  return address && canonical(address)
}

test.each(addresses)('%s is the address %s', (text, expected) => {
  expect(textOf(text)).toBe(expected)
  expect(isIP(text)).not.toBe(0)
})

// Node takes a zone for a part of the address; else the two agree.
test.each(nonAddresses)('%j is none', (text) => {
  expect(parseAddress(text)).toBeUndefined()
  expect(text.includes('%') || isIP(text) === 0).toBe(true)
})

test('nor is what goes on and on', () => {
  const long = 'f'.repeat(100_000)
  for (const text of [long, `::${long}`, '1.'.repeat(50_000), ':'.repeat(100_000), `${'0:'.repeat(50_000)}1`]) {
    expect(parseAddress(text)).toBeUndefined()
  }
})

const groups = fc.array(fc.oneof({ withCrossShrink: true }, fc.constant(0), fc.nat(0xffff)), {
  minLength: 8,
  maxLength: 8,
})
const v4 = fc.ipV4()
const v6 = groups.map((entries) => entries.map((entry) => entry.toString(16)).join(':'))

/** One of the ways to write an IPv6 address. */
const spelling = fc
  .tuple(groups, fc.array(fc.nat(4), { minLength: 8, maxLength: 8 }), fc.boolean(), fc.boolean(), fc.nat())
  .map(([entries, widths, upper, dotted, place]) => {
    const plain = entries.map((entry) => entry.toString(16)).join(':')
    const padded = entries.map((entry, index) => entry.toString(16).padStart(widths[index] ?? 0, '0'))
    const [a = 0, b = 0] = entries.slice(6)
    if (dotted) padded.splice(6, 2, [a >> 8, a & 255, b >> 8, b & 255].join('.'))
    const zeros = padded.flatMap((entry, index) => (/^0+$/.test(entry) ? index : []))
    const start = zeros[place % zeros.length]
    let end = start ?? 0
    while (/^0+$/.test(padded[end] ?? '')) end += 1
    const short =
      start === undefined ? padded.join(':') : `${padded.slice(0, start).join(':')}::${padded.slice(end).join(':')}`
    return { plain, text: upper ? short.toUpperCase() : short }
  })

test('however an IPv6 address is written, its canonical text is that of the URL Standard', () => {
  fc.assert(
    fc.property(spelling, ({ plain, text }) => {
      fc.pre(!/^(0:){5}ffff:/.test(plain))
      expect(textOf(text)).toBe(new URL(`http://[${plain}]`).hostname.slice(1, -1))
    }),
  )
})

test('a canonical text is its own', () => {
  fc.assert(
    fc.property(fc.oneof(v4, v6, fc.ipV6()), (text) => {
      const once = textOf(text) ?? ''
      expect(textOf(once)).toBe(once)
      expect(parseAddress(once)).toEqual(parseAddress(text))
    }),
  )
})

test('an IPv4 address is the same when it is mapped', () => {
  fc.assert(
    fc.property(v4, (text) => {
      expect(textOf(text)).toBe(text)
      expect(textOf(`::ffff:${text}`)).toBe(text)
    }),
  )
})

test('what Node takes for an address is one, and nothing else', () => {
  const noise = fc.string({ unit: fc.constantFrom(...'0129afAFg.:: -x'), maxLength: 48 })
  const near = fc
    .tuple(fc.oneof(v4, v6, fc.ipV6()), fc.nat(), fc.constantFrom('', '.', ':', '::', '0', 'f', ' '), fc.nat(2))
    .map(([text, place, more, less]) => {
      const at = place % (text.length + 1)
      return text.slice(0, at) + more + text.slice(at + less)
    })
  fc.assert(
    fc.property(fc.oneof(noise, near), (text) => {
      expect(parseAddress(text) !== undefined).toBe(isIP(text) !== 0)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::', '2001:db8:1:3::/64'],
  ['::1', '::/64'],
  ['unknown', 'unknown'],
  ['', ''],
])('%j counts as %j', (address, bucket) => expect(bucketOf(address)).toBe(bucket))

test('two IPv6 addresses count as one if they share the first half', () => {
  fc.assert(
    fc.property(groups, groups, (one, other) => {
      fc.pre(one.slice(0, 4).some((entry) => entry !== 0))
      const text = (entries: number[]) => entries.map((entry) => entry.toString(16)).join(':')
      const moved = [...one.slice(0, 4), ...other.slice(4)]
      expect(bucketOf(text(moved))).toBe(bucketOf(text(one)))
      expect(bucketOf(text([...one.slice(0, 3), (one[3] ?? 0) ^ 1, ...one.slice(4)]))).not.toBe(bucketOf(text(one)))
    }),
  )
})

test.each<[range: string, inside: string[], outside: string[]]>([
  ['10.0.0.0/8', ['10.0.0.0', '10.255.255.255', '::ffff:10.1.2.3'], ['9.255.255.255', '11.0.0.0', '::a00:1', 'a00::']],
  ['192.168.4.0/22', ['192.168.4.0', '192.168.7.255'], ['192.168.3.255', '192.168.8.0']],
  ['203.0.113.7', ['203.0.113.7'], ['203.0.113.6', '203.0.113.8']],
  ['203.0.113.7/32', ['203.0.113.7'], ['203.0.113.6']],
  ['128.0.0.0/1', ['128.0.0.0', '255.255.255.255'], ['127.255.255.255', 'ffff::']],
  ['::1', ['::1', '0:0:0:0:0:0:0:1'], ['::2', '::', '0.0.0.1']],
  ['fd00::/8', ['fd00::1', 'fdff::'], ['fc00::', 'fe00::', '253.0.0.0']],
  ['2001:db8::/32', ['2001:db8:ffff::1'], ['2001:db9::']],
  ['2001:db8::8/125', ['2001:db8::f'], ['2001:db8::7', '2001:db8::10']],
  ['::ffff:10.0.0.0/104', ['10.1.2.3'], ['11.0.0.0', '::ffff:0:10.1.2.3']],
  ['::ffff:10.0.0.1', ['10.0.0.1'], ['10.0.0.2']],
])('%s has %j and not %j', (text, inside, outside) => {
  const range = parseRange(text)
  const has = (address: string) => contains(range, parseAddress(address)!)
  for (const address of inside) expect([address, has(address)]).toEqual([address, true])
  for (const address of outside) expect([address, has(address)]).toEqual([address, false])
})

const shape = "an entry is an address or a range, like '10.0.0.0/8'"

test.each<[entry: unknown, why: string]>([
  ['', shape],
  ['loopback', shape],
  ['10.0.0.0/', shape],
  ['10.0.0.0/33', shape],
  ['10.0.0.0/08', shape],
  ['10.0.0.0/-1', shape],
  ['10.0.0.0/8.0', shape],
  ['10.0.0.0/255.0.0.0', shape],
  ['10.0.0.0/8/8', shape],
  ['10.0.0.0 /8', shape],
  ['10.0.0.0/8 ', shape],
  ['10.0.0.0/8\n', shape],
  ['10/8', shape],
  ['10.*', shape],
  ['10.0.0.1:80', shape],
  ['[::1]', shape],
  ['::1/129', shape],
  ['fe80::1%eth0', shape],
  ['::ffff:10.0.0.0/8', shape],
  [undefined, shape],
  [null, shape],
  [8, shape],
  [['10.0.0.0/33'], shape],
  ['0.0.0.0/0', 'to trust every address is to believe what anyone claims: say how many proxies stand in a row'],
  ['::/0', 'to trust every address is to believe what anyone claims: say how many proxies stand in a row'],
  ['10.0.0.1/8', "it has bits beyond its prefix: write '10.0.0.0/8' or '10.0.0.1'"],
  ['192.168.5.0/22', "it has bits beyond its prefix: write '192.168.4.0/22' or '192.168.5.0'"],
  ['2001:db8::1/64', "it has bits beyond its prefix: write '2001:db8::/64' or '2001:db8::1'"],
  ['::ffff:10.0.0.1/104', "it has bits beyond its prefix: write '10.0.0.0/8' or '10.0.0.1'"],
])('the option refuses %j and says why', (entry, why) => {
  const refusal = new JackfieldError('invalid_option', `trustedProxies has ${JSON.stringify(entry)}; ${why}`)
  expect(() => parseRange(entry as string)).toThrow(refusal)
})

test('a range has what Node says it has', () => {
  const range = fc.oneof(
    fc.tuple(v4, fc.integer({ min: 1, max: 32 }), v4, fc.constant('ipv4' as const)),
    fc.tuple(v6, fc.integer({ min: 1, max: 128 }), v6, fc.constant('ipv6' as const)),
  )
  fc.assert(
    fc.property(range, fc.integer({ min: 0, max: 128 }), ([text, prefix, stranger, family], shared) => {
      const [base, other] = [parseAddress(text)!, parseAddress(stranger)!]
      fc.pre(base.bits === (family === 'ipv4' ? 32 : 128) && other.bits === base.bits)
      const cut = (value: bigint, length: number) => {
        const rest = BigInt(base.bits - Math.min(length, base.bits))
        return (value >> rest) << rest
      }
      const start = { ...base, value: cut(base.value, prefix) }
      // A stranger that has so many bits of the base.
      const near = { ...base, value: cut(base.value, shared) | (other.value ^ cut(other.value, shared)) }
      fc.pre(parseAddress(canonical(start)) !== undefined)
      const list = new BlockList()
      list.addSubnet(canonical(start), prefix, family)
      expect(contains(parseRange(`${canonical(start)}/${prefix}`), near)).toBe(list.check(canonical(near), family))
    }),
    { numRuns: 500 },
  )
})
