import { JackfieldError } from '../errors.ts'

/** The hosts of an option in one spelling: `name`, `name:port`, and `*.name` where a label more is wanted. */
export type HostList = ReadonlySet<string>

// Labels, of which none is empty, with a dot at the end or none, or an IPv6 address; and perhaps a port (RFC 9110, 7.2).
const shape = /^(?:\[[\da-f:.]+\]|[\w~-]+(?:\.[\w~-]+)*\.?)(?::\d*)?$/i

// An entry may be spelled in any script; nothing in it may be more than a name and a port.
const entryShape = /^(\*\.)?(\[[\da-f:.]+\]|[^\s\p{Cc}/?#@%\\:]+)(?::(\d+))?$/iu

// Two labels or more and no IPv4 address: what a star may stand before, so that none stands for every name of a country.
const starrable = /^(?:[^.[]+\.)+(?!\d+$)[^.]+\.?$/

// Nothing that a parser of URLs would spell otherwise or refuse: no capital, no number that is no address, no default port.
const plain =
  /^(?:(?:[a-z\d-]+\.)*[a-z]+|(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?=\d)|(?=:|$))){4})(?::(?!80$|443$)(?:[1-9]\d{0,3}|[1-5]\d{4}))?$/

/** Whether a host is spelled as browsers do, which can be seen of most without parsing them: `false` says nothing. */
export const isPlainHost = (host: string): boolean => plain.test(host) && !host.includes('xn--')

/**
 * Whether a `Host` header holds a host, and perhaps a port. Names beyond ASCII, escapes, white space, user information
 * and lists do not pass, nor do addresses and ports that cannot be.
 */
export const isHost = (host: string): boolean =>
  isPlainHost(host) || (shape.test(host) && URL.canParse(`http://${host}`))

/** A host and port as the URL Standard reads them under a scheme (`'https:'`), or `undefined` if they are none. */
export const parseHost = (host: string, scheme: string): URL | undefined =>
  shape.test(host) && URL.canParse(`${scheme}//${host}`) ? new URL(`${scheme}//${host}`) : undefined

/** An option's `host`, `host:port` or `*.host` in its one spelling, or `undefined` if it is none of them. */
export const parseEntry = (entry: string, scheme: string): string | undefined => {
  const [, star = '', name = '', port] = entryShape.exec(entry) ?? []
  const suffix = port === undefined ? '' : `:${Number(port)}`
  if (!URL.canParse(`${scheme}//${name}${suffix}`)) return undefined
  const { hostname } = new URL(`${scheme}//${name}`)
  if (!isHost(hostname) || (star !== '' && !starrable.test(hostname))) return undefined
  return `${star}${hostname.toLowerCase()}${suffix}`
}

/** The host that was probably meant by an entry that is none, for the message. */
export const guessHost = (entry: string): string => {
  const bare = entry
    .trim()
    .replace(/^[a-z][a-z\d+.-]*:\/\//i, '')
    .replace(/[/?#].*$/s, '')
  return parseEntry(bare, 'http:') ?? parseEntry(`[${bare}]`, 'http:') ?? 'example.com'
}

/**
 * Checks and normalises the `hosts` option.
 *
 * @throws {JackfieldError} `invalid_option`, with what to write instead.
 */
export const parseHosts = (hosts: readonly string[]): HostList => {
  if (!Array.isArray(hosts) || hosts.length === 0) {
    throw new JackfieldError(
      'invalid_option',
      `hosts is ${JSON.stringify(hosts)}; it takes a list: ['example.com']. Leave it out to answer for any host`,
    )
  }
  return new Set(
    hosts.map((entry: unknown) => {
      const text = typeof entry === 'string' ? entry : ''
      const host = parseEntry(text, 'http:')
      if (host !== undefined) return host
      const rule = text.includes('*')
        ? "a star stands for one whole label before two others or more, like '*.example.com'"
        : `an entry is a host, and a port if only that one counts, like '${guessHost(text)}'`
      throw new JackfieldError('invalid_option', `hosts has ${JSON.stringify(entry)}; ${rule}`)
    }),
  )
}

/**
 * Whether the `hosts` option has the host of a `Host` header. Case and the spelling of addresses do not count; a dot at
 * the end does, as it does to a browser. A header without a port is on 80 or 443: an entry with one of these has it.
 */
export const isListed = (host: string, list: HostList): boolean => {
  const url = parseHost(host, 'http:')
  if (!url) return false
  const written = /:(\d+)$/.exec(host)?.[1]
  const ports = written === undefined ? ['', ':80', ':443'] : ['', `:${Number(written)}`]
  const starred = url.hostname.replace(/^[^.]+\./, '*.')
  return ports.some((port) => list.has(`${url.hostname}${port}`) || list.has(`${starred}${port}`))
}

/**
 * Whether a request's URL names another authority than its `Host` header (which {@link isHost} has let pass), or none, or
 * user information: a target in absolute form, where the runtime leaves it in the URL.
 */
export const hasForeignHost = (url: string, host: string): boolean => {
  if (url.startsWith(`http://${host}/`) || url.startsWith(`https://${host}/`)) return false
  const [, scheme = '', named = ''] = /^(https?:)\/\/([^/?#]*)/i.exec(url) ?? []
  const other = parseHost(named, scheme)
  return other === undefined || other.host !== parseHost(host, scheme)?.host
}
