import type { Environment } from './environment.ts'
import type { Asked } from './options.ts'

export const ask = <Value>(asked: Asked<Value>): Value | Promise<Value> => (asked instanceof Function ? asked() : asked)

/**
 * A URL as browsers take it for a WebSocket: relative to the page, and http for ws.
 * @throws {TypeError}
 */
export const toWebSocketUrl = (given: string | URL, { document, location }: Environment): URL => {
  try {
    const url = new URL(given, document?.baseURI ?? location?.href)
    url.protocol = url.protocol.replace('http', 'ws')
    url.hash = ''
    // An empty one would be the page itself, and that of localhost:3000 is a scheme.
    if (given && /^ws/.test(url.protocol)) return url
  } catch {
    // The platform's words do not tell what was given.
  }
  // Without its query, which may hold a secret.
  throw new TypeError(`"${/[^?]*/.exec(String(given))}" is no URL such as wss://host/path`)
}
