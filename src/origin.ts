import { JackfieldError } from './errors.ts'

// scheme://host[:port] and nothing else: no path, user, list or white space (RFC 6454, section 6.2).
const shape = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@,\\]+$/i

const parse = (origin: string): URL | undefined =>
  shape.test(origin) && URL.canParse(origin) ? new URL(origin) : undefined

/** Checks and normalises the `origins` option. */
export const parseOrigins = (origins: readonly string[]): ReadonlySet<string> => {
  if (!Array.isArray(origins)) {
    const found = JSON.stringify(origins)
    throw new JackfieldError('invalid_option', `origins is ${found}; it takes a list: ['https://example.com']`)
  }
  return new Set(
    origins.map((entry) => {
      if (entry === '*' || entry === 'null') return entry
      const url = parse(entry)
      if (url && !entry.includes('*')) return `${url.protocol}//${url.host}`
      throw new JackfieldError(
        'invalid_option',
        `origins has ${JSON.stringify(entry)}; an entry is scheme, host and port, like 'https://example.com'`,
      )
    }),
  )
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127(\.\d+){3}$/.test(hostname)

/**
 * Whether a page of this origin may connect: its host and port are those of the `Host` header, or both are loopback
 * names on whatever port, or the origin is listed. `Host` is read under the page's own scheme, for its default port: TLS
 * may end at a proxy. Without an `Origin` it is no browser, and passes.
 */
export const mayConnect = (origin: string | null, host: string | null, allowed: ReadonlySet<string>): boolean => {
  if (origin === null || allowed.has('*')) return true
  const page = parse(origin)
  if (!page) return origin === 'null' && allowed.has('null')
  if (allowed.has(`${page.protocol}//${page.host}`)) return true
  const own = /^https?:$/.test(page.protocol) ? parse(`${page.protocol}//${host}`) : undefined
  if (!own) return false
  return own.host === page.host || (isLoopback(own.hostname) && isLoopback(page.hostname))
}
