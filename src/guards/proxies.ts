import { JackfieldError } from '../errors.ts'
import { type Address, canonical, contains, isV4, parseAddress, parseRange } from './address.ts'
import { isHost } from './host.ts'

/**
 * Whether what this address says of the one before it is believed; `hop` is 0 for the connection's own address, which a
 * Unix socket does not have, 1 for the last entry of `X-Forwarded-For`, and so on.
 */
export type Trust = (address: Address | undefined, hop: number) => boolean

/** Who is at the other end, behind the proxies that are trusted. */
export interface Client {
  /** In its canonical text: see `canonical`. */
  readonly address: string | undefined
  readonly host: string | null
  readonly scheme: 'http' | 'https'
}

/** What the runtime knows of a connection. */
export interface Remote {
  readonly address: string | undefined
  readonly host: string | null
  readonly encrypted: boolean
}

/** No chain is followed any further. */
const maxHops = 100

const nobody: Trust = () => false

/**
 * Reads the option `trustedProxies`: the addresses of proxies, or how many stand in a row. A number trusts whoever
 * connects, so that nobody may reach the server but through them.
 * @throws {JackfieldError} `invalid_option` for anything else.
 */
export const parseTrustedProxies = (option: readonly string[] | number | undefined): Trust => {
  if (option === undefined) return nobody
  if (Array.isArray(option)) {
    const ranges = option.map(parseRange)
    return (address) => address !== undefined && ranges.some((range) => contains(range, address))
  }
  const hops = Number.isInteger(option) ? Number(option) : -1
  if (hops >= 0 && hops <= maxHops) return (_, hop) => hop < hops
  throw new JackfieldError(
    'invalid_option',
    `trustedProxies is ${typeof option === 'number' ? option : JSON.stringify(option)}; it takes a list, like ` +
      `['10.0.0.0/8', '::1'], or how many proxies stand in a row, up to ${maxHops}`,
  )
}

/** The entries of a list from the right, one at a time: a long header costs what is read of it. */
function* fromRight(list: string): Generator<string> {
  for (let end = list.length; end > 0; ) {
    const comma = list.lastIndexOf(',', end - 1)
    yield list.slice(comma + 1, end).trim()
    end = comma
  }
}

const last = (headers: Headers, name: string): string => fromRight(headers.get(name) ?? '').next().value ?? ''

// 1.2.3.4:80, [::1] and [::1]:80; a port after a bare IPv6 address could not be told from it.
const withPort = /^(?:\[([\da-f.]*:[\da-f:.]*)\]|([\d.]+))(?::(\d{1,5}))?$/i

const addressIn = (entry: string): Address | undefined => {
  const [, v6, v4, port = 0] = withPort.exec(entry) ?? []
  return Number(port) <= 65_535 ? parseAddress(v6 ?? v4 ?? entry) : undefined
}

/**
 * The address that the trusted proxies lead to: the first from the right that is not trusted. An entry that is no
 * address (`unknown`, `_hidden`) ends the walk at the one before, and so does the header's beginning: each was named by
 * a trusted proxy, while the connection's own address would take whoever came by a shorter way for the proxy itself.
 */
const walk = (trust: Trust, own: Address | undefined, forwardedFor: string): Address | undefined => {
  let client = own
  let hop = 0
  for (const entry of fromRight(forwardedFor)) {
    const address = hop < maxHops && trust(client, hop) ? addressIn(entry) : undefined
    if (!address) break
    client = address
    hop += 1
  }
  return client
}

const schemes: ReadonlyMap<string, Client['scheme']> = new Map<string, Client['scheme']>([
  ['http', 'http'],
  ['ws', 'http'],
  ['https', 'https'],
  ['wss', 'https'],
])

/**
 * Who is at the other end. Forwarding headers count only where the connection's own address is trusted. Of
 * `X-Forwarded-Proto` and `-Host` only the last entry does, the word of the nearest proxy: those to its left may be the
 * client's own. What they cannot say, the connection does. The zone of a link-local address (`fe80::1%eth0`) is dropped
 * for the connection's own, and makes no address of a header's entry. Never throws.
 */
export const readClient = (trust: Trust, { address, host, encrypted }: Remote, headers: Headers): Client => {
  const scheme = encrypted ? 'https' : 'http'
  // Most servers trust nobody, and most addresses are in their canonical text already.
  if (trust === nobody && address !== undefined && isV4(address)) return { address, host, scheme }
  const own = address === undefined ? undefined : parseAddress(address.replace(/%.*/, ''))
  if (!trust(own, 0)) return { address: own ? canonical(own) : address, host, scheme }
  const client = walk(trust, own, headers.get('x-forwarded-for') ?? '')
  const forwardedHost = last(headers, 'x-forwarded-host')
  return {
    address: client ? canonical(client) : address,
    host: isHost(forwardedHost) ? forwardedHost : host,
    scheme: schemes.get(last(headers, 'x-forwarded-proto').toLowerCase()) ?? scheme,
  }
}
