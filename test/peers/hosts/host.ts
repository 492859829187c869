import process from 'node:process'
import type { ServerOptions } from '../../../src/options.ts'

/** What a variant asks for: a host passes on what its library has an option for. */
export const options = JSON.parse(process.argv[2] ?? '{}') as ServerOptions

/** How long a peer may be silent, in whole seconds; `undefined` for the library's own default. */
export const idleTimeout: number | undefined = options.heartbeat
  ? Math.ceil(options.heartbeat.interval / 1000)
  : undefined

/** What Node's own server does about a request that is never completed. */
export const serverOptions = options.handshakeTimeout
  ? {
      headersTimeout: options.handshakeTimeout,
      requestTimeout: options.handshakeTimeout,
      connectionsCheckingInterval: 100,
    }
  : {}

/** Tells the port, and ends with the end of stdin. */
export function listening({ port }: { port?: number }): void {
  console.log(JSON.stringify({ port }))
  process.stdin.on('end', () => process.exit()).resume()
}
