import { JackfieldError } from '../errors.ts'
import { guessHost, isPlainHost, parseEntry, parseHost } from './host.ts'

/** The origins of an option, in the text that a browser sends, and `https://*.name` where a label more is wanted. */
export type OriginList = ReadonlySet<string>

// What pages without a host send: a sandboxed frame; a file in Electron and in Android's web views.
const words: ReadonlySet<string> = new Set(['null', 'file://'])

const schemeAndHost = /^([a-z][a-z\d+.-]*:)\/\/(.+)$/is

/** `scheme://host[:port]` as a browser spells it (RFC 6454, section 6.2), whichever way it was written. */
const normalise = (entry: string): string | undefined => {
  const [, scheme, rest = ''] = schemeAndHost.exec(entry) ?? []
  // A page's origin is never ws: or wss:, so that such an entry would wait in vain.
  if (scheme === undefined || /^wss?:$/i.test(scheme)) return undefined
  const host = parseEntry(rest, scheme)
  if (host === undefined) return undefined
  const url = new URL(`${scheme}//${host}`)
  return `${url.protocol}//${url.host}`
}

const ruleFor = (text: string): string => {
  if (text.includes('*')) {
    return "a star stands for one whole label before two others or more, like 'https://*.example.com'"
  }
  const [, scheme = 'https:'] = schemeAndHost.exec(text.trim()) ?? []
  const example = `${scheme.toLowerCase().replace(/^ws/, 'http')}//${guessHost(text)}`
  return `an entry is scheme, host and port, like '${example}'`
}

/**
 * Checks and normalises the `origins` option.
 *
 * @throws {JackfieldError} `invalid_option`, with what to write instead.
 */
export const parseOrigins = (origins: readonly string[]): OriginList => {
  if (!Array.isArray(origins)) {
    const found = JSON.stringify(origins)
    throw new JackfieldError('invalid_option', `origins is ${found}; it takes a list: ['https://example.com']`)
  }
  return new Set(
    origins.map((entry: unknown) => {
      const text = typeof entry === 'string' ? entry : ''
      const origin = text === '*' || words.has(text) ? text : normalise(text)
      if (origin !== undefined) return origin
      throw new JackfieldError('invalid_option', `origins has ${JSON.stringify(entry)}; ${ruleFor(text)}`)
    }),
  )
}

/** An `Origin` that is spelled as a browser spells it: small letters, no default port, no path, no second value. */
const parse = (origin: string): URL | undefined => {
  const [, scheme, host] = /^([a-z][a-z\d+.-]*:)\/\/([^A-Z]+)$/.exec(origin) ?? []
  if (scheme === undefined || host === undefined) return undefined
  const url = parseHost(host, scheme)
  return url?.host === host ? url : undefined
}

/** Whether a browser would spell an `Origin` so. */
export const isOrigin = (origin: string): boolean => words.has(origin) || parse(origin) !== undefined

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127(\.\d+){3}$/.test(hostname)

/**
 * Whether a page of this origin may connect: its host and port are those of the `Host` header, or both are loopback
 * names on whatever port, or the origin is listed. `Host` is read under the page's own scheme, for its default port: TLS
 * may end at a proxy. Without an `Origin` it is no browser, and passes; an `Origin` that no browser would spell so is
 * refused.
 *
 * @param host The effective host: of `Host`, or as a trusted proxy forwarded it.
 */
export const mayConnect = (origin: string | null, host: string | null, allowed: OriginList): boolean => {
  if (origin === null || allowed.has('*')) return true
  if (words.has(origin)) return allowed.has(origin)
  if (host !== null && (origin === `http://${host}` || origin === `https://${host}`) && isPlainHost(host)) return true
  const page = parse(origin)
  if (!page) return false
  if (allowed.has(origin) || allowed.has(origin.replace(/\/\/[^.:[]+\./, '//*.'))) return true
  if (host === null || !/^https?:$/.test(page.protocol)) return false
  const own = page.host === host ? page : parseHost(host, page.protocol)
  if (!own) return false
  return own.host === page.host || (isLoopback(own.hostname) && isLoopback(page.hostname))
}
