import type { Context } from 'hono'
import { JackfieldError } from './errors.ts'
import type { RouteOptions } from './options.ts'

// A token of RFC 9110, section 5.6.2.
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

const refused = (message: string) => new JackfieldError('protocol_refused', message)

/**
 * The subprotocol for this handshake, or `''`.
 * @throws {JackfieldError} `protocol_refused` if the list is malformed or nothing on it will do.
 */
export const selectProtocol = (c: Context, { protocols, protocolOptional }: RouteOptions): string => {
  const header = c.req.raw.headers.get('sec-websocket-protocol')
  const offered = header === null ? [] : header.split(',').map((entry) => entry.trim())
  const malformed = offered.find((entry) => !token.test(entry))
  if (malformed !== undefined) {
    throw refused(
      `Sec-WebSocket-Protocol has the entry ${JSON.stringify(malformed)}; each must be a token of RFC 9110.`,
    )
  }
  if (new Set(offered).size < offered.length) {
    throw refused(`Sec-WebSocket-Protocol lists an entry twice: ${offered.join(', ')}.`)
  }
  if (!protocols) return ''
  const chosen =
    typeof protocols === 'function' ? protocols(offered, c) : protocols.find((entry) => offered.includes(entry))
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
