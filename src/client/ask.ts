import type { Environment } from './environment.ts'
import type { Asked } from './options.ts'

export const ask = <Value>(asked: Asked<Value>): Value | Promise<Value> => (asked instanceof Function ? asked() : asked)

/**
 * A URL as browsers take it for a WebSocket: relative to the page, and http for ws.
 * @throws {TypeError}
 */
export const toWebSocketUrl = (given: string | URL, { document, location }: Environment): URL => {
  const url = new URL(given, document?.baseURI ?? location?.href)
  url.protocol = url.protocol.replace('http', 'ws')
  url.hash = ''
  return url
}
