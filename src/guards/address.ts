import { JackfieldError } from '../errors.ts'

/** An IP address as a number of so many bits. */
export interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

/** The addresses that share their first `prefix` bits with `base`. */
export interface Range {
  readonly base: Address
  readonly prefix: number
}

// No leading zeros, which some read as octal; no short, hexadecimal or other form that only inet_aton knows.
const dotted = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/
const group = /^[\da-f]{1,4}$/i

/** Whether a text is an IPv4 address: there is but one way to write it. */
export const isV4 = (text: string): boolean => dotted.test(text)

const parseV4 = (text: string): bigint | undefined =>
  isV4(text) ? BigInt(text.split('.').reduce((value, octet) => value * 256 + Number(octet), 0)) : undefined

/** The groups of one side of a `::`. */
const groupsOf = (side: string | undefined): string[] => (side ? side.split(':') : [])

const parseV6 = (text: string): bigint | undefined => {
  const tail = text.slice(text.lastIndexOf(':') + 1)
  const v4 = tail.includes('.') ? parseV4(tail) : undefined
  const hex =
    v4 === undefined ? text : `${text.slice(0, -tail.length)}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`
  const [left, right, more] = hex.split('::')
  const [head, foot] = [groupsOf(left), groupsOf(right)]
  const missing = 8 - head.length - foot.length
  if (more !== undefined || (right === undefined ? missing !== 0 : missing < 1)) return undefined
  const groups = [...head, ...Array<string>(missing).fill('0'), ...foot]
  return groups.every((entry) => group.test(entry))
    ? BigInt(`0x${groups.map((entry) => entry.padStart(4, '0')).join('')}`)
    : undefined
}

/**
 * Reads an address as RFC 4291 writes it, without brackets, port or zone; an IPv4 address that is mapped into IPv6 is
 * the IPv4 address. `undefined` for anything else.
 */
export const parseAddress = (text: string): Address | undefined => {
  if (!text.includes(':')) {
    const value = parseV4(text)
    return value === undefined ? undefined : { bits: 32, value }
  }
  const value = parseV6(text)
  if (value === undefined) return undefined
  return value >> 32n === 0xffffn ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value }
}

/** The one text of an address: dotted, or by RFC 5952. */
export const canonical = ({ bits, value }: Address): string => {
  if (bits === 32) {
    const number = Number(value)
    return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`
  }
  const digits = value.toString(16).padStart(32, '0')
  const text = (digits.match(/.{4}/g) ?? []).map((entry) => Number.parseInt(entry, 16).toString(16)).join(':')
  // The first of the longest runs of zeros; a single one stays.
  const [run] = [...text.matchAll(/\b0(?::0)+\b/g)].sort(([a], [b]) => b.length - a.length)
  if (!run) return text
  const [before, after] = [text.slice(0, run.index), text.slice(run.index + run[0].length)]
  return `${before.replace(/:$/, '')}::${after.replace(/^:/, '')}`
}

/**
 * What limits by address count by: an IPv4 address whole, an IPv6 one by its /64, which one subscriber has whole. A
 * text that is no address is itself.
 */
export const bucketOf = (address: string): string => {
  if (isV4(address)) return address
  const parsed = parseAddress(address)
  if (!parsed) return address
  if (parsed.bits === 32) return canonical(parsed)
  return `${canonical({ bits: 128, value: (parsed.value >> 64n) << 64n })}/64`
}

const shape = "an entry is an address or a range, like '10.0.0.0/8'"
const everybody = 'to trust every address is to believe what anyone claims: say how many proxies stand in a row'
const refused = (entry: unknown, why: string) =>
  new JackfieldError('invalid_option', `trustedProxies has ${JSON.stringify(entry)}; ${why}`)

/**
 * Reads an entry of `trustedProxies`.
 * @throws {JackfieldError} `invalid_option` for what is neither an address nor a range, for bits beyond the prefix (the
 *   one address or the whole range may have been meant) and for a prefix of 0, as those who trust all believe anyone.
 */
export const parseRange = (entry: string): Range => {
  const [, text = '', digits] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(entry) ?? []
  const base = parseAddress(text)
  if (!base) throw refused(entry, shape)
  const width = text.includes(':') ? 128 : 32
  // A mapped range, ::ffff:10.0.0.0/104, is the IPv4 one.
  const prefix = digits === undefined ? base.bits : Number(digits) - (width - base.bits)
  if (prefix < 0 || prefix > base.bits) throw refused(entry, shape)
  if (prefix === 0) throw refused(entry, everybody)
  const free = BigInt(base.bits - prefix)
  const start: Address = { bits: base.bits, value: (base.value >> free) << free }
  const meant = `'${canonical(start)}/${prefix}' or '${canonical(base)}'`
  if (start.value !== base.value) throw refused(entry, `it has bits beyond its prefix: write ${meant}`)
  return { base, prefix }
}

/** Whether an address lies in a range; none of IPv4 lies in one of IPv6. */
export const contains = ({ base, prefix }: Range, { bits, value }: Address): boolean =>
  bits === base.bits && (value ^ base.value) >> BigInt(bits - prefix) === 0n
