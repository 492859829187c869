/** What the headers of a request say about its wish to become a WebSocket (RFC 6455, section 4.2.1). */
export interface Handshake {
  /** `plain`: no wish. `stripped`: a wish that lost a hop-by-hop header on its way. `upgrade`: a whole wish. */
  readonly kind: 'plain' | 'stripped' | 'upgrade'
  /** The header that is missing from a stripped one. */
  readonly lost?: 'Upgrade' | 'Connection'
  readonly key: string | null
  readonly version: string | null
}

const hasUpgradeToken = (connection: string | null): boolean =>
  connection === 'Upgrade' || (connection ?? '').split(',').some((token) => token.trim().toLowerCase() === 'upgrade')

export const readHandshake = ({ headers }: Request): Handshake => {
  const key = headers.get('sec-websocket-key')
  const version = headers.get('sec-websocket-version')
  const upgrade = headers.get('upgrade')?.trim().toLowerCase() === 'websocket'
  if (upgrade && hasUpgradeToken(headers.get('connection'))) return { kind: 'upgrade', key, version }
  if (upgrade) return { kind: 'stripped', lost: 'Connection', key, version }
  if (key !== null || version !== null) return { kind: 'stripped', lost: 'Upgrade', key, version }
  return { kind: 'plain', key, version }
}

/** Whether bytes of a body stand between the handshake and the frames. */
export const hasBody = ({ headers }: Request): boolean =>
  headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) !== 0

/** Sixteen bytes in base64. */
export const isKey = (key: string | null): key is string => key !== null && /^[A-Za-z0-9+/]{22}==$/.test(key)
