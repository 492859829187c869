import type { Context } from 'hono'
import { JackfieldError } from './errors.ts'
import { atOnce } from './eventual.ts'
import { redact } from './guards/redact.ts'
import { subprotocol } from './guards/token.ts'
import type { RouteOptions } from './options.ts'

const refused = (message: string) => new JackfieldError('protocol_refused', redact(message))

/** What a client offers, good or not. */
export const offeredProtocols = ({ headers }: Request): string[] =>
  headers
    .get('sec-websocket-protocol')
    ?.split(',')
    .map((entry) => entry.trim()) ?? []

const checkOffer = (offered: readonly string[]): void => {
  if (offered.length === 0) return
  const malformed = offered.find((entry) => !subprotocol.test(entry))
  if (malformed !== undefined) {
    throw refused(
      `Sec-WebSocket-Protocol has the entry ${JSON.stringify(malformed)}; each must be a token of RFC 9110.`,
    )
  }
  if (new Set(offered).size < offered.length) {
    throw refused(`Sec-WebSocket-Protocol lists an entry twice: ${offered.join(', ')}.`)
  }
}

/**
 * The subprotocol for this handshake, or `''`.
 * @throws {JackfieldError} `protocol_refused` if what is offered is malformed, or nothing of it will do.
 */
export const selectProtocol = (
  offered: readonly string[],
  c: Context,
  { protocols, protocolOptional }: RouteOptions,
): string => {
  checkOffer(offered)
  if (!protocols) return ''
  const chosen =
    typeof protocols === 'function'
      ? atOnce(protocols([...offered], c))
      : protocols.find((entry) => offered.includes(entry))
  if (chosen) {
    if (offered.includes(chosen)) return chosen
    throw new JackfieldError(
      'invalid_option',
      `protocols() picked ${JSON.stringify(chosen)}, which the client did not offer (${offered.join(', ') || 'nothing'})`,
    )
  }
  if (protocolOptional) return ''
  const spoken = typeof protocols === 'function' ? 'others' : protocols.join(', ')
  throw refused(`The client offers ${offered.join(', ') || 'no subprotocol'}; this route speaks ${spoken}.`)
}
