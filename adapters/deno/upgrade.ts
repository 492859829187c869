import type { Upgrade } from '../../src/adapter.ts'
import { longestTimer } from '../platform.ts'
import { settle } from './request.ts'
import { DenoTransport } from './transport.ts'

const idleSeconds = ({ heartbeat }: Upgrade['policy']): number =>
  heartbeat ? Math.ceil(Math.min(heartbeat.interval + heartbeat.timeout, longestTimer) / 1000) : 0

/** Performs the native upgrade. Deno's own check of an idle peer stands in for a heartbeat: it has no ping to call. */
export const upgrade = (request: Request, decision: Upgrade): Response => {
  const { headers, protocol, policy } = decision
  settle(request)
  const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: idleSeconds(policy) })
  // Deno 2.9 throws for its own `protocol` option when the client's list has no spaces.
  if (protocol) headers.set('sec-websocket-protocol', protocol)
  headers.forEach((value, name) => {
    response.headers.append(name, value)
  })
  new DenoTransport(socket, decision)
  return response
}
